import { expect, test } from 'vitest';
import type { LevelRow, LevelSet } from '#domain/autonomy.ts';
import { createApp } from './contract.ts';
import type { AppDeps } from '#server/app.ts';
import { bearer, nowMs, someDeps } from './fixtures.ts';

const row: LevelRow = {
  agent: 'support',
  grantId: 'g1',
  category: 'order_status',
  level: 'review',
  sinceMs: nowMs,
  by: 'evidence',
  why: 'its reader complained about a reply',
  all: 40,
  good: 39,
  lower: 0.88613,
  missing: '53 more good ones in a row',
  proposed: null,
};
const held = {
  grantId: 'g1',
  threadId: 't1',
  messageId: 'm1',
  untilMs: nowMs + 60_000,
  to: [{ email: 'dana@customer.example' }],
  subject: 'Re: Order',
  body: 'It is on its way.',
  category: 'order_status',
};

const app = (over: Partial<AppDeps> = {}) => createApp(someDeps(over).deps);
const post = (path: string, body: unknown, over: Partial<AppDeps>) =>
  app(over).request(path, {
    method: 'POST',
    headers: { ...bearer, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });

test('levels and held replies are listed', async () => {
  const desk = { list: async () => [row], held: async () => [held], set: async () => 'set' as const };
  const response = await app({ autonomy: desk }).request('/api/autonomy', { headers: bearer });
  expect(await response.json()).toEqual({
    levels: [
      {
        agent: 'support',
        grant_id: 'g1',
        category: 'order_status',
        level: 'review',
        since: '2026-11-21T09:00:00.000Z',
        by: 'evidence',
        why: 'its reader complained about a reply',
        outcomes: 40,
        good: 39,
        lower_bound: 0.8861,
        missing: '53 more good ones in a row',
        proposed: null,
      },
    ],
    held: [
      {
        grant_id: 'g1',
        thread_id: 't1',
        message_id: 'm1',
        category: 'order_status',
        leaves_at: '2026-11-21T09:01:00.000Z',
        to: [{ email: 'dana@customer.example' }],
        subject: 'Re: Order',
        body: 'It is on its way.',
      },
    ],
  });
  expect((await app({ autonomy: desk }).request('/api/autonomy?limit=0', { headers: bearer })).status).toBe(
    400,
  );
  expect((await app({ autonomy: desk }).request('/api/autonomy')).status).toBe(401);
});

test.each<[LevelSet, number, string | undefined]>([
  ['set', 200, undefined],
  ['missing', 404, 'not_found'],
  ['never', 409, 'never_auto'],
  ['busy', 409, 'level_changed'],
])('a level that is %s is answered %d', async (outcome, status, type) => {
  const asked: unknown[] = [];
  const desk = {
    list: async () => [],
    held: async () => [],
    set: async (to: unknown) => {
      asked.push(to);
      return outcome;
    },
  };
  const response = await post(
    '/api/autonomy/g1/order_status',
    { level: 'delayed', reason: 'tried' },
    { autonomy: desk },
  );
  expect(response.status).toBe(status);
  const text = await response.text();
  expect(text).toContain(type ?? '"status":"set"');
  expect(asked).toEqual([
    { grantId: 'g1', category: 'order_status', level: 'delayed', by: 'api', why: 'tried' },
  ]);
});

test('a level that there is not, or another key, is refused', async () => {
  for (const body of [{ level: 'full' }, { level: 'auto', force: true }, {}]) {
    const response = await post('/api/autonomy/g1/order_status', body, {});
    expect(response.status).toBe(400);
  }
});

test.each([
  ['taken_back', 202],
  ['has_left', 409],
  ['missing', 404],
] as const)('a reply that is %s when it is to be taken back is answered %d', async (outcome, status) => {
  const asked: unknown[] = [];
  const takeBack = async (...reply: unknown[]) => {
    asked.push(reply);
    return outcome;
  };
  const response = await post('/api/messages/g1/m%2F1/undo', {}, { takeBack });
  expect(response.status).toBe(status);
  expect(asked).toEqual([['g1', 'm/1', 'api']]);
});
