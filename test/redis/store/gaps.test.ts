import { expect, test } from 'vitest';
import { createGaps } from '#store/gaps.ts';
import { noon } from '../../helpers/builders.ts';
import { redisForFile } from '../../helpers/redis.ts';

const server = redisForFile();
const DAY = 24 * 60 * 60 * 1000;
const gap = (messageId: string, change: object = {}) => ({
  agent: 'support',
  grantId: 'g1',
  messageId,
  questions: ['Can I bring my dog?'],
  atMs: noon,
  ...change,
});

test('a message that is worked again keeps its questions once, the newest message first', async () => {
  const gaps = createGaps(server.redis);
  await gaps.note(gap('m1'));
  await gaps.note(gap('m1', { questions: ['Dogs?', 'Cats?'] }));
  await gaps.note(gap('m2', { atMs: noon + 1 }));
  expect((await gaps.list(noon - 1)).map(({ messageId, question }) => [messageId, question])).toEqual([
    ['m2', 'Can I bring my dog?'],
    ['m1', 'Dogs?'],
    ['m1', 'Cats?'],
  ]);
  expect(await gaps.list(noon + 2)).toEqual([]);
});

test('addresses and long numbers are not kept, and all is forgotten after 35 days', async () => {
  const gaps = createGaps(server.redis);
  await gaps.note(gap('m1', { questions: ['Is ann@x.example the owner of 4711-0815 or +49 341 123?'] }));
  expect((await gaps.list(0)).map(({ question }) => question)).toEqual([
    'Is [address] the owner of [number] or [number]?',
  ]);
  await gaps.note(gap('m2', { atMs: noon + 36 * DAY }));
  expect((await gaps.list(0)).map(({ messageId }) => messageId)).toEqual(['m2']);
  for (const key of await server.redis.keys('{gaps}*'))
    expect(await server.redis.ttl(key)).toBeGreaterThan(34 * 86_400);
});

test('the newest 2,000 messages are kept', async () => {
  const gaps = createGaps(server.redis);
  const many = Array.from({ length: 2_003 }, (_, at) => gap(`m${at}`, { atMs: noon + at }));
  await Promise.all(many.map((one) => gaps.note(one)));
  await gaps.note(gap('last', { atMs: noon + 5_000 }));
  const kept = (await gaps.list(0)).map(({ messageId }) => messageId);
  expect(kept).toHaveLength(2_000);
  expect([kept[0], kept.includes('m3'), kept.includes('m4')]).toEqual(['last', false, true]);
});

test('a week is told of once', async () => {
  const gaps = createGaps(server.redis);
  expect(await Promise.all([gaps.claimWeek(noon), gaps.claimWeek(noon)])).toEqual([true, false]);
  expect(await gaps.claimWeek(noon + 7 * DAY)).toBe(true);
});
