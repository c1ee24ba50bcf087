import { describe, expect, test } from 'vitest';
import type { Access } from '#server/sign-in/access.ts';
import { createOidc } from '#server/sign-in/oidc.ts';
import type { Finished } from '#server/sign-in/oidc.ts';
import { hashPassword } from '#server/sign-in/password.ts';
import type { ListedPerson } from '#server/sign-in/people.ts';
import { accessInMemory, triesInMemory } from './access-fixtures.ts';
import { createApp } from './contract.ts';
import { aReview, reviewsInMemory, someDeps } from './fixtures.ts';

const own = { 'sec-fetch-site': 'same-origin' };
const hash = await hashPassword('correct horse', { ln: 14, r: 8, p: 1 });
const anna = {
  id: 'anna',
  name: 'Anna',
  email: 'anna@example.com',
  role: 'reviewer',
  mailboxes: ['g1'],
  password: hash,
} satisfies ListedPerson;

function server(over: Partial<Access> = {}) {
  const listed: ListedPerson[] = [anna];
  const lines: object[] = [];
  const access = accessInMemory({
    people: { listed: () => listed },
    audit: async (line) => void lines.push(line),
    ...over,
  });
  const { deps, lines: log } = someDeps({ access, reviews: reviewsInMemory(aReview()) });
  const app = createApp(deps);
  const signIn = (fields: Record<string, string>, headers: Record<string, string> = own) =>
    app.request('/sign-in', { method: 'POST', body: new URLSearchParams(fields), headers });
  const get = (path: string, cookie: string) => app.request(path, { headers: { cookie, ...own } });
  return { app, signIn, get, listed, lines, log, access };
}

/** The cookies that a browser would send back. */
const cookiesOf = (response: Response): string =>
  response.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0] ?? '')
    .join('; ');

test.each(['anna', 'ANNA', ' Anna@Example.com '])('%j and the password open a session', async (name) => {
  const { signIn, get, lines } = server();
  const response = await signIn({ name, password: 'correct horse', to: '/reviews/rv_1?x=1' });
  expect([response.status, response.headers.get('location')]).toEqual([303, '/reviews/rv_1?x=1']);
  const me = await (await get('/api/me', cookiesOf(response))).json();
  expect(me).toEqual({ id: 'anna', name: 'Anna', role: 'reviewer', mailboxes: ['g1'], sessions: 1 });
  expect(lines).toEqual([expect.objectContaining({ by: 'anna', what: 'sign_in', way: 'password' })]);
});

test('it leads to no other site', async () => {
  const response = await server().signIn({ name: 'anna', password: 'correct horse', to: '//evil.example' });
  expect(response.headers.get('location')).toBe('/');
});

test.each([
  ['a wrong password', 'anna', 'wrong horse'],
  ['nobody of that name', 'berta', 'correct horse'],
  ['an empty password', 'anna', ''],
])('with %s nothing tells who exists', async (_case, name, password) => {
  const { signIn } = server();
  const response = await signIn({ name, password });
  expect([response.status, response.headers.get('set-cookie')]).toEqual([401, null]);
  const text = await response.text();
  expect(text).toContain('Name and password do not fit together.');
  expect(text).toContain(`value="${name}"`);
});

test('what was typed in as a name is in no log and no audit entry', async () => {
  const { signIn, lines, log } = server();
  await signIn({ name: 'my secret password', password: 'anna' });
  await signIn({ name: 'anna', password: 'my other secret' });
  await signIn({ name: 'anna', password: 'my other secret' });
  expect(JSON.stringify([lines, log])).not.toContain('secret');
  expect(lines).toEqual([expect.objectContaining({ what: 'sign_in_failed', person: 'anna', by: 'unknown' })]);
});

test('a name from a form is markup nowhere', async () => {
  const response = await server().signIn({ name: '"><script>x</script>', password: 'y', to: '/"><b>' });
  expect(await response.text()).not.toMatch(/<script>x|<b>/);
});

async function signedIn() {
  const all = server();
  const cookie = cookiesOf(await all.signIn({ name: 'anna', password: 'correct horse' }));
  return { ...all, status: async () => (await all.get('/api/reviews/rv_1', cookie)).status, cookie };
}

describe('what the file says holds with the next request', () => {
  test('who is taken out is out', async () => {
    const { listed, status } = await signedIn();
    expect(await status()).toBe(200);
    listed.pop();
    expect(await status()).toBe(401);
  });

  test('another password ends the sessions of the old one', async () => {
    const { listed, status } = await signedIn();
    const other = await hashPassword('another one', { ln: 14, r: 8, p: 1 });
    listed.splice(0, 1, { ...anna, password: other });
    expect(await status()).toBe(401);
  });

  test('so do a smaller role and other mailboxes', async () => {
    const { listed, status, get, cookie } = await signedIn();
    listed.splice(0, 1, { ...anna, role: 'viewer' });
    expect(await (await get('/api/me', cookie)).json()).toMatchObject({ role: 'viewer' });
    listed.splice(0, 1, { ...anna, mailboxes: ['g2'] });
    expect(await status()).toBe(404);
  });
});

test('signing out everywhere ends all sessions of that person, and of no other', async () => {
  const { app, signIn, get } = server();
  const [one, two] = [0, 1].map(() => signIn({ name: 'anna', password: 'correct horse' }));
  const cookies = (await Promise.all([one!, two!])).map(cookiesOf);
  const body = new URLSearchParams({ everywhere: 'on' });
  const headers = { cookie: cookies[0] ?? '', ...own };
  const response = await app.request('/sign-out', { method: 'POST', headers, body });
  expect(response.status).toBe(303);
  for (const cookie of cookies) expect((await get('/api/me', cookie)).status).toBe(401);
});

test('after ten wrong passwords one waits, with Retry-After, and the page says how long', async () => {
  let timeMs = 0;
  const { signIn } = server({ tries: triesInMemory(() => timeMs) });
  const known = cookiesOf(await signIn({ name: 'anna', password: 'correct horse' }));
  for (let tries = 0; tries < 10; tries++) await signIn({ name: 'anna', password: 'wrong' });
  const response = await signIn({ name: 'anna', password: 'correct horse' });
  expect([response.status, response.headers.get('retry-after')]).toEqual([429, '900']);
  expect(await response.text()).toContain('Too many wrong passwords. Try again in 15 minutes.');
  const fromKnown = await signIn({ name: 'anna', password: 'correct horse' }, { ...own, cookie: known });
  expect(fromKnown.status).toBe(303);
  timeMs = 15 * 60_000;
  expect((await signIn({ name: 'anna', password: 'correct horse' })).status).toBe(303);
});

test('the token can be kept from the page, and the bearer is taken all the same', async () => {
  const { app, signIn } = server({ byToken: false });
  expect((await signIn({ token: 'test-token-0123456789' })).status).toBe(401);
  expect(await (await app.request('/sign-in')).text()).not.toContain('name="token"');
});

describe('a provider', () => {
  const settings = {
    issuer: 'http://127.0.0.1:9',
    clientId: 'x',
    clientSecret: 'y',
    scopes: 'openid',
    publicUrl: 'http://localhost',
    domains: ['example.com'],
    groups: [],
    groupsClaim: 'groups',
    adminGroups: [],
    reviewerGroups: [],
    role: 'viewer',
  } as const;

  test('that is away leaves a page that says so, with 503', async () => {
    const oidc = createOidc(settings, {
      flows: { keep: () => Promise.resolve(), take: () => Promise.resolve(undefined) },
      people: { listed: () => [] },
      grantsOf: () => [],
      now: () => 0,
      signal: new AbortController().signal,
    });
    const { app } = server({ oidc });
    const response = await app.request('/sign-in/oidc?to=/agents');
    expect(response.status).toBe(503);
    const text = await response.text();
    expect(text).toContain('Your provider does not answer');
    expect(text).toContain('/sign-in/oidc?to=%2Fagents');
    const back = await app.request('/sign-in/oidc/callback?state=x&code=y');
    expect([back.status, back.headers.get('set-cookie')]).toEqual([403, null]);
  });

  test.each<[Finished, string]>([
    [{ kind: 'unknown' }, 'This sign-in is over'],
    [{ kind: 'denied', why: 'access_denied', detail: 'denied' }, 'did not let you in'],
    [
      { kind: 'judged', to: '/', judged: { kind: 'refused', why: 'other_group' } },
      'none of the groups that may sign in',
    ],
  ])('lets nobody in by %j', async (finished, sentence) => {
    const oidc = { start: () => Promise.resolve('x'), finish: () => Promise.resolve(finished) };
    const { app, log } = server({ oidc });
    const response = await app.request('/sign-in/oidc/callback?state=x');
    expect([response.status, response.headers.get('set-cookie')]).toEqual([403, null]);
    expect(await response.text()).toContain(sentence);
    expect(log.join('')).toContain('sign_in.failed');
  });
});
