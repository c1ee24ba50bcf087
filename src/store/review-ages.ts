import type { Redis } from 'ioredis';
import type { Reason } from '#domain/decision.ts';
import { encodeItem } from '#domain/inbox.ts';
import type { Review } from '#domain/review.ts';
import { auditReview } from './audit.ts';
import { fromJson } from './json.ts';
import { keysOf, type ThreadRef } from './keys.ts';
import { type Ledger, put } from './ledger.ts';
import { tellReview } from './news.ts';
import { readSide, sideFields } from './review-side.ts';
import { replace } from './reviews.ts';
import type { Operation, Transact } from './transaction.ts';

/** An open review whose age is to be looked at. */
export type Aging = { review: Review; reminded: boolean; snoozedUntilMs: number | null };

export type ReviewAgesStore = {
  /** Reviews of a shard whose age has come to be looked at, the longest overdue first. */
  due(shard: number, nowMs: number, limit: number): Promise<Aging[]>;
  /** When it is to be looked at again; undefined: never. */
  lookAgain(shard: number, id: string, atMs: number | undefined): Promise<void>;
  /** Tells of a review that waits, once; false when that was done, or a person was faster. */
  remind(review: Review, nextMs: number | undefined, nowMs: number): Promise<boolean>;
  /**
   * Ends a review that nobody decided, unless a person was faster; its thread's inbox says so in the same step, and the
   * caller wakes the thread. False when it has changed since it was read.
   */
  expire(review: Review, because: Reason, nowMs: number): Promise<boolean>;
};

/** The field of a review's hash that says when people were reminded of it. */
const REMINDED = 'rem';

export function createReviewAges(deps: {
  redis: Redis;
  transact: Transact;
  threadRef: Ledger['threadRef'];
}): ReviewAgesStore {
  const { redis, transact, threadRef } = deps;

  return {
    async due(shard, nowMs, limit) {
      const keys = keysOf(shard);
      const ids = await redis.zrangebyscore(keys.due, '-inf', nowMs, 'LIMIT', 0, limit);
      const found = await Promise.all(
        ids.map((id) => redis.hmget(keys.review(id), 'd', REMINDED, ...sideFields)),
      );
      const read = found.map(([text, reminded, ...side]): Aging | undefined => {
        const review = reviewIn(text);
        if (!review) return undefined;
        return {
          review,
          reminded: typeof reminded === 'string',
          snoozedUntilMs: readSide(side).snoozedUntilMs,
        };
      });
      const gone = ids.filter((_, at) => read[at] === undefined);
      if (gone.length > 0) await redis.zrem(keys.due, ...gone);
      return read.filter((one) => one !== undefined);
    },

    async lookAgain(shard, id, atMs) {
      if (atMs === undefined) await redis.zrem(keysOf(shard).due, id);
      else await redis.zadd(keysOf(shard).due, 'XX', atMs, id);
    },

    async remind(review, nextMs, nowMs) {
      const ref = threadRef(review.grantId, review.threadId);
      const key = keysOf(ref.shard).review(review.id);
      const act = { by: 'inreply', what: 'reminded' };
      const result = await transact(ref, [
        ['is', key, 'v', review.version],
        ['is', key, 'st', 'open'],
        ['is', key, REMINDED, ''],
        ['HSET', key, REMINDED, nowMs],
        lookAgainAt(ref.shard, review.id, nextMs),
        auditReview(ref, review, review, act, nowMs),
        tellReview(ref, review, review, act),
      ]);
      return result.kind === 'committed';
    },

    async expire(review, because, nowMs) {
      const ref = threadRef(review.grantId, review.threadId);
      const result = await transact(ref, expired(ref, review, because, nowMs));
      return result.kind === 'committed';
    },
  };
}

function lookAgainAt(shard: number, id: string, atMs: number | undefined): Operation {
  return atMs === undefined ? ['ZREM', keysOf(shard).due, id] : ['ZADD', keysOf(shard).due, atMs, id];
}

/** The writes that end a review as a verdict does, if it is still open and as it was read. */
export function expired(ref: ThreadRef, review: Review, because: Reason, nowMs: number): Operation[] {
  const version = review.version + 1;
  const after: Review = { ...review, status: 'expired', version, updatedAtMs: nowMs, closedBecause: because };
  return [
    ...replace(ref, review, after, nowMs),
    ...put(ref, encodeItem({ kind: 'verdict', reviewId: review.id }), nowMs),
  ];
}

/** Undefined for one that is forgotten or cannot be read: it is left to people, and holds up no other. */
function reviewIn(text: string | null | undefined): Review | undefined {
  try {
    return typeof text === 'string' ? fromJson<Review>(text) : undefined;
  } catch {
    return undefined;
  }
}
