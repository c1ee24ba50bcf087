import { once } from 'node:events';
import { request, type ClientRequest } from 'node:http';
import { connect } from 'node:net';
import { Hono } from 'hono';
import { expect, onTestFinished, test } from 'vitest';
import { SetupError } from '#errors.ts';
import { createApp, type AppDeps } from './contract.ts';
import { listen } from '#server/listen.ts';
import type { NodeEnv } from '#server/raw-body.ts';
import { aNotification, aReview, bearer, reviewsInMemory, signed, someDeps } from './fixtures.ts';

async function served(over: Partial<AppDeps> = {}) {
  const { deps, admitted } = someDeps(over);
  const server = await listen(createApp(deps), { host: '127.0.0.1', port: 0 });
  onTestFinished(() => server.close());
  return { url: `http://127.0.0.1:${server.port}`, port: server.port, admitted, server };
}

function statusOf(call: ClientRequest): Promise<number | undefined> {
  return new Promise((resolve) => call.on('response', (response) => resolve(response.statusCode)));
}

/** Everything a raw HTTP/1.1 exchange brings back, for what `fetch` hides. */
async function exchange(port: number, text: string): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  socket.end(text);
  let answer = '';
  for await (const chunk of socket.setEncoding('utf8')) answer += String(chunk);
  return answer;
}

test('the challenge is answered with its length and not chunked', async () => {
  const { port } = await served();
  const answer = await exchange(
    port,
    'GET /webhooks/nylas?challenge=a1b2 HTTP/1.1\r\nHost: x.example\r\nConnection: close\r\n\r\n',
  );
  expect(answer).toMatch(/^HTTP\/1.1 200 OK\r\n/);
  expect(answer.toLowerCase()).toContain('content-length: 4\r\n');
  expect(answer.toLowerCase()).not.toContain('transfer-encoding');
  expect(answer.endsWith('\r\n\r\na1b2')).toBe(true);
});

test('fifty deliveries at once over real connections are all admitted', async () => {
  const { url, admitted } = await served();
  const statuses = await Promise.all(
    Array.from({ length: 50 }, async (_, index) => {
      const body = aNotification({ object: { id: `m${index}`, body: 'x'.repeat(6000) } });
      const response = await fetch(`${url}/webhooks/nylas`, { method: 'POST', body, headers: signed(body) });
      await response.text();
      return response.status;
    }),
  );
  expect(new Set(statuses)).toEqual(new Set([200]));
  expect(new Set(admitted.map(({ messageId }) => messageId)).size).toBe(50);
});

test('a body that arrives in pieces is put together byte for byte', async () => {
  const { port, admitted } = await served();
  const body = Buffer.from(aNotification({ object: { subject: 'Grüße, 你好' } }));
  const call = request({
    port,
    host: '127.0.0.1',
    path: '/webhooks/nylas',
    method: 'POST',
    headers: signed(body),
  });
  const answered = statusOf(call);
  for (let at = 0; at < body.length; at += 7) call.write(body.subarray(at, at + 7));
  call.end();
  expect(await answered).toBe(200);
  expect(admitted).toHaveLength(1);
});

test('a body announced as too large is 413 before it is sent', async () => {
  const { port } = await served();
  const call = request({
    port,
    host: '127.0.0.1',
    path: '/webhooks/nylas',
    method: 'POST',
    headers: { 'content-length': 3 * 1024 * 1024 },
  });
  call.on('error', () => {});
  const answered = statusOf(call);
  call.flushHeaders();
  expect(await answered).toBe(413);
  call.destroy();
});

test('a streamed body over the limit is 413', async () => {
  const { url } = await served();
  const piece = new Uint8Array(64 * 1024);
  let sent = 0;
  const body = new ReadableStream({
    pull: (controller) => {
      if (sent++ < 40) controller.enqueue(piece);
      else controller.close();
    },
  });
  const response = await fetch(`${url}/webhooks/nylas`, { method: 'POST', body, duplex: 'half' });
  expect(response.status).toBe(413);
});

test('a caller that hangs up in the middle of a body harms nobody', async () => {
  const { port, url, admitted } = await served();
  const socket = connect(port, '127.0.0.1');
  socket.write('POST /webhooks/nylas HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nhalf');
  await once(socket, 'connect');
  socket.destroy();
  expect((await fetch(`${url}/healthz`)).status).toBe(200);
  expect(admitted).toEqual([]);
});

test('an id with every awkward character arrives as it is', async () => {
  const seen: string[] = [];
  const { url } = await served({
    findMessage: (...ids) => {
      seen.push(...ids);
      return Promise.resolve(undefined);
    },
  });
  const ids = ['g/1', '<a/../b%2F#?&=+@x.example> ü'];
  await fetch(`${url}/api/messages/${ids.map(encodeURIComponent).join('/')}`, { headers: bearer });
  expect(seen).toEqual(ids);
});

test.each([
  ['JSON', { 'content-type': 'application/json' }],
  ['plain text, as fetch says when nobody says anything', {}],
  ['a form, as curl does', { 'content-type': 'application/x-www-form-urlencoded' }],
])('a body that calls itself %s is read as JSON', async (_name, type: Record<string, string>) => {
  const reviews = reviewsInMemory(aReview());
  const { url } = await served({ reviews });
  const send = (body: string) =>
    fetch(`${url}/api/reviews/rv_1/approve`, { method: 'POST', headers: { ...bearer, ...type }, body });
  expect((await send('version=1')).status).toBe(400);
  expect((await send('{"version":1}')).status).toBe(202);
});

test('a port that is taken is a fault of the set-up that names the remedy', async () => {
  const { port } = await served();
  const second = listen(new Hono<NodeEnv>(), { host: '127.0.0.1', port });
  await expect(second).rejects.toThrow(
    new SetupError(`port ${port} on 127.0.0.1 is taken; stop what runs there or set PORT`),
  );
});

test('an address this machine does not have is a fault of the set-up', async () => {
  await expect(listen(new Hono<NodeEnv>(), { host: '192.0.2.1', port: 0 })).rejects.toThrow(/set HOST/);
});

function slowApp() {
  const begun = Promise.withResolvers<void>();
  const release = Promise.withResolvers<void>();
  const app = new Hono<NodeEnv>().get('/', async (c) => {
    begun.resolve();
    await release.promise;
    return c.text('done');
  });
  return { app, begun: begun.promise, release: release.resolve };
}

test('closing lets a request under way finish and takes no new ones', async () => {
  const { app, begun, release } = slowApp();
  const server = await listen(app, { host: '127.0.0.1', port: 0 });
  const url = `http://127.0.0.1:${server.port}/`;
  const underWay = fetch(url);
  await begun;
  const closed = server.close();
  await expect(fetch(url)).rejects.toThrow();
  release();
  expect(await (await underWay).text()).toBe('done');
  const startedMs = performance.now();
  await closed;
  await server.close();
  expect(performance.now() - startedMs).toBeLessThan(1000);
});

test('a request that does not finish is cut off after the time to drain', async () => {
  const { app, begun, release } = slowApp();
  const server = await listen(app, { host: '127.0.0.1', port: 0, drainMs: 30 });
  const underWay = Promise.allSettled([fetch(`http://127.0.0.1:${server.port}/`)]);
  await begun;
  await server.close();
  expect(await underWay).toMatchObject([{ status: 'rejected' }]);
  release();
});
