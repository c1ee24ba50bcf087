import { describe, expect, test } from 'vitest';
import { TransientError } from '#errors.ts';
import { createHealthApp } from '#server/health.ts';
import { createApp, type AppDeps } from './contract.ts';
import { apiToken, bearer, reviewsInMemory, someDeps } from './fixtures.ts';

describe('the API', () => {
  test.each([
    ['no header', {}],
    ['a wrong token', { authorization: 'Bearer wrong' }],
    ['an empty token', { authorization: 'Bearer ' }],
    ['another scheme', { authorization: `Basic ${apiToken}` }],
    ['the token twice', { authorization: `Bearer ${apiToken} ${apiToken}` }],
    ['a session nobody opened', { cookie: 'inreply_session=made-up' }],
    ['an empty session', { cookie: 'inreply_session=' }],
  ])('refuses %s and says what to do', async (_name, headers: Record<string, string>) => {
    const response = await createApp(someDeps().deps).request('/api/reviews', { headers });
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toContain('Bearer');
    expect(await response.json()).toMatchObject({
      error: { type: 'unauthorized', message: expect.stringContaining('API_TOKEN') },
    });
  });

  test.each([['/api'], ['/api/'], ['/api/nothing'], ['/api/reviews/a/b/c'], ['/api/reviews/']])(
    'hides whether %s exists until one is signed in',
    async (path) => {
      const app = createApp(someDeps().deps);
      expect((await app.request(path)).status).toBe(401);
      const response = await app.request(path, { headers: bearer });
      expect(response.status).toBe(404);
      expect(await response.json()).toMatchObject({ error: { type: 'not_found' } });
    },
  );

  test('a wrong method is 405 and names the right ones', async () => {
    const app = createApp(someDeps().deps);
    const response = await app.request('/api/reviews/rv_1/approve', { method: 'PUT', headers: bearer });
    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toBe('POST');
    expect(await response.json()).toMatchObject({
      error: { type: 'wrong_method', message: 'Use POST here.' },
    });
  });

  test.each([
    ['//api/reviews'],
    ['/API/reviews'],
    ['/api%2Freviews'],
    ['/x/../api/reviews'],
    ['/api;/reviews'],
  ])('%s is no way round the sign-in', async (path) => {
    const response = await createApp(someDeps().deps).request(`http://127.0.0.1${path}`);
    expect([401, 404]).toContain(response.status);
    expect(await response.text()).not.toContain('"reviews"');
  });

  test('a blank API token opens nothing', async () => {
    const app = createApp(someDeps({ apiToken: '' }).deps);
    expect((await app.request('/api/reviews', { headers: { authorization: 'Bearer ' } })).status).toBe(401);
  });
});

async function readyStatus(over: Partial<AppDeps>): Promise<number> {
  return (await createApp(someDeps(over).deps).request('/readyz')).status;
}

async function readyAnswer(over: Partial<AppDeps>): Promise<unknown> {
  return (await createApp(someDeps(over).deps).request('/readyz')).json();
}

describe('health', () => {
  test('readiness tells how long mail may have gone unseen, and does not hang on it', async () => {
    expect(await readyAnswer({})).toEqual({ status: 'ready', oldest_unseen_seconds: 12, webhook: 'active' });
    const unknown = { status: 'ready', oldest_unseen_seconds: null, webhook: null };
    expect(await readyAnswer({ outlook: () => Promise.reject(new Error('away')) })).toEqual(unknown);
  });

  test('a process that serves nothing else has the same three', async () => {
    const app = createHealthApp(someDeps().deps);
    for (const path of ['/healthz', '/readyz', '/metrics'])
      expect((await app.request(path)).status).toBe(200);
    expect((await app.request('/api/reviews')).status).toBe(404);
  });

  test('the process is alive whatever Redis does, and ready only with it', async () => {
    const away = { ping: () => Promise.resolve(false) };
    expect((await createApp(someDeps(away).deps).request('/healthz')).status).toBe(200);
    expect(await readyStatus({})).toBe(200);
    expect(await readyStatus(away)).toBe(503);
    expect(await readyStatus({ ping: () => Promise.reject(new Error('closed')) })).toBe(503);
    expect(await readyStatus({ ping: () => new Promise(() => {}) })).toBe(503);
    expect(await readyStatus({ isStopping: () => true })).toBe(503);
  });

  test('metrics are Prometheus text and count requests without ids', async () => {
    const { deps } = someDeps();
    const app = createApp(deps);
    await app.request('/api/reviews/rv_secret', { headers: bearer });
    const response = await app.request('/metrics');
    expect(response.headers.get('content-type')).toContain('text/plain; version=0.0.4');
    const text = await response.text();
    expect(text).toContain('inreply_http_requests_total{method="GET",status="404"} 1');
    expect(text).not.toContain('rv_secret');
  });
});

async function rejecting(error: Error): Promise<never> {
  throw error;
}

describe('a fault', () => {
  test.each([
    ['of ours', new TypeError('bug with a secret inside'), true, 500, 'internal'],
    ['that may pass', new TransientError('Redis is away'), true, 503, 'unavailable'],
    ['while Redis is away', new Error('Connection is closed.'), false, 503, 'unavailable'],
  ])('%s is told in the shape of all errors', async (_name, error, isUp, status, type) => {
    const reviews = { ...reviewsInMemory(), list: () => rejecting(error) };
    const { deps, lines } = someDeps({ reviews, ping: () => Promise.resolve(isUp) });
    const response = await createApp(deps).request('/api/reviews', { headers: bearer });
    expect(response.status).toBe(status);
    const text = await response.text();
    expect(JSON.parse(text)).toMatchObject({ error: { type } });
    expect(text).not.toContain('secret');
    expect(lines.join('')).toContain('request.failed');
  });
});

test('every page forbids foreign and inline code and is kept by no cache', async () => {
  const response = await createApp(someDeps().deps).request('/sign-in');
  const policy = response.headers.get('content-security-policy');
  for (const rule of [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ]) {
    expect(policy).toContain(rule);
  }
  expect(response.headers.get('x-content-type-options')).toBe('nosniff');
  expect(response.headers.get('x-frame-options')).toBe('DENY');
  expect(response.headers.get('referrer-policy')).toBe('same-origin');
  expect(response.headers.get('cache-control')).toBe('no-store');
  const text = await response.text();
  expect(text).not.toMatch(/<script(?![^>]* src="\/assets\/)|<style|style=|\son\w+=|https?:\/\//);
});

test('the access log names route, status and time, and neither ids nor tokens', async () => {
  const { deps, lines } = someDeps();
  await createApp(deps).request('/api/messages/g1/m-private?token=x', { headers: bearer });
  const line = lines.find((one) => one.includes('request.answered')) ?? '';
  expect(JSON.parse(line)).toMatchObject({
    level: 'debug',
    method: 'GET',
    route: '/api/messages/:grant/:message',
    status: 404,
    tookMs: 0,
  });
  expect(lines.join('')).not.toMatch(/m-private|test-token/);
});

test('a page that is not there says so', async () => {
  const response = await createApp(someDeps().deps).request('/nowhere');
  expect(response.status).toBe(404);
  expect(await response.text()).toContain('There is no such page.');
});
