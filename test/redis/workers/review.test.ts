import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { sendIdOf } from '#domain/ids.ts';
import type { Verdict } from '#domain/review.ts';
import { TransientError } from '#errors.ts';
import { aClassification, aDraft, aSentMail, grantId } from '../../helpers/builders.ts';
import { redisForFile } from '../../helpers/redis.ts';
import { aStage, type Stage } from './stage.ts';

const server = redisForFile();
let stage: Stage;
beforeEach(async () => {
  stage = aStage(server.redis);
  stage.model.classification = aClassification({ category: 'refund' });
  await stage.receive();
  await stage.drain();
  stage.effects.length = 0;
});
afterEach(() => stage[Symbol.dispose]());

const approve: Verdict = { kind: 'approve', subject: 'Re: Where is my order?', body: 'Edited by hand' };
const reject: Verdict = { kind: 'reject', reason: 'we do not do that' };
const away = new TransientError('503');
const times = (count: number, error: Error) => Array.from({ length: count }, () => error);
const mails = () => stage.nylas.mails.length;

test('a parked reply is a draft in its thread and a review that shows everything', async () => {
  expect(stage.nylas.drafts).toMatchObject([
    { threadId: 't1', body: { reply_to_message_id: 'm1', metadata: { key1: sendIdOf(grantId, 'm1') } } },
  ]);
  expect(await stage.review()).toMatchObject({
    status: 'open',
    version: 1,
    category: 'refund',
    to: [{ email: 'carla@customer.example' }],
    subject: 'Re: Where is my order?',
    body: aDraft().body,
    question: 'Hello, where is my order?',
    draftId: stage.nylas.drafts[0]?.id,
    cost: { model_calls: 2 },
  });
  expect(await stage.record()).toMatchObject({
    state: 'review',
    reviewId: (await stage.review()).id,
    outgoing: null,
    parked: null,
  });
  expect(mails()).toBe(0);
});

describe('approved', () => {
  test('the text of the person is sent once, under the key of the message, and the draft is deleted', async () => {
    await stage.decide(approve);
    await stage.drain();
    expect(stage.effects).toEqual([
      'claim',
      'listThread',
      'getDraft',
      'store ready',
      'record sending',
      'send',
      'record sent',
      'deleteDraft',
      'findDrafts',
      'drop item',
    ]);
    expect(stage.nylas.mails).toMatchObject([
      { key: sendIdOf(grantId, 'm1'), body: { body: expect.stringContaining('Edited by hand') } },
    ]);
    expect(stage.nylas.drafts).toEqual([]);
    expect(await stage.review()).toMatchObject({ status: 'sent', version: 3, body: 'Edited by hand' });
    expect(await stage.outcome()).toBe('sent category_review');
    expect((await stage.record())?.account?.steps.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['draft in mailbox', 'approved', 'send']),
    );
  });

  test('after its draft was removed in a mail client: that came first, nothing is sent', async () => {
    stage.nylas.drafts = [];
    await stage.decide(approve);
    await stage.drain();
    expect(mails()).toBe(0);
    expect(await stage.review()).toMatchObject({
      status: 'closed',
      closedBecause: { code: 'draft_removed' },
    });
    expect(await stage.outcome()).toBe('skipped draft_removed category_review');
  });

  test('after a person answered in a mail client: nothing is sent, the draft is deleted', async () => {
    stage.nylas.messages.push(aSentMail({ dateMs: stage.now() + 1 }));
    await stage.decide(approve);
    await stage.drain();
    expect(mails()).toBe(0);
    expect(stage.nylas.drafts).toEqual([]);
    expect(await stage.outcome()).toBe('skipped answered_by_person category_review');
  });

  test('after a person sent the draft itself: nothing more is sent', async () => {
    const draft = (await stage.review()).draftId!;
    stage.nylas.sendDraftByHand(draft);
    await stage.decide(approve);
    await stage.drain();
    expect(mails()).toBe(1);
    expect(await stage.review()).toMatchObject({ status: 'closed', closedBecause: { code: 'already_sent' } });
    expect(await stage.record()).toMatchObject({ state: 'sent', sentId: 'sent-2' });
  });

  test('for a message that Nylas no longer has: closed with the reason', async () => {
    stage.nylas.messages.length = 0;
    await stage.decide(approve);
    await stage.drain();
    expect(await stage.outcome()).toBe('skipped message_gone category_review');
  });

  test('while Nylas is away for a moment is tried again', async () => {
    stage.nylas.fail('listThread', away, away);
    await stage.decide(approve);
    expect(await stage.drain()).toEqual([1000, 2000]);
    expect(await stage.outcome()).toBe('sent category_review');
  });

  test('while Nylas stays away opens again and says why, with the text of the person, and can be approved then', async () => {
    stage.nylas.fail('listThread', ...times(9, away));
    await stage.decide(approve);
    await stage.drain();
    const review = await stage.review();
    expect(review).toMatchObject({
      status: 'open',
      verdict: null,
      body: 'Edited by hand',
      reasons: [{ code: 'verdict_failed' }, {}],
    });
    expect(await stage.decide(approve)).toMatchObject({ kind: 'accepted' });
    await stage.drain();
    expect(await stage.outcome()).toMatch(/^sent/);
    expect(mails()).toBe(1);
  });

  test('and its draft cannot be deleted: it is sent all the same, and the rest of the thread goes on', async () => {
    stage.nylas.fail('deleteDraft', ...times(50, away));
    await stage.decide(approve);
    await stage.drain();
    expect(await stage.review()).toMatchObject({ status: 'sent' });
    stage.model.classification = aClassification();
    stage.advance(1000);
    await stage.receive({ id: 'm2' });
    await stage.drain();
    expect(mails()).toBe(2);
  });

  test('with an unsure answer to the send goes the way of every send', async () => {
    stage.nylas.sendEndsIn(
      { kind: 'unknown', status: undefined, message: 'x', replayed: false, retryAfterMs: undefined },
      'lost',
    );
    await stage.decide(approve);
    await stage.drain();
    expect(mails()).toBe(1);
    expect(await stage.review()).toMatchObject({ status: 'sent' });
  });

  test('and refused by Nylas opens again with the reason', async () => {
    stage.nylas.sendEndsIn(
      { kind: 'refused', status: 400, type: 't', message: 'm', replayed: false },
      'kept',
    );
    await stage.decide(approve);
    await stage.drain();
    expect(await stage.review()).toMatchObject({
      status: 'open',
      reasons: [{ code: 'send_refused' }, {}],
      draftId: expect.any(String),
    });
    await stage.decide(approve);
    await stage.drain();
    expect(stage.nylas.mails.map(({ key }) => key)).toEqual([`${sendIdOf(grantId, 'm1')}_1`]);
    expect(stage.nylas.drafts).toEqual([]);
  });

  test('of a mailbox that no agent serves any more opens again and says so', async () => {
    stage.served = false;
    await stage.decide(approve);
    await stage.drain();
    expect(await stage.review()).toMatchObject({ status: 'open', reasons: [{ code: 'verdict_failed' }, {}] });
    expect(mails()).toBe(0);
  });
});

describe('rejected', () => {
  test('nothing is sent, the draft is deleted, and the reason stands in the account', async () => {
    await stage.decide(reject);
    await stage.drain();
    expect([stage.nylas.mails, stage.nylas.drafts]).toEqual([[], []]);
    expect(await stage.review()).toMatchObject({
      status: 'rejected',
      closedBecause: { code: 'rejected_by_person' },
    });
    expect((await stage.record())?.account?.reasons[0]).toEqual({
      code: 'rejected_by_person',
      detail: 'a person rejected the reply: we do not do that',
    });
  });

  test('and its draft cannot be deleted: the message has its end all the same', async () => {
    stage.nylas.fail('deleteDraft', ...times(50, away));
    await stage.decide(reject);
    await stage.drain();
    expect(await stage.outcome()).toMatch(/^skipped rejected_by_person/);
  });
});
