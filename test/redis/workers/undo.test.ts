import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Verdict } from '#domain/review.ts';
import { aClassification, anAgent } from '../../helpers/builders.ts';
import { redisForFile } from '../../helpers/redis.ts';
import { aStage, type Stage } from './stage.ts';

const server = redisForFile();
let stage: Stage;
beforeEach(async () => {
  stage = aStage(server.redis);
  stage.model.classification = aClassification({ category: 'refund' });
  await stage.receive();
  await stage.drain();
});
afterEach(() => stage[Symbol.dispose]());

const approve: Verdict = { kind: 'approve', subject: 'Re: Where is my order?', body: 'Edited by hand' };
const reject: Verdict = { kind: 'reject', reason: 'we do not do that' };
const soon = { undoMs: 10_000 };
const bodies = () => stage.nylas.mails.map(({ body }) => JSON.stringify(body));

describe('a verdict that can be undone', () => {
  test.each([approve, reject])('$kind is not carried out before its time, and then once', async (verdict) => {
    await stage.decide(verdict, 'm1', soon);
    expect(await stage.work()).toEqual({ kind: 'later', inMs: 10_000 });
    expect(stage.nylas.mails).toEqual([]);
    expect(stage.nylas.drafts).toHaveLength(1);
    expect(await stage.drain()).toEqual([10_000]);
    expect(stage.nylas.mails).toHaveLength(verdict.kind === 'approve' ? 1 : 0);
    expect(stage.nylas.drafts).toEqual([]);
    expect((await stage.review()).status).toBe(verdict.kind === 'approve' ? 'sent' : 'rejected');
  });

  test.each([approve, reject])('$kind is as if it had not been, once undone', async (verdict) => {
    await stage.decide(verdict, 'm1', soon);
    await stage.work();
    expect(await stage.undo()).toMatchObject({ kind: 'accepted', review: { status: 'open', version: 3 } });
    expect(await stage.inbox()).toEqual([]);
    await stage.drain();
    stage.advance(60_000);
    await stage.drain();
    expect(stage.nylas.mails).toEqual([]);
    expect(stage.nylas.drafts).toHaveLength(1);
    expect(await stage.outcome()).toBe('review category_review');
    await stage.decide(approve);
    await stage.drain();
    expect(bodies()).toEqual([expect.stringContaining('Edited by hand')]);
  });

  test('decided anew while the first one would still wait is carried out by the second', async () => {
    await stage.decide(approve, 'm1', soon);
    await stage.undo();
    await stage.decide({ ...approve, body: 'Second thoughts' });
    expect(await stage.drain()).toEqual([]);
    expect(bodies()).toEqual([expect.stringContaining('Second thoughts')]);
  });

  test('cannot be undone once its worker has begun', async () => {
    await stage.decide(approve, 'm1', soon);
    await stage.work();
    stage.advance(10_000);
    await stage.drain();
    expect(await stage.undo()).toMatchObject({
      kind: 'conflict',
      code: 'too_late',
      review: { status: 'sent' },
    });
  });

  test('gives way to a newer mail of the same sender that came meanwhile', async () => {
    await stage.decide(approve, 'm1', soon);
    await stage.work();
    stage.advance(1000);
    await stage.receive({ id: 'm2', body: 'Forget it, I found it.' });
    await stage.drain();
    expect(stage.nylas.mails).toEqual([]);
    expect(await stage.review('m1')).toMatchObject({ status: 'stale' });
    expect(await stage.review('m2')).toMatchObject({ status: 'open' });
  });

  test('outlives the worker that waited with it', async () => {
    await stage.decide(approve, 'm1', soon);
    await stage.work();
    await stage.revive();
    stage.advance(10_000);
    await stage.drain();
    expect(stage.nylas.mails).toHaveLength(1);
  });

  test('is undone or carried out, never both, however the two meet', async () => {
    const ends = new Set<string>();
    for (let round = 0; round < 24; round++) {
      const [messageId, threadId] = [`r${round}`, `race${round}`];
      await stage.receive({ id: messageId, threadId });
      await stage.drain(threadId);
      const verdict = round % 2 === 0 ? approve : reject;
      const { id, version } = await stage.review(messageId);
      await stage.decide(verdict, messageId, { undoMs: 1 });
      stage.nylas.mails.length = 0;
      // the person's clock says that there is time left, the worker's that there is none
      const undo = async () => {
        for (let wait = 0; wait < round; wait++) await server.redis.ping();
        return stage.deps.reviews.undo(id, version + 1, 'a person');
      };
      const late = stage.deps.now;
      stage.deps.now = () => late() + 1;
      const [undone] = await Promise.all([undo(), stage.work(threadId)]);
      await stage.drain(threadId);
      stage.deps.now = late;
      const { status } = await stage.review(messageId);
      const carriedOut = verdict.kind === 'approve' ? 'sent' : 'rejected';
      const sent = stage.nylas.mails.length;
      const how = undone.kind === 'accepted' ? 'undone' : 'carried out';
      ends.add(how);
      const drafts = stage.nylas.drafts.filter((one) => one.threadId === threadId).length;
      expect({ how, status, sent, drafts }).toEqual(
        how === 'undone'
          ? { how, status: 'open', sent: 0, drafts: 1 }
          : { how, status: carriedOut, sent: verdict.kind === 'approve' ? 1 : 0, drafts: 0 },
      );
    }
    expect(ends.size).toBe(2);
  });
});

describe('a reply that two people have to approve', () => {
  beforeEach(() => {
    stage.agent = anAgent({ reviews: { four_eyes: ['refund'] } });
  });

  test('leaves with the second approval of the same text by somebody else', async () => {
    expect(await stage.decide(approve, 'm1', { by: 'ann' })).toMatchObject({ review: { status: 'open' } });
    await stage.drain();
    expect(stage.nylas.mails).toEqual([]);
    expect(await stage.decide(approve, 'm1', { by: 'ann' })).toMatchObject({ code: 'already_approved' });
    await stage.decide(approve, 'm1', { by: 'ben' });
    await stage.drain();
    expect(bodies()).toEqual([expect.stringContaining('Edited by hand')]);
  });

  test('does not leave after an approval was taken back', async () => {
    await stage.decide(approve, 'm1', { by: 'ann' });
    expect(await stage.undo()).toMatchObject({ kind: 'accepted', review: { status: 'open', approvals: [] } });
    await stage.decide(approve, 'm1', { by: 'ben' });
    await stage.drain();
    expect(stage.nylas.mails).toEqual([]);
  });

  test('is rejected by one', async () => {
    await stage.decide(approve, 'm1', { by: 'ann' });
    await stage.decide(reject, 'm1', { by: 'ben' });
    await stage.drain();
    expect(await stage.review()).toMatchObject({ status: 'rejected' });
  });
});
