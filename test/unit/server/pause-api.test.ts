import { expect, test } from 'vitest';
import { createApp } from './contract.ts';
import { bearer, nowMs, pausesInMemory, someDeps } from './fixtures.ts';

function server(...standing: Parameters<typeof pausesInMemory>) {
  const { deps, lines } = someDeps({ pauses: pausesInMemory(...standing) });
  const app = createApp(deps);
  const ask = async (
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = bearer,
  ) => {
    const init = { method, headers: { ...headers, 'content-type': 'application/json' } };
    const response = await app.request(
      path,
      body === undefined ? init : { ...init, body: JSON.stringify(body) },
    );
    return { status: response.status, body: await response.json() };
  };
  return { ask, lines };
}

const standing = { agent: 'support', because: 'wrong prices', by: 'api', since: '2026-11-21T09:00:00.000Z' };

test('an agent is paused and resumed, and what stands is shown, also among the queues', async () => {
  const { ask, lines } = server();
  expect((await ask('GET', '/api/pause')).body).toEqual({ pauses: [] });
  const paused = await ask('POST', '/api/pause', { agent: 'support', because: 'wrong prices' });
  expect(paused).toEqual({ status: 200, body: { pauses: [standing] } });
  expect((await ask('GET', '/api/queues')).body).toMatchObject({ pauses: [standing] });
  expect((await ask('POST', '/api/resume', { agent: 'support' })).body).toEqual({ pauses: [] });
  expect(lines.filter((line) => line.includes('"agents.'))).toHaveLength(2);
});

test('without an agent it holds for all', async () => {
  const { ask } = server();
  const { body } = await ask('POST', '/api/pause', { because: 'stop' });
  expect(body).toMatchObject({ pauses: [{ agent: null, because: 'stop' }] });
  expect((await ask('POST', '/api/resume', {})).status).toBe(200);
});

test.each([
  ['without a reason', { agent: 'support' }, 400],
  ['with an empty reason', { because: '  ' }, 400],
  ['of an agent there is not', { agent: 'suport', because: 'x' }, 404],
  ['with a misspelt key, which would stop all of them', { agnet: 'support', because: 'x' }, 400],
])('a pause %s is refused and does nothing', async (_, body, status) => {
  const { ask } = server();
  expect((await ask('POST', '/api/pause', body)).status).toBe(status);
  expect((await ask('GET', '/api/pause')).body).toEqual({ pauses: [] });
});

test('what is not paused cannot be resumed, and a pause of all is not lifted by the name of one', async () => {
  const { ask } = server({ agent: null, because: 'stop', by: 'api', atMs: nowMs });
  expect((await ask('POST', '/api/resume', { agent: 'support' })).status).toBe(404);
  expect((await ask('POST', '/api/resume', { agnet: 'support' })).status).toBe(400);
  expect((await ask('GET', '/api/pause')).body).toMatchObject({ pauses: [{ agent: null }] });
});

test.each([
  ['GET', '/api/pause'],
  ['POST', '/api/pause'],
  ['POST', '/api/resume'],
])('%s %s wants a token', async (method, path) => {
  const { ask } = server();
  expect((await ask(method, path, undefined, { authorization: 'Bearer wrong' })).status).toBe(401);
});
