import { describe, expect, test } from 'vitest';
import { type Person, type Role, roles } from '#domain/person.ts';
import { createApp, type AppDeps } from './contract.ts';
import { accessInMemory, cookieFor } from './access-fixtures.ts';
import { crowdedDeps } from './crowded.ts';
import { apiToken, aReview, pausesInMemory, reviewsInMemory, someDeps } from './fixtures.ts';

/** The least role of each route, `+` where it concerns all mailboxes. A route that is not here fails the test. */
const rules: Record<string, Role | `${Role}+`> = {
  'GET /openapi.json': 'viewer',
  'GET /api/me': 'viewer',
  'GET /api/people': 'viewer',
  'POST /api/people/:id/sign-out': 'admin+',
  'GET /api/tokens': 'admin+',
  'POST /api/tokens': 'admin+',
  'POST /api/tokens/:name/revoke': 'admin+',
  'GET /api/mailboxes': 'viewer',
  'GET /api/review-rows': 'viewer',
  'GET /api/reviews': 'viewer',
  'GET /api/reviews/:id': 'viewer',
  'GET /api/reviews/:id/history': 'viewer',
  'POST /api/reviews/:id/approve': 'reviewer',
  'POST /api/reviews/:id/reject': 'reviewer',
  'POST /api/reviews/:id/revise': 'reviewer',
  'POST /api/reviews/:id/undo': 'reviewer',
  'POST /api/reviews/:id/assign': 'reviewer',
  'POST /api/reviews/:id/snooze': 'reviewer',
  'POST /api/reviews/:id/notes': 'reviewer',
  'POST /api/reviews/decide': 'reviewer',
  'GET /api/messages/:grant/:message': 'viewer',
  'GET /api/messages/:grant/:message/exchanges': 'reviewer',
  'POST /api/messages/:grant/:message/retry': 'admin',
  'POST /api/messages/:grant/:message/undo': 'reviewer',
  'GET /api/threads/:grant/:thread': 'viewer',
  'GET /api/threads/:grant/:thread/messages/:message/html': 'viewer',
  'GET /api/events': 'viewer',
  'GET /api/audit': 'admin+',
  'GET /api/activity': 'viewer',
  'GET /api/threads': 'viewer',
  'GET /api/agents': 'viewer',
  'GET /api/stats': 'viewer',
  'GET /api/learning/pairs': 'admin',
  'POST /api/learning/forget': 'admin',
  'GET /api/autonomy': 'viewer',
  'POST /api/autonomy/:grant/:category': 'admin',
  'GET /api/knowledge/gaps': 'viewer',
  'GET /api/queues': 'viewer',
  'GET /api/dead': 'viewer',
  'POST /api/dead/:id/retry': 'admin',
  'POST /api/dead/:id/dismiss': 'admin',
  'GET /api/pause': 'viewer',
  'POST /api/pause': 'reviewer',
  'POST /api/resume': 'admin',
};

/** Bodies that are right, so that nothing but the role and the mailbox can be in the way. */
const bodies: Record<string, unknown> = {
  'POST /api/tokens': { name: 'ci', role: 'viewer' },
  'POST /api/reviews/:id/approve': { version: 1 },
  'POST /api/reviews/:id/reject': { version: 1 },
  'POST /api/reviews/:id/revise': { version: 1, instruction: 'Shorter.' },
  'POST /api/reviews/:id/undo': { version: 1 },
  'POST /api/reviews/:id/assign': { to: null },
  'POST /api/reviews/:id/snooze': { until: null },
  'POST /api/reviews/:id/notes': { text: 'A note.' },
  'POST /api/reviews/decide': { verdicts: [{ id: 'rv_1', version: 1, verdict: 'reject' }] },
  'POST /api/autonomy/:grant/:category': { level: 'review' },
  'POST /api/learning/forget': { all: true },
  'POST /api/pause': { agent: 'support', because: 'wrong prices' },
  'POST /api/resume': { agent: 'support' },
};

const ids: Record<string, string> = {
  grant: 'g1',
  message: 'm1',
  thread: 't1',
  category: 'refund',
  name: 'ci',
};

function service(over: Partial<AppDeps> = {}) {
  const deps = crowdedDeps(over);
  const app = createApp(deps);
  const ask = async (route: string, person: Person) => {
    const [method = '', path = ''] = route.split(' ');
    const id = path.startsWith('/api/dead') ? 'dl_1' : path.startsWith('/api/people') ? 'anna' : 'rv_1';
    const real = path.replaceAll(/:(\w+)/g, (_, name: string) => (name === 'id' ? id : (ids[name] ?? 'x')));
    const headers = { cookie: await cookieFor(deps.access, person), 'sec-fetch-site': 'same-origin' };
    const body = method === 'GET' ? {} : { body: JSON.stringify(bodies[route] ?? {}) };
    const response = await app.request(real, { method, headers, ...body });
    const isStream = response.headers.get('content-type')?.startsWith('text/event-stream') === true;
    return { status: response.status, text: isStream ? '' : await response.text() };
  };
  return { app, ask };
}

const routes = [
  ...new Set(
    service()
      .app.routes.filter(({ method }) => method !== 'ALL')
      .filter(({ path }) => path.startsWith('/api/') || path === '/openapi.json')
      .map(({ method, path }) => `${method} ${path}`),
  ),
];
const someone = (role: Role, mailboxes: Person['mailboxes'] = 'all'): Person => ({
  id: `some-${role}`,
  name: role,
  role,
  mailboxes,
});
const leastOf = (route: string) => roles.findIndex((role) => rules[route]?.startsWith(role));

test('every route has a rule, and every rule a route', () => {
  expect(routes.toSorted()).toEqual(Object.keys(rules).toSorted());
});

/** What a route answers, in one word; of a good answer also whether it shows anything of the mailbox g1. */
async function outcomeOf(route: string, person: Person): Promise<string> {
  const { status, text } = await service().ask(route, person);
  if (status === 401 || (status === 403 && !text.includes('"forbidden"'))) return `${status}`;
  if (status === 403) return 'forbidden';
  const isTold = route !== 'GET /openapi.json' && /"(?:g1|t1|m1|support)"|Dana|dana@|4471/.test(text);
  return status === 404 ? 'missing' : isTold ? 'let in, and told' : 'let in';
}

describe.each(roles)('a %s', (role) => {
  test.each(routes)('gets what the role allows of %s', async (route) => {
    const outcome = await outcomeOf(route, someone(role));
    const isAllowed = roles.indexOf(role) >= leastOf(route);
    expect(outcome).toMatch(isAllowed ? /^(?:let in|missing)/ : /^forbidden$/);
  });
});

test('to those who see all mailboxes the lists show something', async () => {
  const lists = ['/api/reviews', '/api/review-rows', '/api/dead', '/api/mailboxes', '/api/autonomy'];
  for (const path of lists) {
    expect([path, await outcomeOf(`GET ${path}`, someone('viewer'))]).toEqual([path, 'let in, and told']);
  }
});

describe('who sees only another mailbox, even as an admin,', () => {
  test.each(routes)('learns nothing of this one by %s', async (route) => {
    const isOverAll = rules[route]?.endsWith('+') === true;
    const wanted = isOverAll
      ? 'forbidden'
      : /:(?:grant|id)\b/.test(route)
        ? 'missing'
        : /^(?:let in|missing)$/;
    expect(await outcomeOf(route, someone('admin', ['g2']))).toMatch(wanted);
  });

  test('and changes nothing there', async () => {
    const reviews = reviewsInMemory(aReview());
    const paused = pausesInMemory();
    const { ask } = service({ reviews, pauses: paused });
    for (const route of routes) await ask(route, someone('admin', ['g2']));
    expect(reviews.by).toEqual([]);
    expect(reviews.all.get('rv_1')).toEqual(aReview());
  });
});

test('a bearer token with a role of its own is held to it', async () => {
  const access = accessInMemory();
  const created = await access.tokens.create({
    name: 'ci',
    role: 'viewer',
    mailboxes: ['g2'],
    by: 'api',
    expiresAtMs: null,
  });
  const app = createApp(someDeps({ access, reviews: reviewsInMemory(aReview()) }).deps);
  const ask = (path: string, token: string, method = 'GET') =>
    app.request(path, {
      method,
      headers: { authorization: `Bearer ${token}` },
      ...(method === 'GET' ? {} : { body: '{"version":1}' }),
    });
  const token = created.kind === 'created' ? created.token : '';
  expect(await (await ask('/api/me', token)).json()).toMatchObject({ id: 'token:ci', role: 'viewer' });
  expect((await ask('/api/reviews/rv_1', token)).status).toBe(404);
  expect((await ask('/api/reviews/rv_1/approve', token, 'POST')).status).toBe(403);
  expect((await ask('/api/reviews/rv_1', apiToken)).status).toBe(200);
  await access.tokens.revoke('ci');
  expect((await ask('/api/me', token)).status).toBe(401);
});
