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
  /**
   * Newest first, of those that ended the last to end; `undefined` status means all. Only of mailboxes that `sees` lets
   * through, where it is given.
   */
  list(query: {
    status: ReviewStatus | undefined;
    sees?: (grantId: string) => boolean;
    limit: number;
  }): Promise<Review[]>;
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

  /** Reads on until enough are found, so that mailboxes which are not seen take no place in the list. */
  const listOf = async (
    shard: number,
    status: ReviewStatus,
    sees: (grantId: string) => boolean,
    limit: number,
  ): Promise<Review[]> => {
    const found: Review[] = [];
    for (let at = 0; found.length < limit; at += limit) {
      const ids = await redis.zrevrange(keysOf(shard).reviews(status), at, at + limit - 1);
      found.push(...(await readAll(shard, ids)).filter(({ grantId }) => sees(grantId)));
      if (ids.length < limit) break;
    }
    return found;
  };

  const find: Reviews['find'] = async (id) => {
    const texts = await Promise.all(everyShard.map((keys) => redis.hget(keys.review(id), 'd')));
    const text = texts.find((one) => one !== null) ?? undefined;
    return text === undefined ? undefined : mustReadReview(id, text);
  };

  return {
    find,

    async list({ status, sees = () => true, limit }) {
      const statuses = status === undefined ? [...ALL] : [status];
      const found: Review[] = [];
      for (const shard of everyShard.keys()) {
        for (const one of statuses) found.push(...(await listOf(shard, one, sees, limit)));
      }
      return found.toSorted((a, b) => b.createdAtMs - a.createdAtMs).slice(0, limit);
    },

    async openIn(ref) {
      return readAll(ref.shard, await redis.smembers(keysOf(ref.shard).openReviews(threadKeyOf(ref))));
    },

    ...createReviewVerdicts({ redis, transact, threadRef, find, approvalsNeeded, now }),
  };
}

const ALL: readonly ReviewStatus[] = ['open', 'approved', 'sent', 'rejected', 'stale', 'closed', 'expired'];
