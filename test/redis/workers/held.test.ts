import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createPauses } from '#store/pauses.ts';
import { redisForFile } from '../../helpers/redis.ts';
import { aClassification, aDraft, anAgent, aSentMail, grantId } from '../../helpers/builders.ts';
import { aStage, type Stage } from './stage.ts';

const server = redisForFile();
let stage: Stage;
beforeEach(async () => {
  await server.redis.flushall();
  stage = aStage(server.redis);
  stage.agent = anAgent({ autonomy: { start: 'delayed', delay_seconds: 120 } });
});
afterEach(() => stage[Symbol.dispose]());

/** A reply that is held. */
async function held(): Promise<void> {
  await stage.receive();
  await stage.work();
  expect(await stage.record()).toMatchObject({ state: 'ready', hold: { takenBackBy: null } });
}

const approve = (body: string) => ({ kind: 'approve' as const, subject: 'Re: Where is my order?', body });

describe('a reply that its category has to send with delay', () => {
  test('leaves once, when its time is over and not before, and holds up nothing meanwhile', async () => {
    await held();
    expect(await stage.inbox()).toEqual([]);
    stage.advance(119_000);
    await stage.ripen();
    await stage.work();
    expect(stage.nylas.mails).toEqual([]);
    stage.advance(1000);
    await stage.ripen();
    expect(await stage.work()).toEqual({ kind: 'done' });
    expect(await stage.outcome()).toBe('sent category_reply held');
    expect(stage.nylas.mails).toHaveLength(1);
    expect(await stage.deps.holds.watchedIn(stage.deps.ledger.threadRef(grantId, 't1'))).toEqual([]);
  });

  test('becomes a review with the same text when a person takes it back', async () => {
    await held();
    expect(await stage.takeBack()).toMatchObject({ kind: 'taken_back' });
    expect(await stage.takeBack()).toEqual({ kind: 'has_left' });
    await stage.drain();
    expect(await stage.outcome()).toBe('review taken_back category_reply');
    expect(await stage.review()).toMatchObject({ status: 'open', body: stage.model.draft.body });
    expect(stage.nylas.drafts).toHaveLength(1);
    expect(stage.nylas.mails).toEqual([]);
    await stage.decide(approve('Another text.'));
    await stage.drain();
    expect(stage.nylas.mails).toMatchObject([{ body: { body: expect.stringContaining('Another text.') } }]);
  });

  test('cannot be taken back any more once it is on its way', async () => {
    await held();
    stage.advance(120_000);
    await stage.ripen();
    let answer: unknown;
    stage.nylas.before('send', async () => {
      answer = await stage.takeBack();
    });
    await stage.work();
    expect(answer).toEqual({ kind: 'has_left' });
    expect(stage.nylas.mails).toHaveLength(1);
  });

  test('stays here when it is taken back while everything is looked at for the last time', async () => {
    await held();
    stage.advance(120_000);
    await stage.ripen();
    stage.nylas.before('listThread', async () =>
      expect(await stage.takeBack()).toMatchObject({ kind: 'taken_back' }),
    );
    await stage.drain();
    expect(await stage.outcome()).toBe('review taken_back category_reply');
    expect(stage.nylas.mails).toEqual([]);
  });
});

describe('a held reply never leaves', () => {
  test('after a newer mail of the same people, whose answer covers it', async () => {
    await held();
    await stage.receive({ id: 'm2', dateMs: stage.now() + 1 });
    await stage.work();
    expect(await stage.outcome('m1')).toBe('skipped category_reply held superseded');
    expect((await stage.record('m2'))?.outgoing?.covers).toEqual(['m1']);
    await stage.drain();
    expect(await stage.outcome('m2')).toBe('sent category_reply held');
    expect(stage.nylas.mails).toHaveLength(1);
  });

  test('before a newer mail whose webhook is still to come, which is worked first', async () => {
    await held();
    await stage.receive({ id: 'm2', dateMs: stage.now() + 1 }, 'late');
    await stage.drain();
    expect(await stage.outcome('m1')).toBe('skipped category_reply held superseded');
    expect(await stage.outcome('m2')).toBe('sent category_reply held');
    expect(stage.nylas.mails).toHaveLength(1);
  });

  test('after a newer mail that asks for something else, which waits for a person with both', async () => {
    await held();
    stage.model.classification = aClassification({ category: 'refund' });
    await stage.receive({ id: 'm2', dateMs: stage.now() + 1 });
    await stage.drain();
    expect(await stage.outcome('m2')).toBe('review category_review');
    expect((await stage.review('m2')).covers).toEqual(['m1']);
    expect(stage.nylas.mails).toEqual([]);
  });

  test('once a person answered in a mail client, at once when a webhook tells of it', async () => {
    await held();
    await stage.leave(aSentMail({ dateMs: stage.now() + 1 }));
    await stage.work();
    expect(await stage.outcome()).toBe('skipped already_answered category_reply');
    stage.advance(120_000);
    await stage.ripen();
    await stage.drain();
    expect(stage.nylas.mails).toEqual([]);
  });

  test('once a person answered, also when no webhook told of it', async () => {
    await held();
    stage.nylas.messages.push(aSentMail({ dateMs: stage.now() + 1 }));
    await stage.drain();
    expect(await stage.outcome()).toBe('skipped already_answered category_reply');
    expect(stage.nylas.mails).toEqual([]);
  });

  test.each([
    ['off', 'skipped agent_off category_reply'],
    ['shadow', 'skipped shadow_mode category_reply'],
    ['review', 'review mode_review category_reply'],
  ] as const)('once the agent is in mode %s', async (mode, outcome) => {
    await held();
    stage.agent = anAgent({ mode, autonomy: { start: 'delayed' } });
    await stage.drain();
    expect(await stage.outcome()).toBe(outcome);
    expect(stage.nylas.mails).toEqual([]);
  });

  test.each([
    ['its agent', 'support'],
    ['every agent', null],
  ])('once %s was paused', async (_who, agent) => {
    await held();
    const pauses = createPauses(server.redis);
    await pauses.pause({ agent, because: 'wrong prices', by: 'api', atMs: stage.now() });
    await stage.drain();
    expect(await stage.outcome()).toBe('review paused category_reply');
    expect(stage.nylas.mails).toEqual([]);
  });

  test('once its category lost its level', async () => {
    await held();
    const after = {
      level: 'review' as const,
      version: 1,
      sinceMs: stage.now(),
      by: 'a person',
      why: 'no',
      demoted: true,
    };
    await stage.deps.autonomy.change(grantId, 'order_status', 0, after);
    await stage.drain();
    expect(await stage.outcome()).toBe('review autonomy_review category_reply');
    expect(await stage.review()).toMatchObject({ status: 'open', body: stage.model.draft.body });
    expect(stage.nylas.mails).toEqual([]);
  });

  test('once nobody answers the mailbox any more, or the mail is gone', async () => {
    await held();
    stage.served = false;
    await stage.drain();
    expect(await stage.outcome()).toBe('skipped mailbox_not_served category_reply');
  });

  test('once the sender was blocked', async () => {
    await held();
    stage.agent = anAgent({ autonomy: { start: 'delayed' }, blocked: ['@customer.example'] });
    await stage.drain();
    expect(await stage.outcome()).toBe('skipped blocked_sender category_reply');
    expect(stage.nylas.mails).toEqual([]);
  });
});

test('a newer mail that only says thank you leaves a held reply as it is', async () => {
  await held();
  stage.model.classification = aClassification({ category: 'thanks', needs_reply: false });
  await stage.receive({ id: 'm2', dateMs: stage.now() + 1 });
  await stage.drain();
  expect(await stage.outcome('m1')).toBe('sent category_reply held');
  expect(stage.nylas.mails).toHaveLength(1);
});

test('a held reply leaves when its agent no longer has anything earned', async () => {
  await held();
  stage.agent = anAgent();
  await stage.drain();
  expect(await stage.outcome()).toBe('sent category_reply held');
});

test('a held reply is found again when all that is left is Redis', async () => {
  await held();
  stage[Symbol.dispose]();
  const nylas = stage.nylas;
  const later = aStage(server.redis);
  stage = later;
  later.agent = anAgent({ autonomy: { start: 'delayed' } });
  later.nylas.messages.push(...nylas.messages);
  later.advance(121_000);
  await later.ripen();
  await later.work();
  expect(later.nylas.mails).toHaveLength(1);
});

test('without a word about autonomy nothing is held', async () => {
  stage.agent = anAgent();
  stage.model.draft = aDraft();
  await stage.receive();
  await stage.work();
  expect(await stage.outcome()).toBe('sent category_reply');
});
