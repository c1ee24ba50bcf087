import type { Redis } from 'ioredis';
import type { Review, ReviewStatus } from '#domain/review.ts';
import { keysOf, threadKeyOf, type ThreadRef } from './keys.ts';
import type { Ledger } from './ledger.ts';
import { mustReadReview, type OnUnreadable, readReview } from './review-read.ts';
import { createReviewVerdicts, type ReviewVerdicts } from './review-verdicts.ts';
import type { Transact } from './transaction.ts';

export type { Decided } from './review-verdicts.ts';
export { open, replace } from './review-writes.ts';

export type Reviews = ReviewVerdicts & {
  /** Newest first, of those that ended the last to end; `undefined` status means all. */
  list(query: { status: ReviewStatus | undefined; grantId?: string; limit: number }): Promise<Review[]>;
  /** Rejects with `Unreadable` when what is stored cannot be read; lists leave such ones out. */
  find(id: string): Promise<Review | undefined>;
  /** The open reviews of a thread. */
  openIn(ref: ThreadRef): Promise<Review[]>;
};

export function createReviews(deps: {
  redis: Redis;
  transact: Transact;
  threadRef: Ledger['threadRef'];
  shards: number;
  now: () => number;
  /** How many different people have to approve it; left out, one is enough. */
  approvalsNeeded?: (review: Review) => number;
  unreadable?: OnUnreadable;
}): Reviews {
  const { redis, transact, threadRef, shards, now, approvalsNeeded = () => 1, unreadable } = deps;
  const everyShard = Array.from({ length: shards }, (_, shard) => keysOf(shard));

  const readAll = async (shard: number, ids: readonly string[]): Promise<Review[]> => {
    const texts = await Promise.all(ids.map((id) => redis.hget(keysOf(shard).review(id), 'd')));
    return texts.flatMap((text, at) => {
      if (text === null) return [];
      const review = readReview(text);
      if (review === undefined) unreadable?.(ids[at] ?? '');
      return review ?? [];
    });
  };

  const find: Reviews['find'] = async (id) => {
    const texts = await Promise.all(everyShard.map((keys) => redis.hget(keys.review(id), 'd')));
    const text = texts.find((one) => one !== null) ?? undefined;
    return text === undefined ? undefined : mustReadReview(id, text);
  };

  return {
    find,

    async list({ status, grantId, limit }) {
      const statuses = status === undefined ? [...ALL] : [status];
      const found: Review[] = [];
      for (const [shard, keys] of everyShard.entries()) {
        for (const one of statuses) {
          const ids = await redis.zrevrange(keys.reviews(one), 0, grantId === undefined ? limit - 1 : -1);
          found.push(...(await readAll(shard, ids)));
        }
      }
      return found
        .filter((review) => grantId === undefined || review.grantId === grantId)
        .toSorted((a, b) => b.createdAtMs - a.createdAtMs)
        .slice(0, limit);
    },

    async openIn(ref) {
      return readAll(ref.shard, await redis.smembers(keysOf(ref.shard).openReviews(threadKeyOf(ref))));
    },

    ...createReviewVerdicts({ redis, transact, threadRef, find, approvalsNeeded, now }),
  };
}

const ALL: readonly ReviewStatus[] = ['open', 'approved', 'sent', 'rejected', 'stale', 'closed', 'expired'];
