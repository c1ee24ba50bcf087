import { describe, expect, test } from 'vitest';
import { cookieFor } from './access-fixtures.ts';
import { type AppDeps, createApp } from './contract.ts';
import { someDeps } from './fixtures.ts';

/** All that answers somebody who is not signed in; each for the reason beside it. */
const open = new Set([
  'GET /healthz', // probes have no sign-in, and nothing of mail is told
  'GET /readyz',
  'GET /metrics',
  'GET /webhooks/nylas', // Nylas shakes hands
  'POST /webhooks/nylas', // and signs what it sends
  'GET /sign-in',
  'POST /sign-in',
  'GET /one-tap/:token', // the link is the right: sealed by us, for one verdict
  'POST /one-tap',
  'POST /slack/actions', // Slack signs what it sends
  'GET /assets/one-tap.css',
  'GET /assets/page.css', // what the sign-in page is made of
  'GET /assets/sign-in.js',
  'GET /assets/icon.svg',
]);

/** Every route the app has, taken from itself, with something in each place of its path. */
function routesOf(deps: AppDeps) {
  const all = createApp(deps).routes.filter(({ method }) => method !== 'ALL');
  const names = new Set(all.map(({ method, path }) => `${method} ${path}`));
  return [...names].map((name) => {
    const [method = '', path = ''] = name.split(' ');
    return { name, method, path: path.replaceAll(/:\w+(?:\{[^}]*\})?/g, 'x') };
  });
}

const own = { 'sec-fetch-site': 'same-origin' };
const form = '<form method="post" action="/sign-in"';

describe('without a sign-in', () => {
  const strangers: [string, (deps: AppDeps) => Promise<Record<string, string>>][] = [
    ['nothing', async () => own],
    ['a wrong token', async () => ({ ...own, authorization: 'Bearer wrong' })],
    ['a session nobody opened', async () => ({ ...own, cookie: 'inreply_session=made-up' })],
    [
      'a session that was closed',
      async ({ access }) => {
        const cookie = await cookieFor(access);
        await access.sessions.closeAll('page');
        return { ...own, cookie };
      },
    ],
  ];

  test.each(strangers)(
    'and with %s every route answers 401 or the sign-in page, but the few that are open',
    async (_name, headersOf) => {
      const { deps } = someDeps();
      const app = createApp(deps);
      const headers = await headersOf(deps);
      const routes = routesOf(deps);
      expect(routes.length).toBeGreaterThan(40);
      for (const { name, method, path } of routes) {
        if (open.has(name)) continue;
        for (const asked of method === 'GET' ? ['GET', 'HEAD'] : [method]) {
          const response = await app.request(path, { method: asked, headers });
          expect([asked, path, response.status]).toEqual([asked, path, 401]);
          const text = await response.text();
          const type = response.headers.get('content-type') ?? '';
          const isPage = type.includes('html') && asked === 'GET';
          expect([path, isPage && !text.includes(form)]).toEqual([path, false]);
          expect(text).not.toMatch(/"(?:reviews|messages|rows|id)":/);
        }
      }
    },
  );

  test('what is open is all there and answers something else', async () => {
    const { deps } = someDeps();
    const app = createApp(deps);
    const names = routesOf(deps).map(({ name }) => name);
    expect([...open].filter((name) => !names.includes(name))).toEqual([]);
    for (const name of open) {
      const [method = '', path = ''] = name.split(' ');
      // A wrong token, a wrong signature and a wrong seal are 401 for reasons of their own.
      if (method === 'POST' || path.includes(':')) continue;
      expect([path, (await app.request(path)).status]).not.toEqual([path, 401]);
    }
  });
});
