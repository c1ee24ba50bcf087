import { beforeEach, describe, expect, test } from 'vitest';
import { MOST_NOTES } from '#domain/note.ts';
import type { Review } from '#domain/review.ts';
import { createAuditTrail } from '#store/audit-trail.ts';
import { KEEP_SECONDS, keysOf } from '#store/keys.ts';
import { createLedger, type Ledger } from '#store/ledger.ts';
import { createReviewRows } from '#store/review-rows.ts';
import { createReviewSides, type ReviewSides } from '#store/review-sides.ts';
import { createReviews, open, replace, type Reviews } from '#store/reviews.ts';
import { scriptsOn } from '#store/scripts.ts';
import { createTransact, type Transact } from '#store/transaction.ts';
import { aReview, noon } from '../../helpers/builders.ts';
import { redisForFile } from '../../helpers/redis.ts';

const SHARDS = 2;
const DAY_MS = 86_400_000;
const server = redisForFile();
let ledger: Ledger;
let transact: Transact;
let reviews: Reviews;
let sides: ReviewSides;
let review: Review;
beforeEach(async () => {
  const { redis } = server;
  const scripts = scriptsOn(redis);
  transact = createTransact(scripts, 30_000);
  ledger = createLedger({ redis, scripts, shards: SHARDS });
  const deps = {
    redis,
    transact,
    threadRef: (...ids: [string, string]) => ledger.threadRef(...ids),
    shards: SHARDS,
    now: () => noon,
  };
  reviews = createReviews(deps);
  sides = createReviewSides({ ...deps, find: (id) => reviews.find(id) });
  review = aReview();
  await transact(ref(), open(ref(), review, noon));
});

const ref = () => ledger.threadRef(review.grantId, review.threadId);
const keys = () => keysOf(ref().shard);
const row = async () =>
  (await createReviewRows(server.redis, SHARDS).list({ which: 'open', sees: () => true, limit: 9 })).rows[0];
const detail = async () => {
  const [found] = await sides.detailsOf([review]);
  return found;
};

async function turned(change: Partial<Review>): Promise<void> {
  const after = { ...review, version: review.version + 1, ...change };
  await transact(ref(), replace(ref(), review, after, noon));
  review = after;
}

describe('beside its text a review', () => {
  test('has somebody who looks after it, until somebody else does or nobody', async () => {
    expect(await sides.assign(review.id, 'ann', 'ben')).toMatchObject({
      kind: 'done',
      review: { version: 1 },
    });
    expect(await row()).toMatchObject({ assignee: 'ann', version: 1 });
    await sides.assign(review.id, null, 'ann');
    expect(await row()).toMatchObject({ assignee: null });
  });

  test('is put off for 30 days at most', async () => {
    await sides.snooze(review.id, noon + DAY_MS, 'ann');
    expect(await row()).toMatchObject({ snoozedUntilMs: noon + DAY_MS });
    await sides.snooze(review.id, noon + 90 * DAY_MS, 'ann');
    expect(await detail()).toMatchObject({ snoozedUntilMs: noon + 30 * DAY_MS });
    await sides.snooze(review.id, null, 'ann');
    expect(await detail()).toMatchObject({ snoozedUntilMs: null });
  });

  test('has notes, in their order, also of colleagues who write at once', async () => {
    await sides.note(review.id, 'first 🙂', 'ann');
    await Promise.all(['a', 'b', 'c'].map((text) => sides.note(review.id, text, 'ben')));
    const { notes } = (await detail()) ?? { notes: [] };
    expect(notes[0]).toEqual({ by: 'ann', atMs: noon, text: 'first 🙂' });
    expect(notes.map(({ text }) => text).toSorted()).toEqual(['a', 'b', 'c', 'first 🙂']);
    expect(await row()).toMatchObject({ notes: 4 });
  });

  test('has a bounded number of notes, of bounded length', async () => {
    for (let at = 0; at < MOST_NOTES; at++) await sides.note(review.id, 'x'.repeat(3000), 'ann');
    expect(await sides.note(review.id, 'one more', 'ann')).toMatchObject({ kind: 'full' });
    expect((await detail())?.notes.every(({ text }) => text.length === 2000)).toBe(true);
  });
});

describe('what colleagues say', () => {
  test('neither voids an approval in progress nor is lost with a new version', async () => {
    await sides.note(review.id, 'looks right', 'ben');
    await sides.assign(review.id, 'ann', 'ben');
    const decided = await reviews.decide(review.id, 1, { kind: 'reject', reason: '' }, 'ann');
    expect(decided).toMatchObject({ kind: 'accepted' });
    review = (await reviews.find(review.id)) ?? review;
    expect(await detail()).toMatchObject({ assignee: 'ann', notes: [{ text: 'looks right' }] });
  });

  test('ends with the review, which takes notes until then', async () => {
    await turned({ status: 'sent' });
    expect(await sides.assign(review.id, 'ann', 'ben')).toMatchObject({ kind: 'ended' });
    expect(await sides.snooze(review.id, noon + 1, 'ben')).toMatchObject({ kind: 'ended' });
    expect(await sides.note(review.id, 'for the record', 'ben')).toMatchObject({ kind: 'done' });
    expect(await server.redis.ttl(keys().review(review.id))).toBe(KEEP_SECONDS);
  });

  test('stands in the audit stream and in the news, without its text', async () => {
    await sides.assign(review.id, 'ann', 'ben');
    await sides.snooze(review.id, noon + DAY_MS, 'ben');
    await sides.snooze(review.id, null, 'ben');
    await sides.note(review.id, 'a secret', 'ben');
    const { entries } = await createAuditTrail(server.redis, SHARDS).list({ limit: 10 });
    expect(entries.map(({ what, by, about }) => [what, by, about['person'] ?? ''])).toEqual([
      ['note', 'ben', ''],
      ['wake', 'ben', ''],
      ['snooze', 'ben', ''],
      ['assign', 'ben', 'ann'],
    ]);
    const news = (await server.redis.xrange(keys().news, '-', '+')).map(([, fields]) => fields.join(' '));
    expect(news).toHaveLength(5);
    expect(news.slice(1).every((one) => one.includes('review.changed') && one.includes('"by":"ben"'))).toBe(
      true,
    );
    expect(`${news.join(' ')} ${JSON.stringify(entries)}`).not.toContain('secret');
  });

  test('about a review that nobody knows is missing', async () => {
    expect(await sides.assign('rv_none', 'ann', 'ben')).toEqual({ kind: 'missing' });
    expect(await sides.note('rv_none', 'x', 'ben')).toEqual({ kind: 'missing' });
  });
});
