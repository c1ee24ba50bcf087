import { describe, expect, test } from 'vitest';
import { createApp, type AppDeps } from './contract.ts';
import { accessInMemory, triesInMemory } from './access-fixtures.ts';
import { apiToken, aReview, nowMs, reviewsInMemory, someDeps } from './fixtures.ts';

const own = { 'sec-fetch-site': 'same-origin' };

function server(over: Partial<AppDeps> = {}) {
  const { deps, lines } = someDeps({ reviews: reviewsInMemory(aReview()), ...over });
  const app = createApp(deps);
  const signIn = (token: string, headers: Record<string, string> = own) =>
    app.request('/sign-in', { method: 'POST', body: new URLSearchParams({ token }), headers });
  return { app, signIn, lines };
}

/** The cookie a browser would send back. */
function cookieOf(response: Response): string {
  return (response.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
}

test('the right token opens a session that the page and the API take', async () => {
  const { app, signIn } = server();
  const response = await signIn(apiToken);
  expect(response.status).toBe(303);
  expect(response.headers.get('location')).toBe('/');
  const cookie = cookieOf(response);
  expect(cookie).not.toContain(apiToken);
  expect((await app.request('/', { headers: { cookie } })).status).toBe(200);
  expect((await app.request('/api/reviews', { headers: { cookie } })).status).toBe(200);
});

test('the cookie is for this site and no script, and for TLS only where the page has it', async () => {
  const plain = (await server().signIn(apiToken)).headers.get('set-cookie');
  expect(plain).toMatch(/HttpOnly/);
  expect(plain).toMatch(/SameSite=Lax/);
  expect(plain).toMatch(/Path=\//);
  expect(plain).not.toMatch(/Secure/);
  const { signIn } = server({ publicUrl: 'https://mail.example.com' });
  expect((await signIn(apiToken)).headers.get('set-cookie')).toMatch(/Secure/);
});

test('a token pasted with spaces around it is taken', async () => {
  expect((await server().signIn(` ${apiToken}\n`)).status).toBe(303);
});

test.each([[''], ['wrong'], [`${apiToken}x`]])('the token %j is refused with the form', async (token) => {
  const response = await server().signIn(token);
  expect(response.status).toBe(401);
  expect(response.headers.get('set-cookie')).toBeNull();
  expect(await response.text()).toContain('That token is not right');
});

test('a body that is no form is refused like an empty token', async () => {
  const { app } = server();
  const headers = { ...own, 'content-type': 'multipart/form-data; boundary=x' };
  const response = await app.request('/sign-in', { method: 'POST', body: 'garbage', headers });
  expect(response.status).toBe(401);
});

test('after ten wrong tokens in a minute even the right one has to wait', async () => {
  let timeMs = nowMs;
  const { signIn } = server({ access: accessInMemory({ tries: triesInMemory(() => timeMs) }) });
  for (let tries = 0; tries < 10; tries++) expect((await signIn('wrong')).status).toBe(401);
  const blocked = await signIn(apiToken);
  expect(blocked.status).toBe(429);
  expect(blocked.headers.get('retry-after')).toBe('60');
  timeMs += 60_001;
  expect((await signIn(apiToken)).status).toBe(303);
});

test('signing out ends the session for good', async () => {
  const { app, signIn } = server();
  const cookie = cookieOf(await signIn(apiToken));
  const response = await app.request('/sign-out', { method: 'POST', headers: { cookie, ...own } });
  expect(response.status).toBe(303);
  expect(response.headers.get('location')).toBe('/sign-in?out');
  expect((await app.request('/', { headers: { cookie } })).status).toBe(401);
});

describe('a form from another site does nothing', () => {
  const foreign: [string, Record<string, string>][] = [
    ['of another site', { 'sec-fetch-site': 'cross-site', origin: 'http://localhost' }],
    ['of a sister host', { 'sec-fetch-site': 'same-site' }],
    ['of another origin', { origin: 'https://evil.example' }],
    ['of a hidden origin', { origin: 'null' }],
    ['without any origin', {}],
  ];

  test.each(foreign)('sign-in %s', async (_name, headers) => {
    const response = await server().signIn(apiToken, headers);
    expect(response.status).toBe(403);
    expect(response.headers.get('set-cookie')).toBeNull();
  });

  test.each(foreign)('a verdict with a session, %s', async (_name, headers) => {
    const reviews = reviewsInMemory(aReview());
    const { app, signIn } = server({ reviews });
    const cookie = cookieOf(await signIn(apiToken));
    const api = { method: 'POST', body: '{"version":1}', headers: { cookie, ...headers } };
    expect((await app.request('/api/reviews/rv_1/reject', api)).status).toBe(403);
    expect((await app.request('/sign-out', { method: 'POST', headers: { cookie, ...headers } })).status).toBe(
      403,
    );
    expect(reviews.by).toEqual([]);
  });

  test('while one of ours is taken by its origin, also behind a proxy that ends TLS', async () => {
    expect((await server().signIn(apiToken, { origin: 'http://localhost' })).status).toBe(303);
    const { signIn } = server({ publicUrl: 'https://mail.example.com/' });
    expect((await signIn(apiToken, { origin: 'https://mail.example.com' })).status).toBe(303);
  });
});

test('a session decides through the API from the page itself', async () => {
  const reviews = reviewsInMemory(aReview());
  const { app, signIn } = server({ reviews });
  const cookie = cookieOf(await signIn(apiToken));
  const headers = { cookie, ...own };
  const call = { method: 'POST', body: '{"version":1}', headers };
  expect((await app.request('/api/reviews/rv_1/approve', call)).status).toBe(202);
  expect(reviews.by).toEqual(['token']);
});
