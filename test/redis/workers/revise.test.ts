import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Verdict } from '#domain/review.ts';
import { PermanentError, TransientError } from '#errors.ts';
import { aClassification, aDraft } from '../../helpers/builders.ts';
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
const revise: Verdict = { kind: 'revise', instruction: 'shorter please' };
const away = new TransientError('503');
const times = (count: number, error: Error) => Array.from({ length: count }, () => error);
const mails = () => stage.nylas.mails.length;

describe('sent back for a revision', () => {
  beforeEach(() => {
    stage.model.draft = aDraft({ body: 'Dear Carla, written anew.' });
  });

  test('a new text, draft and version are there, and the model saw the instruction and the old text', async () => {
    await stage.decide(revise);
    await stage.drain();
    const review = await stage.review();
    expect(review).toMatchObject({
      status: 'open',
      verdict: null,
      body: 'Dear Carla, written anew.',
      cost: { model_calls: 3 },
    });
    expect(review.version).toBeGreaterThan(2);
    expect(stage.nylas.drafts).toMatchObject([
      { id: review.draftId, body: { body: expect.stringContaining('written anew') } },
    ]);
    expect(stage.model.prompts.at(-1)?.user).toContain('shorter please');
    await stage.decide(approve);
    await stage.drain();
    expect(mails()).toBe(1);
    expect(stage.nylas.drafts).toEqual([]);
  });

  test.each(['findDrafts', 'deleteDraft'])(
    'keeps its new draft from a worker that slept before its %s while another did the work',
    async (effect) => {
      await stage.decide(revise);
      const at =
        ['claim', 'listThread', 'ask draft', 'review open', 'deleteDraft', 'findDrafts'].indexOf(effect) + 1;
      stage.meanwhile = { at, happens: async () => void (await stage.takeOver()) };
      await stage.work();
      expect(stage.meanwhile).toBeUndefined();
      const { draftId, status } = await stage.review();
      expect(status).toBe('open');
      expect(stage.nylas.drafts.map(({ id }) => id)).toEqual([draftId]);
    },
  );

  test('and the model cannot do it: the text stays, the draft too, and the reviewer is told', async () => {
    const before = await stage.review();
    stage.model.faults = times(50, away);
    await stage.decide(revise);
    await stage.drain();
    expect(await stage.review()).toMatchObject({
      status: 'open',
      verdict: null,
      body: before.body,
      draftId: before.draftId,
      reasons: [{ code: 'revision_failed' }, { code: 'category_review' }],
    });
    expect(stage.nylas.drafts).toHaveLength(1);
  });

  test('and Nylas takes no new draft: the review stays open, and can be approved', async () => {
    stage.nylas.fail('createDraft', ...times(50, new PermanentError('400', { status: 400 })));
    await stage.decide(revise);
    await stage.drain();
    expect(await stage.review()).toMatchObject({ status: 'open' });
    await stage.decide(approve);
    await stage.drain();
    expect(mails()).toBe(1);
    expect(await stage.review()).toMatchObject({ status: 'sent' });
  });

  test.each(['listThread', 'deleteDraft', 'findDrafts', 'createDraft'] as const)(
    'and approved by another person meanwhile (at %s): what that person saw is sent, once, and no draft stays',
    async (operation) => {
      await stage.decide(revise);
      stage.nylas.before(operation, async () => void (await stage.decide(approve)));
      await stage.drain();
      expect(stage.nylas.mails).toMatchObject([
        { body: { body: expect.stringContaining('Edited by hand') } },
      ]);
      expect(await stage.review()).toMatchObject({ status: 'sent' });
      expect(stage.nylas.drafts).toEqual([]);
    },
  );

  test('after its draft was sent by hand: the message has its answer, and no second draft is made', async () => {
    const { draftId } = await stage.review();
    stage.nylas.sendDraftByHand(draftId!);
    await stage.decide(revise);
    await stage.drain();
    expect(await stage.outcome()).toBe('sent already_sent category_review');
    expect(stage.nylas.drafts).toEqual([]);
    expect(stage.model.prompts).toHaveLength(2);
  });

  test('for a message that Nylas no longer has: closed with the reason', async () => {
    stage.nylas.messages.length = 0;
    await stage.decide(revise);
    await stage.drain();
    expect(await stage.outcome()).toBe('skipped message_gone category_review');
  });
});
