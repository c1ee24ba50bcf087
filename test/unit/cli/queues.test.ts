import { expect, test } from 'vitest';
import { inreply, serve } from './stub.ts';

const shard = {
  shard: 0,
  jobs: { waiting: 3, active: 1, delayed: 12, failed: 0 },
  threads: 2500,
  threads_counted: 2000,
  leases_held: 1,
  items: 4012,
  oldest_message_seconds: 754,
};
const letter = {
  id: 'dl_1f2e',
  kind: 'message',
  grant_id: 'g1',
  thread_id: 't1',
  message_id: 'm1',
  review_id: null,
  step: 'load',
  error: 'Nylas answered 500 \u001b[31m',
  attempts: 14,
  first_at: '2026-11-21T08:30:00.000Z',
  last_at: '2026-11-21T09:00:00.000Z',
};
const unknown = { ...letter, id: 'dl_9', kind: 'unknown', message_id: null, step: 'inbox', attempts: 1 };

function anInreply(letters: object[]) {
  return serve(({ method, path }) => {
    if (path === '/api/queues') {
      const queues = { shards: [shard], oldest_unseen_seconds: 30, open_reviews: 7 };
      return { json: { ...queues, dead_letters: letters.length } };
    }
    if (path === '/api/dead') return { json: { dead_letters: letters } };
    if (method === 'POST' && /dl_1f2e|g1\/m%201/.test(path)) return { json: { status: 'retried' } };
    const sent = path.includes('sent');
    const message = sent ? 'This message is not dead. Nothing was done.' : 'There is no such dead letter.';
    return { status: sent ? 409 : 404, json: { error: { type: 'x', message } } };
  });
}

test('inreply queues shows what waits and what was given up, in 80 columns', async () => {
  await using server = await anInreply([letter, unknown]);
  const { out, code } = await inreply(['queues'], { API_TOKEN: 'x', PORT: server.port });
  expect(code).toBe(0);
  expect(out).toBe(
    `
SHARD  WAITING  ACTIVE  DELAYED  FAILED  THREADS  HELD  ITEMS  OLDEST
    0        3       1       12       0     2500     1  4012+  13 min

open reviews   7
dead letters   2
oldest unseen  30 s (mail not concluded, or a mailbox not compared)

Dead letters
  dl_1f2e  message g1/m1
    load failed 14 times, 2026-11-21T08:30:00.000Z to 2026-11-21T09:00:00.000Z
    Nylas answered 500 \u{fffd}[31m
  dl_9  unknown g1/thread t1
    inbox failed at 2026-11-21T09:00:00.000Z
    Nylas answered 500 \u{fffd}[31m

Put right what they name, then send one round again: inreply replay ID --execute
Or take it off this list: inreply queues dismiss ID`.trimStart(),
  );
  expect(out.split('\n').filter((line) => line.length > 80)).toEqual([]);
});

test('without dead letters it says so and no more; as JSON it gives all', async () => {
  await using server = await anInreply([]);
  const env = { API_TOKEN: 'x', PORT: server.port };
  expect((await inreply(['queues'], env)).out).not.toContain('Put right');
  const { out } = await inreply(['queues', '--json'], env);
  expect(JSON.parse(out)).toMatchObject({ shards: [shard], dead_letters: 0, letters: [] });
});

test('inreply replay --execute sends one round again, by its message or its letter, and says why not', async () => {
  await using server = await anInreply([letter]);
  const env = { API_TOKEN: 'x', PORT: server.port };
  const run = (...args: string[]) => inreply(['replay', '--execute', ...args], env);
  expect(await run('dl_1f2e')).toMatchObject({ code: 0, out: expect.stringContaining('goes round again') });
  expect((await run('g1/m 1')).code).toBe(0);
  expect((await run('m 1', '--grant', 'g1')).code).toBe(0);
  expect(server.calls.map(({ method, path }) => `${method} ${path}`)).toEqual([
    'POST /api/dead/dl_1f2e/retry',
    'POST /api/messages/g1/m%201/retry',
    'POST /api/messages/g1/m%201/retry',
  ]);
  expect(await run('g1/sent')).toMatchObject({ code: 1, err: 'This message is not dead. Nothing was done.' });
  expect(await run('g1/never')).toMatchObject({ code: 1, err: 'There is no such dead letter.' });
  expect((await run('alone')).code).toBe(2);
  expect((await inreply(['queues', 'dismiss', 'dl_1f2e'], env)).out).toContain('off the list');
});
