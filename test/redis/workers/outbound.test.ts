import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { encodeItem } from '#domain/inbox.ts';
import { PermanentError, TransientError } from '#errors.ts';
import { threadKeyOf } from '#store/keys.ts';
import { put } from '#store/ledger.ts';
import { createPending } from '#store/pending.ts';
import { sweepDrafts } from '#workers/draft-sweep.ts';
import { wakeForgotten } from '#workers/upkeep.ts';
import { aClassification, anArrival, aSentMail, grantId } from '../../helpers/builders.ts';
import { redisForFile } from '../../helpers/redis.ts';
import { aStage, type Stage } from './stage.ts';

const server = redisForFile();
let stage: Stage;
beforeEach(() => {
  stage = aStage(server.redis);
  stage.model.classification = aClassification({ category: 'refund' });
});
afterEach(() => stage[Symbol.dispose]());

const ref = { shard: 0, grantId, threadId: 't1' };
const dan = { from: [{ email: 'dan@customer.example' }] };
const away = new TransientError('503');

const sweep = () =>
  sweepDrafts({
    ...stage.deps,
    draftGraceMs: 240_000,
    mailboxes: [{ grant: grantId }],
    signal: new AbortController().signal,
  });
const item = (text: string) => stage.deps.transact(ref, put(ref, text, stage.now()));

async function parked(): Promise<void> {
  await stage.receive();
  await stage.drain();
}

describe('a mail that left the mailbox by hand', () => {
  test('closes the open review it answers and deletes the draft', async () => {
    await parked();
    await stage.leave(aSentMail({ dateMs: stage.now() + 1 }));
    await stage.drain();
    expect(await stage.review()).toMatchObject({
      status: 'closed',
      closedBecause: { code: 'answered_by_person' },
    });
    expect(await stage.outcome()).toBe('skipped answered_by_person category_review');
    expect(stage.nylas.drafts).toEqual([]);
  });

  test('as the draft itself ends the message as sent', async () => {
    await parked();
    await stage.leave(stage.nylas.sendDraftByHand(stage.nylas.drafts[0]!.id), 'm1');
    await stage.drain();
    expect(await stage.record()).toMatchObject({ state: 'sent', sentId: 'sent-2' });
    expect(await stage.review()).toMatchObject({ status: 'closed', closedBecause: { code: 'already_sent' } });
  });

  test('answers all open reviews of its thread that are older', async () => {
    await parked();
    await stage.receive({ id: 'm2', ...dan });
    await stage.drain();
    expect(stage.nylas.drafts).toHaveLength(2);
    await stage.leave(aSentMail({ dateMs: stage.now() + 1 }));
    await stage.drain();
    expect(await stage.review('m1')).toMatchObject({ status: 'closed' });
    expect(await stage.review('m2')).toMatchObject({ status: 'closed' });
    expect(stage.nylas.drafts).toEqual([]);
    expect(await stage.inbox()).toEqual([]);
  });

  test('that answers nothing leaves the review open', async () => {
    await parked();
    await stage.leave(aSentMail({ dateMs: stage.now() - 5000 }));
    await stage.drain();
    expect(await stage.review()).toMatchObject({ status: 'open' });
    expect(await stage.inbox()).toEqual([]);
  });

  test('is looked at again when Nylas is away, and let be when Nylas refuses', async () => {
    await parked();
    await stage.leave(aSentMail({ dateMs: stage.now() + 1 }));
    stage.nylas.fail('listThread', away);
    expect(await stage.drain()).toEqual([1000]);
    expect(await stage.review()).toMatchObject({ status: 'closed' });
    stage.nylas.fail('listThread', new PermanentError('403', { status: 403 }));
    stage.advance(1000);
    await stage.receive({ id: 'm9' });
    await stage.leave(aSentMail({ id: 's9', dateMs: stage.now() - 1 }));
    await stage.drain();
    expect(await stage.inbox()).toEqual([]);
  });

  test('of ours, about a message that is sent, needs no look at Nylas', async () => {
    stage.model.classification = aClassification();
    await stage.receive();
    stage.nylas.before('send', async () => {
      await stage.deps.ledger.admit([anArrival({ direction: 'outbound', messageId: 's7' })], stage.now());
    });
    await stage.drain();
    expect(stage.effects.filter((name) => name === 'listThread')).toHaveLength(1);
    expect(await stage.inbox()).toEqual([]);
  });
});

describe('a draft that is no longer in the mailbox', () => {
  test('because a person removed it closes the review', async () => {
    await parked();
    stage.nylas.drafts = [];
    await sweep();
    expect(stage.effects).toContain('wake');
    await stage.drain();
    expect(await stage.outcome()).toBe('skipped draft_removed category_review');
    expect(await stage.review()).toMatchObject({ status: 'closed' });
  });

  test('because a person sent it, and no webhook told so, ends the message as sent', async () => {
    await parked();
    stage.nylas.sendDraftByHand(stage.nylas.drafts[0]!.id);
    await sweep();
    await stage.drain();
    expect(await stage.record()).toMatchObject({ state: 'sent', sentId: 'sent-2' });
  });

  test('is not reported while it is there, nor for a review without one', async () => {
    await parked();
    await stage.receive({ id: 'm2', ...dan });
    stage.nylas.fail('createDraft', new PermanentError('400'));
    await stage.drain();
    await sweep();
    expect(await stage.inbox()).toEqual([]);
  });

  test('but is there after all at the second look changes nothing', async () => {
    await parked();
    const { drafts } = stage.nylas;
    stage.nylas.drafts = [];
    await sweep();
    stage.nylas.drafts = drafts;
    await stage.drain();
    expect(await stage.review()).toMatchObject({ status: 'open' });
    expect(await stage.inbox()).toEqual([]);
  });

  test('reported twice is worked once', async () => {
    await parked();
    stage.nylas.drafts = [];
    await sweep();
    await sweep();
    await stage.drain();
    expect(await stage.outcome()).toBe('skipped draft_removed category_review');
    expect(await stage.inbox()).toEqual([]);
  });

  test('is looked at again when Nylas is away', async () => {
    await parked();
    stage.nylas.drafts = [];
    await sweep();
    stage.nylas.fail('getDraft', away);
    expect(await stage.drain()).toEqual([1000]);
    expect(await stage.review()).toMatchObject({ status: 'closed' });
  });
});

describe('items of an inbox', () => {
  test('of a kind this version does not know are dropped, and do not hold up what follows', async () => {
    await item('z:what');
    await item('');
    await stage.receive();
    await stage.drain();
    expect(await stage.outcome()).toBe('review category_review');
    expect(await stage.inbox()).toEqual([]);
  });

  test('about reviews and messages that nobody knows are dropped', async () => {
    await item(encodeItem({ kind: 'verdict', reviewId: 'rv_none' }));
    await item(encodeItem({ kind: 'draft_gone', reviewId: 'rv_none' }));
    await item(encodeItem({ kind: 'outbound', messageId: 'none' }));
    await item(encodeItem({ kind: 'message', messageId: 'none' }));
    expect(await stage.drain()).toEqual([]);
    expect(await stage.inbox()).toEqual([]);
  });
});

test('threads whose wake-up was lost are woken, and only those', async () => {
  await stage.receive();
  await stage.receive({ id: 'm2', threadId: 't2' });
  const woken: [number, readonly string[]][] = [];
  const wake = async (shard: number, threads: readonly string[]) => void woken.push([shard, threads]);
  const pending = createPending(server.redis, 1);
  const rewake = (overdueBeforeMs: number) =>
    wakeForgotten({ pending, wake, shards: 1, overdueBeforeMs, events: stage.deps.events });
  await rewake(stage.now() - 1);
  expect(woken).toEqual([]);
  await stage.drain('t2');
  await rewake(stage.now());
  expect(woken).toEqual([[0, [threadKeyOf(ref)]]]);
  expect(stage.events.filter(({ name }) => name === 'threadWoken')).toMatchObject([{ args: [1] }]);
});
