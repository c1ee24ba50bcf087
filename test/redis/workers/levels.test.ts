import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { AutonomyLevel, Outcome } from '#domain/autonomy.ts';
import { observe } from '#store/autonomy.ts';
import { levelRows, setLevel, settleLevels } from '#workers/levels.ts';
import { redisForFile } from '../../helpers/redis.ts';
import { aClassification, aDraft, anAgent, aSentMail, grantId } from '../../helpers/builders.ts';
import { aStage, type Stage } from './stage.ts';

const server = redisForFile();
let stage: Stage;
beforeEach(async () => {
  await server.redis.flushall();
  stage = aStage(server.redis);
  stage.agent = anAgent({ autonomy: {} });
});
afterEach(() => stage[Symbol.dispose]());

const disclosure = "Written by our assistant. Reply 'human' to reach a person.";

const outcomesOf = async (category = 'order_status') =>
  (await stage.deps.autonomy.read(grantId, category)).observations.map(
    ({ messageId, outcome, level }) => `${messageId} ${outcome} at ${level}`,
  );
const levelOf = async (category = 'order_status') =>
  (await levelRows(stage.deps, [stage.agent])).find((row) => row.category === category);
const told = (name: string) => stage.events.filter((event) => event.name === name).map(({ args }) => args[0]);

async function at(level: AutonomyLevel): Promise<void> {
  const to = { grantId, category: 'order_status', level, by: 'a person', why: 'tried' };
  expect(await setLevel(stage.deps, [stage.agent], to)).toBe('set');
}

/** So many outcomes at the present level. */
async function earned(count: number, outcome: Outcome, level: AutonomyLevel, version = 0): Promise<void> {
  const ref = stage.deps.ledger.threadRef(grantId, 't9');
  for (let index = 0; index < count; index++) {
    const one = { level, version, outcome, messageId: `before${index}`, atMs: stage.now() };
    await stage.deps.transact(ref, observe(ref, 'order_status', one));
  }
}

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
    expect(await outcomesOf()).toEqual([outcome]);
  });

  test('a text that was written anew on request counts as edited', async () => {
    await parked();
    await stage.decide({ kind: 'revise', instruction: 'shorter' });
    await stage.drain();
    await approve(stage, stage.model.draft.body);
    await stage.drain();
    expect(await outcomesOf()).toEqual(['m1 edited at review']);
  });

  test('a verdict whose write is repeated counts once', async () => {
    await parked();
    await approve(stage, aDraft().body);
    stage.cut = { at: 'record sent', when: 'twice' };
    await stage.drain();
    stage.cut = undefined;
    await stage.drain();
    expect(await outcomesOf()).toEqual(['m1 unedited at review']);
  });

  test('what waits for another reason counts for nothing', async () => {
    stage.model.draft = aDraft({ unsupported: ['it arrives tomorrow'] });
    await stage.receive();
    await stage.drain();
    expect(await stage.outcome()).toContain('unsupported_claims');
    await approve(stage, stage.model.draft.body);
    await stage.drain();
    expect(await outcomesOf()).toEqual([]);
  });

  test('the mode stands above, and approvals in review mode count as well', async () => {
    stage.agent = anAgent({ mode: 'review', autonomy: {} });
    await at('auto');
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
    expect(
      await setLevel(stage.deps, [stage.agent], {
        grantId,
        category: 'refund',
        level: 'auto',
        by: 'x',
        why: '',
      }),
    ).toBe('missing');
  });
});

describe('a step up', () => {
  test('is proposed, once, and taken by a person alone', async () => {
    await earned(59, 'unedited', 'review');
    await parked();
    await stage.receive({ id: 'm2', threadId: 't2' });
    await stage.drain('t2');
    expect(told('autonomyProposed')).toMatchObject([
      { agent: 'support', category: 'order_status', level: 'delayed' },
    ]);
    expect(await levelOf()).toMatchObject({
      level: 'review',
      good: 59,
      proposed: { level: 'delayed' },
      missing: null,
    });
  });

  test('is taken where the agent says so, and the outcomes count anew', async () => {
    stage.agent = anAgent({ autonomy: { promote: 'auto' } });
    await earned(59, 'unedited', 'review');
    await stage.receive();
    await stage.drain();
    expect(await stage.outcome()).toBe('sent category_reply held');
    expect(await levelOf()).toMatchObject({
      level: 'delayed',
      by: 'evidence',
      good: 1,
      all: 1,
      proposed: null,
    });
    expect(told('autonomyChanged')).toMatchObject([{ level: 'delayed', demoted: false }]);
  });

  test('of two at once one is taken', async () => {
    const to = { level: 'delayed' as const, version: 1, sinceMs: 1, by: 'x', why: '', demoted: false };
    const { change } = stage.deps.autonomy;
    const both = await Promise.all([1, 2].map(() => change(grantId, 'order_status', 0, to)));
    expect(both.toSorted()).toEqual([false, true]);
    expect(await change(grantId, 'order_status', 0, to)).toBe(false);
    const [entry] = await server.redis.xrevrange('{s0}:audit', '+', '-');
    expect(entry?.[1]).toEqual(expect.arrayContaining(['what', 'autonomy', 'level', 'delayed', 'by', 'x']));
  });

  test('by hand never goes past never_auto', async () => {
    stage.agent = anAgent({ autonomy: { never_auto: ['order_status'] } });
    const to = { grantId, category: 'order_status', level: 'delayed' as const, by: 'x', why: '' };
    expect(await setLevel(stage.deps, [stage.agent], to)).toBe('never');
  });
});

describe('a step down to review', () => {
  test('follows a complaint about a reply that left by itself', async () => {
    await at('auto');
    await stage.receive();
    await stage.drain();
    expect(await outcomesOf()).toEqual(['m1 left at auto']);
    await report(stage, 'complaint');
    await stage.drain();
    expect(await levelOf()).toMatchObject({ level: 'review' });
    await stage.receive({ id: 'm2', threadId: 't2' });
    await stage.drain('t2');
    expect(await stage.outcome('m2')).toBe('review autonomy_review category_reply');
    expect(told('autonomyChanged').at(-1)).toMatchObject({ level: 'review', demoted: true, by: 'evidence' });
    expect((await levelOf())?.missing).toMatch(/^waits until/);
  });

  test('is taken and told of by the upkeep where no mail comes', async () => {
    await at('auto');
    await earned(1, 'complaint', 'auto', 1);
    await settleLevels(stage.deps, [stage.agent, anAgent()]);
    expect(told('autonomyChanged').at(-1)).toMatchObject({ level: 'review', demoted: true });
    await settleLevels(stage.deps, [stage.agent]);
    expect(told('autonomyChanged')).toHaveLength(2);
  });

  test('does not follow a bounce: that says nothing about the text', async () => {
    await at('auto');
    await stage.receive();
    await stage.drain();
    await report(stage, 'bounced');
    await stage.drain();
    expect(await levelOf()).toMatchObject({ level: 'auto' });
  });

  test.each<[string, AutonomyLevel]>([
    ['a delayed reply that was taken back and rejected', 'delayed'],
    ['a delayed reply that was taken back and rewritten', 'delayed'],
  ])('follows %s', async (what) => {
    await at('delayed');
    await stage.receive();
    await stage.work();
    await stage.takeBack();
    await stage.drain();
    await (what.endsWith('rejected')
      ? stage.decide({ kind: 'reject', reason: '' })
      : approve(stage, 'Dear Carla, we are very sorry, nobody knows.'));
    await stage.drain();
    expect(await levelOf()).toMatchObject({ level: 'review' });
  });

  test('does not follow a delayed reply that was taken back and approved as it was', async () => {
    await at('delayed');
    await stage.receive();
    await stage.work();
    await stage.takeBack();
    await stage.drain();
    await approve(stage, aDraft().body);
    await stage.drain();
    expect(await outcomesOf()).toEqual(['m1 unedited at delayed']);
    expect(await levelOf()).toMatchObject({ level: 'delayed' });
  });

  test('follows a mail that talks to an assistant and would have been answered by itself', async () => {
    await at('delayed');
    await stage.receive({ id: 'm0', threadId: 't0' });
    await stage.work('t0');
    stage.model.classification = aClassification({ injection: true });
    await stage.receive();
    await stage.drain();
    expect(await stage.outcome()).toContain('injection_suspected');
    expect(await outcomesOf()).toEqual(['m1 injection at delayed']);
    await stage.drain('t0');
    expect(await stage.outcome('m0')).toBe('review autonomy_review category_reply');
    expect(stage.nylas.mails).toEqual([]);
  });

  test('does not follow such a mail where a person looks anyway', async () => {
    stage.model.classification = aClassification({ injection: true });
    await stage.receive();
    await stage.drain();
    expect(await outcomesOf()).toEqual([]);
  });
});

describe('a reader who asks for a person with the word of the disclosure', () => {
  /** A reply of ours, and the answer to it. */
  async function asked(text: string): Promise<void> {
    await stage.receive();
    await stage.drain();
    stage.advance(60_000);
    stage.model.classification = aClassification({ category: 'thanks', needs_reply: false });
    await stage.receive({ id: 'm2', dateMs: stage.now(), body: text });
    await stage.drain();
  }

  test('gets one, with or without autonomy', async () => {
    stage.agent = anAgent({ disclosure });
    await asked('Human!');
    expect(await stage.outcome('m2')).toMatch(/^review person_asked/);
  });

  test('counts against the reply before, without a step down by itself', async () => {
    stage.agent = anAgent({ disclosure, autonomy: {} });
    await at('auto');
    await asked('human please');
    expect(await outcomesOf()).toEqual(['m1 asked at auto', 'm1 left at auto']);
    expect(await levelOf()).toMatchObject({ level: 'auto', all: 1, good: 0 });
  });

  test('is not seen in a first mail, nor in a longer text', async () => {
    stage.agent = anAgent({ disclosure });
    stage.model.classification = aClassification({ category: 'thanks', needs_reply: false });
    await stage.receive({ body: 'human' });
    await stage.drain();
    expect(await stage.outcome()).toMatch(/^skipped/);
  });
});

test('with several shards the outcomes of all count together', async () => {
  const { createAutonomyStore } = await import('#store/autonomy.ts');
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
  await earned(230, 'left', 'auto');
  expect(await server.redis.llen('{s0}:obs:g1/order_status')).toBe(200);
  expect(await server.redis.ttl('{s0}:obs:g1/order_status')).toBeGreaterThan(89 * 24 * 60 * 60);
});

function approve(on: Stage, body: string) {
  return on.decide({ kind: 'approve', subject: 'Re: Where is my order?', body });
}

async function report(on: Stage, kind: 'complaint' | 'bounced'): Promise<void> {
  const { createReports } = await import('#store/reports.ts');
  const reports = createReports({
    redis: server.redis,
    ledger: on.deps.ledger,
    transact: on.deps.transact,
    shards: 1,
  });
  await reports.take({ kind, grantId, mailId: 'sent-1', about: 'm1', detail: 'by its reader' }, on.now());
}
