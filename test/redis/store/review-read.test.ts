import { describe, expect, test } from 'vitest';
import type { Review } from '#domain/review.ts';
import { Unreadable } from '#errors.ts';
import { keysOf } from '#store/keys.ts';
import { createLedger, type Ledger } from '#store/ledger.ts';
import { toldOnce } from '#store/review-read.ts';
import { createReviewRows } from '#store/review-rows.ts';
import { createReviews, open } from '#store/reviews.ts';
import { scriptsOn } from '#store/scripts.ts';
import { createTransact } from '#store/transaction.ts';
import { aReview, noon } from '../../helpers/builders.ts';
import { redisForFile } from '../../helpers/redis.ts';

const SHARDS = 3;
const server = redisForFile();

function stores() {
  const { redis } = server;
  const scripts = scriptsOn(redis);
  const transact = createTransact(scripts, 30_000);
  const threadRef: Ledger['threadRef'] = (...ids) =>
    createLedger({ redis, scripts, shards: SHARDS }).threadRef(...ids);
  const refFor = (review: Review) => threadRef(review.grantId, review.threadId);
  const opened = async (change: Partial<Review>): Promise<Review> => {
    const review = aReview(change);
    await transact(refFor(review), open(refFor(review), review, noon));
    return review;
  };
  return { transact, threadRef, refFor, opened };
}

describe('a stored review that cannot be read', () => {
  test.each([['no json'], ['null'], ['{}'], ['{"id":"rv_x","version":1}'], ['[]']])(
    'hides no other, and is told of: %s',
    async (text) => {
      const { transact, threadRef, refFor, opened } = stores();
      const [good, bad] = [await opened({ id: 'rv_good' }), await opened({ id: 'rv_bad' })];
      await server.redis.hset(keysOf(refFor(bad).shard).review(bad.id), { d: text, row: text });
      const told: string[] = [];
      const unreadable = (id: string) => void told.push(id);
      const reading = createReviews({
        redis: server.redis,
        transact,
        threadRef,
        shards: SHARDS,
        now: () => noon,
        unreadable,
      });
      expect(await reading.list({ status: 'open', limit: 10 })).toEqual([good]);
      expect(await reading.openIn(refFor(good))).toEqual([good]);
      const rows = createReviewRows(server.redis, SHARDS, unreadable);
      const listed = await rows.list({ which: 'open', sees: () => true, limit: 10 });
      expect(listed).toMatchObject({ total: 1, rows: [{ id: 'rv_good' }] });
      await expect(reading.find('rv_bad')).rejects.toThrow(Unreadable);
      await expect(reading.decide('rv_bad', 1, { kind: 'reject', reason: '' }, 'api')).rejects.toThrow(
        'rv_bad',
      );
      expect(told).toEqual(['rv_bad', 'rv_bad', 'rv_bad']);
    },
  );

  test('is told of once', () => {
    const told: string[] = [];
    const tell = toldOnce((id) => void told.push(id));
    for (const id of ['a', 'b', 'a', 'a']) tell(id);
    expect(told).toEqual(['a', 'b']);
  });
});
