import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { fingerprintOf } from '#domain/review-print.ts';
import type { Review, Verdict } from '#domain/review.ts';
import { standingApprovals } from '#domain/verdict.ts';
import { createLedger } from '#store/ledger.ts';
import { createReviewSides, type ReviewSides } from '#store/review-sides.ts';
import { scriptsOn } from '#store/scripts.ts';
import { aClassification, anAgent } from '../../helpers/builders.ts';
import { redisForFile } from '../../helpers/redis.ts';
import { aStage, type Stage } from './stage.ts';

const server = redisForFile();
let stage: Stage;
let sides: ReviewSides;
beforeEach(async () => {
  stage = aStage(server.redis);
  const { redis } = server;
  const ledger = createLedger({ redis, scripts: scriptsOn(redis), shards: 1 });
  const { transact, reviews, now } = stage.deps;
  sides = createReviewSides({
    redis,
    transact,
    threadRef: (...ids) => ledger.threadRef(...ids),
    find: (id) => reviews.find(id),
    now,
  });
  stage.model.classification = aClassification({ category: 'refund' });
  await stage.receive();
  await stage.drain();
});
afterEach(() => stage[Symbol.dispose]());

const approve: Verdict = { kind: 'approve', subject: 'Re: Where is my order?', body: 'Edited by hand' };
const thanks = aClassification({ category: 'thanks' });

/** What a person who looks at the review now sees. */
async function seen(): Promise<{ review: Review; fingerprint: string; snoozedUntilMs: number | null }> {
  const [detail] = await sides.detailsOf([await stage.review('m1')]);
  if (!detail) throw new Error('no detail');
  return { ...detail, fingerprint: fingerprintOf(detail.review, detail.newest) };
}

async function newerMail(change: Parameters<Stage['receive']>[0] = {}): Promise<void> {
  stage.advance(1000);
  await stage.receive({ id: 'm2', ...change });
}

const byOther = { from: [{ email: 'bert@other.example' }] };

describe('an approval bound to what was seen', () => {
  test('stands when nothing has changed but a note', async () => {
    const { review, fingerprint } = await seen();
    await sides.note(review.id, 'I called him', 'ben');
    expect(await stage.decide(approve, 'm1', { fingerprint })).toMatchObject({ kind: 'accepted' });
  });

  test.each([
    ['of the same sender that waits to be worked', {}, false],
    ['of somebody else that waits to be worked', byOther, false],
    ['of somebody else that was answered', byOther, true],
  ])('is refused after a newer message %s', async (_name, change, worked) => {
    const { fingerprint } = await seen();
    stage.model.classification = aClassification();
    await newerMail(change);
    if (worked) await stage.drain();
    const decided = await stage.decide(approve, 'm1', { fingerprint });
    expect(decided).toMatchObject({ kind: 'conflict', code: 'stale_version', review: { status: 'open' } });
    const now = await seen();
    expect(await stage.decide(approve, 'm1', now)).toMatchObject({ kind: 'accepted' });
  });

  test('is refused after a thank-you of the same sender, which leaves the review open', async () => {
    const { fingerprint } = await seen();
    stage.model.classification = thanks;
    await newerMail();
    await stage.drain();
    expect(await stage.outcome('m2')).toMatch(/^skipped/);
    expect(await stage.decide(approve, 'm1', { fingerprint })).toMatchObject({ code: 'stale_version' });
  });

  test('is refused after somebody else changed the text', async () => {
    stage.agent = anAgent({ reviews: { four_eyes: ['refund'] } });
    const { fingerprint } = await seen();
    await stage.decide(approve, 'm1', { by: 'ann' });
    expect(await stage.decide(approve, 'm1', { by: 'ben', fingerprint })).toMatchObject({
      code: 'stale_version',
    });
  });
});

describe('a newer message that leaves the review open', () => {
  test('ends its snooze, and is told of', async () => {
    const { review } = await seen();
    await sides.snooze(review.id, stage.now() + 3_600_000, 'ann');
    expect((await seen()).snoozedUntilMs).toBe(stage.now() + 3_600_000);
    stage.model.classification = thanks;
    await newerMail();
    await stage.drain();
    expect((await seen()).snoozedUntilMs).toBeNull();
    expect((await stage.review('m1')).version).toBe(1);
  });

  test('takes away the approvals that did not know it', async () => {
    stage.agent = anAgent({ reviews: { four_eyes: ['refund'] } });
    await stage.decide(approve, 'm1', { by: 'ann' });
    stage.model.classification = thanks;
    await newerMail();
    await stage.drain();
    const review = await stage.review('m1');
    expect(review).toMatchObject({ status: 'open', version: 3, body: 'Edited by hand' });
    expect(standingApprovals(review)).toEqual([]);
    expect(await stage.decide(approve, 'm1', { by: 'ben' })).toMatchObject({ review: { status: 'open' } });
  });

  test('that is older than the one it answers changes nothing', async () => {
    const before = await seen();
    stage.model.classification = thanks;
    await stage.receive({ id: 'm0', dateMs: stage.now() - 60_000, ...byOther });
    await stage.drain();
    expect((await seen()).fingerprint).toBe(before.fingerprint);
  });
});
