import { expect, test } from 'vitest';
import { createApp } from './contract.ts';
import { aLetter, bearer, nowMs, someDeps } from './fixtures.ts';

async function ask(
  method: string,
  path: string,
  over: Parameters<typeof someDeps>[0] = {},
  headers = bearer,
) {
  const { deps } = someDeps(over);
  const response = await createApp(deps).request(path, { method, headers });
  return { status: response.status, body: await response.json() };
}

test('the queues are shown with what waits in them, and since when', async () => {
  const survey = {
    shard: 0,
    jobs: { waiting: 1, active: 2, delayed: 3, failed: 0 },
    threads: 4,
    counted: 4,
    held: 2,
    items: 9,
    oldestAdmittedMs: nowMs - 12_500,
    firstDueMs: nowMs + 1000,
    openReviews: 5,
  };
  const { status, body } = await ask('GET', '/api/queues', {
    survey: () => Promise.resolve([survey, { ...survey, shard: 1, oldestAdmittedMs: undefined }]),
  });
  expect(status).toBe(200);
  expect(body).toEqual({
    shards: [
      {
        shard: 0,
        jobs: survey.jobs,
        threads: 4,
        threads_counted: 4,
        leases_held: 2,
        items: 9,
        oldest_message_seconds: 12.5,
        overdue_seconds: 0,
      },
      expect.objectContaining({ shard: 1, oldest_message_seconds: null }),
    ],
    oldest_unseen_seconds: 12,
    open_reviews: 10,
    dead_letters: 0,
    pauses: [],
  });
});

test('dead letters are listed, with their times, and without what stood in the inbox', async () => {
  const { deps } = someDeps();
  const deadLetters = { ...deps.deadLetters, list: () => Promise.resolve([aLetter()]) };
  const { body } = await ask('GET', '/api/dead', { deadLetters });
  expect(body).toEqual({
    dead_letters: [
      {
        id: 'dl_1',
        kind: 'message',
        grant_id: 'g1',
        thread_id: 't1',
        message_id: 'm1',
        review_id: null,
        step: 'load',
        error: 'Nylas answered 500',
        attempts: 14,
        first_at: '2026-11-21T08:59:00.000Z',
        last_at: '2026-11-21T09:00:00.000Z',
      },
    ],
  });
  expect((await ask('GET', '/api/dead?limit=0')).status).toBe(400);
});

test.each([
  ['retried', 202, undefined],
  ['missing', 404, 'not_found'],
  ['not_dead', 409, 'not_dead'],
  ['may_have_left', 409, 'may_have_left'],
] as const)('sending one round again that is %s is answered %i', async (retried, status, type) => {
  const { deps } = someDeps();
  const by: string[] = [];
  const answer = (...args: string[]) => {
    by.push(args.join(' '));
    return Promise.resolve(retried);
  };
  const deadLetters = { ...deps.deadLetters, retry: answer, retryMessage: answer };
  for (const path of ['/api/messages/g1/m%2F1/retry', '/api/dead/dl_1/retry']) {
    const { status: found, body } = await ask('POST', path, { deadLetters });
    expect(found).toBe(status);
    expect(body).toMatchObject(type === undefined ? { status: 'retried' } : { error: { type } });
  }
  expect(by).toEqual([expect.stringMatching(/^g1 m\/1 \w+/), expect.stringMatching(/^dl_1 \w+/)]);
});

const dismiss = (id: string) =>
  Promise.resolve(id === 'dl_1' ? ('dismissed' as const) : ('missing' as const));

test('a letter can be dismissed, once', async () => {
  const { deps } = someDeps();
  const deadLetters = { ...deps.deadLetters, dismiss };
  expect((await ask('POST', '/api/dead/dl_1/dismiss', { deadLetters })).body).toEqual({
    status: 'dismissed',
  });
  expect((await ask('POST', '/api/dead/dl_2/dismiss', { deadLetters })).status).toBe(404);
});

test.each([
  ['GET', '/api/queues'],
  ['GET', '/api/dead'],
  ['POST', '/api/dead/dl_1/retry'],
  ['POST', '/api/dead/dl_1/dismiss'],
  ['POST', '/api/messages/g1/m1/retry'],
])('%s %s wants a token', async (method, path) => {
  expect((await ask(method, path, {}, { authorization: 'Bearer wrong' })).status).toBe(401);
});
