import { type Act, actOfCode } from '#domain/audit.ts';
import type { Review, ReviewStatus } from '#domain/review.ts';
import { firstLookMs, withExpiry } from '#domain/review-ages.ts';
import { rowOf } from '#domain/review-row.ts';
import { auditReview } from './audit.ts';
import { KEEP_SECONDS, keysOf, threadKeyOf, type ThreadRef } from './keys.ts';
import { tellReview } from './news.ts';
import type { Operation } from './transaction.ts';

/** The writes that open a review and tell of it; opening it again changes nothing but its content. */
export function open(ref: ThreadRef, review: Review, nowMs: number): Operation[] {
  return [
    ...store(ref, withExpiry(review)),
    ...index(ref, undefined, review, nowMs),
    tellReview(ref, undefined, review),
  ];
}

/**
 * The writes that turn a review into its next form, expecting that nobody changed it meanwhile. Each stands in the audit
 * stream and is told of; `act` says who did it and what, where it was not code by itself.
 */
export function replace(
  ref: ThreadRef,
  before: Review,
  after: Review,
  nowMs: number,
  act: Act = actOfCode(before, after),
): Operation[] {
  const key = keysOf(ref.shard).review(before.id);
  return [
    ['is', key, 'v', before.version],
    ['is', key, 'st', before.status],
    ...store(ref, withExpiry(after)),
    ...index(ref, before.status, after, nowMs),
    auditReview(ref, before, after, act, nowMs),
    tellReview(ref, before, after, act),
  ];
}

function store(ref: ThreadRef, review: Review): Operation[] {
  const key = keysOf(ref.shard).review(review.id);
  const ended = review.status !== 'open' && review.status !== 'approved';
  const fields = {
    v: review.version,
    st: review.status,
    d: JSON.stringify(review),
    row: JSON.stringify(rowOf(review)),
  };
  return [
    ['HSET', key, ...Object.entries(fields).flat()],
    ended ? ['EXPIRE', key, KEEP_SECONDS] : ['PERSIST', key],
  ];
}

function index(ref: ThreadRef, before: ReviewStatus | undefined, after: Review, nowMs: number): Operation[] {
  const keys = keysOf(ref.shard);
  const ofThread = keys.openReviews(threadKeyOf(ref));
  const oldest = nowMs - KEEP_SECONDS * 1000;
  const waits = after.status === 'open' || after.status === 'approved';
  return [
    ...(before !== undefined && before !== after.status
      ? [['ZREM', keys.reviews(before), after.id] satisfies Operation]
      : []),
    ['ZADD', keys.reviews(after.status), waits ? after.createdAtMs : nowMs, after.id],
    [after.status === 'open' ? 'SADD' : 'SREM', ofThread, after.id],
    ...lookAtAge(keys.due, after),
    ...(waits
      ? []
      : [
          ['ZREMRANGEBYSCORE', keys.reviews(after.status), '-inf', `(${oldest}`] satisfies Operation,
          ['EXPIRE', keys.reviews(after.status), KEEP_SECONDS] satisfies Operation,
        ]),
  ];
}

/** A review whose age matters is looked at in time, as long as it is open. */
function lookAtAge(due: string, review: Review): Operation[] {
  const atMs = firstLookMs(review);
  if (atMs === undefined) return [];
  return [review.status === 'open' ? ['ZADD', due, atMs, review.id] : ['ZREM', due, review.id]];
}
