import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createAutonomyStore, observe } from '#store/autonomy.ts';
import { redisForFile } from '../../helpers/redis.ts';
import { aClassification, aDraft, anAgent, aSentMail, grantId } from '../../helpers/builders.ts';
import { approve, earned, levelOf, outcomesOf, setTo, told } from './level-desk.ts';
import { aStage, type Stage } from './stage.ts';

const server = redisForFile();
let stage: Stage;
beforeEach(async () => {
  await server.redis.flushall();
  stage = aStage(server.redis);
  stage.agent = anAgent({ autonomy: {} });
});
afterEach(() => stage[Symbol.dispose]());

async function parked(): Promise<void> {
  await stage.receive();
  await stage.drain();
  expect(await stage.outcome()).toBe('review autonomy_review category_reply');
}

describe('at review', () => {
  test('what would have left by itself waits for a person, and says why', async () => {
    await parked();
    expect(stage.nylas.mails).toEqual([]);
    const record = await stage.record();
    expect(record?.account).toMatchObject({ decision: 'review', earned: { level: 'review', version: 0 } });
    expect(record?.account?.steps).toContainEqual(
      expect.objectContaining({ name: 'autonomy', detail: 'review' }),
    );
    expect(record?.account?.reasons[0]?.detail).toContain('59 more good ones in a row');
  });

  test.each<[string, (stage: Stage) => Promise<unknown>, string]>([
    ['approved as it was', (it) => approve(it, aDraft().body), 'm1 unedited at review'],
    [
      'approved with a word changed',
      (it) => approve(it, aDraft().body.replace('your', 'the')),
      'm1 unedited at review',
    ],
    [
      'approved with another sentence',
      (it) => approve(it, aDraft().body.replace('on its way', 'on its way to you, by the next van')),
      'm1 rewritten at review',
    ],
    ['rejected', (it) => it.decide({ kind: 'reject', reason: 'no' }), 'm1 rejected at review'],
    [
      'answered in a mail client',
      (it) => it.leave(aSentMail({ dateMs: it.now() + 1 })),
      'm1 rejected at review',
    ],
    [
      'sent from the drafts of a mail client',
      async (it) => it.leave(it.nylas.sendDraftByHand((await it.review()).draftId!), 'm1'),
      'm1 unedited at review',
    ],
  ])('a review that is %s counts so, once', async (_what, decide, outcome) => {
    await parked();
    await decide(stage);
    await stage.drain();
    expect(await outcomesOf(stage)).toEqual([outcome]);
  });

  test('a text that was written anew on request counts as edited', async () => {
    await parked();
    await stage.decide({ kind: 'revise', instruction: 'shorter' });
    await stage.drain();
    await approve(stage, stage.model.draft.body);
    await stage.drain();
    expect(await outcomesOf(stage)).toEqual(['m1 edited at review']);
  });

  test('a verdict whose write is repeated counts once', async () => {
    await parked();
    await approve(stage, aDraft().body);
    stage.cut = { at: 'record sent', when: 'twice' };
    await stage.drain();
    stage.cut = undefined;
    await stage.drain();
    expect(await outcomesOf(stage)).toEqual(['m1 unedited at review']);
  });

  test('what waits for another reason counts for nothing', async () => {
    stage.model.draft = aDraft({ unsupported: ['it arrives tomorrow'] });
    await stage.receive();
    await stage.drain();
    expect(await stage.outcome()).toContain('unsupported_claims');
    await approve(stage, stage.model.draft.body);
    await stage.drain();
    expect(await outcomesOf(stage)).toEqual([]);
  });

  test('the mode stands above, and approvals in review mode count as well', async () => {
    stage.agent = anAgent({ mode: 'review', autonomy: {} });
    await setTo(stage, 'auto');
    await stage.receive();
    await stage.drain();
    expect(await stage.outcome()).toBe('review mode_review category_reply');
    expect((await stage.record())?.account?.earned?.level).toBe('review');
    stage.agent = anAgent({ mode: 'shadow', autonomy: {} });
    await stage.receive({ id: 'm2', threadId: 't2' });
    await stage.drain('t2');
    expect(await stage.outcome('m2')).toBe('skipped shadow_mode category_reply');
  });

  test('a category for a person stays so at whatever level, and one to be escalated too', async () => {
    stage.model.classification = aClassification({ category: 'refund' });
    await stage.receive();
    await stage.drain();
    expect(await stage.outcome()).toBe('review category_review');
    expect(await setTo(stage, 'auto', 'refund')).toBe('missing');
  });
});

describe('a step up', () => {
  test('is proposed, once, and taken by a person alone', async () => {
    await earned(stage, 59, 'unedited', 'review');
    await parked();
    await stage.receive({ id: 'm2', threadId: 't2' });
    await stage.drain('t2');
    expect(told(stage, 'autonomyProposed')).toMatchObject([
      { agent: 'support', category: 'order_status', level: 'delayed' },
    ]);
    expect(await levelOf(stage)).toMatchObject({
      level: 'review',
      good: 59,
      proposed: { level: 'delayed' },
      missing: null,
    });
  });

  test('is taken where the agent says so, and the outcomes count anew', async () => {
    stage.agent = anAgent({ autonomy: { promote: 'auto' } });
    await earned(stage, 59, 'unedited', 'review');
    await stage.receive();
    await stage.drain();
    expect(await stage.outcome()).toBe('sent category_reply held');
    expect(await levelOf(stage)).toMatchObject({
      level: 'delayed',
      by: 'evidence',
      good: 1,
      all: 1,
      proposed: null,
    });
    expect(told(stage, 'autonomyChanged')).toMatchObject([{ level: 'delayed', demoted: false }]);
  });

  test('of two at once one is taken', async () => {
    const to = { level: 'delayed' as const, version: 1, sinceMs: 1, by: 'x', why: '', demoted: false };
    const change = (seen: number) => stage.deps.autonomy.change(grantId, 'order_status', seen, to);
    const both = await Promise.all([1, 2].map(() => change(0)));
    expect(both.filter((done) => done)).toHaveLength(1);
    expect(await change(0)).toBe(false);
    const [entry] = await server.redis.xrevrange('{s0}:audit', '+', '-');
    expect(entry?.[1]).toEqual(
      expect.arrayContaining(['what', 'autonomy', 'by', 'x', 'after', '{"level":"delayed","version":1}']),
    );
  });

  test('by hand never goes past never_auto', async () => {
    stage.agent = anAgent({ autonomy: { never_auto: ['order_status'] } });
    expect(await setTo(stage, 'delayed')).toBe('never');
  });
});

test('with several shards the outcomes of all count together', async () => {
  const store = createAutonomyStore({ redis: server.redis, transact: stage.deps.transact, shards: 2 });
  for (const shard of [0, 1]) {
    const ref = { shard, grantId, threadId: `t${shard}` };
    const one = {
      level: 'review' as const,
      version: 0,
      outcome: 'unedited' as const,
      messageId: `m${shard}`,
      atMs: shard,
    };
    await stage.deps.transact(ref, observe(ref, 'order_status', one));
  }
  const { observations } = await store.read(grantId, 'order_status');
  expect(observations.map(({ messageId }) => messageId)).toEqual(['m1', 'm0']);
});

test('so many outcomes are kept, and for so long', async () => {
  await earned(stage, 230, 'left', 'auto');
  expect(await server.redis.llen('{s0}:obs:g1/order_status')).toBe(200);
  expect(await server.redis.ttl('{s0}:obs:g1/order_status')).toBeGreaterThan(89 * 24 * 60 * 60);
});
