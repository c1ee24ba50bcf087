import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { keysOf } from '#store/keys.ts';
import { createPairs, keepPair } from '#store/pairs.ts';
import { aClassification, aMailbox, anAgent } from '../../helpers/builders.ts';
import { redisForFile } from '../../helpers/redis.ts';
import { noSureAnswer } from './fake-nylas.ts';
import { aStage, type Stage } from './stage.ts';

const server = redisForFile();
const DAY = 86_400_000;
let stage: Stage;
beforeEach(() => {
  stage = aStage(server.redis);
  stage.model.classification = aClassification({ category: 'refund' });
});
afterEach(() => stage[Symbol.dispose]());

const pairs = () => createPairs(server.redis, 1).list({ sinceMs: 0 });
async function approved(body: string | undefined, learn: boolean): Promise<void> {
  stage.agent = anAgent();
  const mailbox = { ...aMailbox, learn };
  stage.deps.mailboxOf = () => ({ agent: stage.agent, mailbox });
  await stage.receive();
  await stage.drain();
  const review = await stage.review();
  await stage.decide({ kind: 'approve', subject: review.subject, body: body ?? review.body });
}

describe('a reply that a person approved with changes', () => {
  test('is kept beside the draft where its mailbox allows it, for 90 days', async () => {
    await approved('Hello Carla, we look into it.', true);
    await stage.drain();
    const [pair] = await pairs();
    expect(pair).toMatchObject({ agent: 'support', by: 'a person', category: 'refund', why: null });
    expect(pair?.final).toMatch(/^Hello \[\[NAME_1_\w+\]\], we look into it\.$/);
    expect(await server.redis.ttl(keysOf(0).pair(pair?.id ?? ''))).toBeGreaterThan(89 * 86_400);
    expect(await server.redis.ttl(keysOf(0).pairs)).toBeGreaterThan(89 * 86_400);
  });

  test('is kept nowhere without consent, nor when it was sent as drafted, nor before it has left', async () => {
    await approved('Hello Carla, we look into it.', false);
    await stage.drain();
    expect(await pairs()).toEqual([]);
    expect(await server.redis.keys('*pair*')).toEqual([]);
  });

  test('as it was drafted says nothing', async () => {
    await approved(undefined, true);
    await stage.drain();
    expect(await stage.outcome()).toMatch(/^sent/);
    expect(await pairs()).toEqual([]);
  });

  test('that may not have left is kept once it is known to have', async () => {
    stage.nylas.sendEndsIn(noSureAnswer(), 'lost');
    await approved('Hello Carla, we look into it.', true);
    await stage.work();
    expect(await pairs()).toEqual([]);
    await stage.drain();
    expect(await pairs()).toHaveLength(1);
  });
});

test('the oldest give way, and what is told to be forgotten is gone', async () => {
  const ref = { shard: 0, grantId: 'g1', threadId: 't1' };
  await approved('Hello Carla, we look into it.', true);
  await stage.drain();
  const [pair] = await pairs();
  if (!pair) throw new Error('nothing was kept');
  await stage.deps.transact(
    ref,
    keepPair(ref, { ...pair, id: 'rv_late', atMs: pair.atMs + 91 * DAY, grantId: 'g2' }),
  );
  expect((await pairs()).map(({ id }) => id)).toEqual(['rv_late']);
  const store = createPairs(server.redis, 1);
  expect(await store.forget(({ grantId }) => grantId === 'g1', 'anna', stage.now())).toBe(0);
  expect(await store.forget(({ grantId }) => grantId === 'g2', 'anna', stage.now())).toBe(1);
  expect(await pairs()).toEqual([]);
});
