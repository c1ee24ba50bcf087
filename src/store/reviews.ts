import type { Redis } from 'ioredis';
import { type Act, actOfCode } from '#domain/audit.ts';
import { encodeItem } from '#domain/inbox.ts';
import { type Review, type ReviewStatus, type Verdict, withText } from '#domain/review.ts';
import { firstLookMs, withExpiry } from '#domain/review-ages.ts';
import { rowOf } from '#domain/review-row.ts';
import { auditReview } from './audit.ts';
import { fromJson } from './json.ts';
import { KEEP_SECONDS, keysOf, threadKeyOf, type ThreadRef } from './keys.ts';
import { type Ledger, put } from './ledger.ts';
import { tellReview } from './news.ts';
import type { Operation, Transact } from './transaction.ts';

export type Decided =
  | { kind: 'accepted'; review: Review }
  | { kind: 'conflict'; code: 'stale_version' | 'already_decided'; review: Review }
  | { kind: 'missing' };

export type Reviews = {
  /** Newest first, of those that ended the last to end; `undefined` status means all. */
  list(query: { status: ReviewStatus | undefined; grantId?: string; limit: number }): Promise<Review[]>;
  find(id: string): Promise<Review | undefined>;
  /** The open reviews of a thread. */
  openIn(ref: ThreadRef): Promise<Review[]>;
  /**
   * The first verdict on the version the person saw stands, on every surface; it is put into the thread's inbox in the
   * same step. The caller wakes the thread.
   */
  decide(id: string, version: number, verdict: Verdict, by: string): Promise<Decided>;
};

export function createReviews(deps: {
  redis: Redis;
  transact: Transact;
  threadRef: Ledger['threadRef'];
  shards: number;
  now: () => number;
}): Reviews {
  const { redis, transact, threadRef, shards, now } = deps;
  const everyShard = Array.from({ length: shards }, (_, shard) => keysOf(shard));

  const readAll = async (shard: number, ids: readonly string[]): Promise<Review[]> => {
    const texts = await Promise.all(ids.map((id) => redis.hget(keysOf(shard).review(id), 'd')));
    return texts.filter((text) => text !== null).map((text) => parseReview(text));
  };

  const find: Reviews['find'] = async (id) => {
    const texts = await Promise.all(everyShard.map((keys) => redis.hget(keys.review(id), 'd')));
    const text = texts.find((one) => one !== null) ?? undefined;
    return text === undefined ? undefined : parseReview(text);
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

    async decide(id, version, verdict, by) {
      const review = await find(id);
      if (!review) return { kind: 'missing' };
      if (review.status !== 'open') return { kind: 'conflict', code: 'already_decided', review };
      if (review.version !== version) return { kind: 'conflict', code: 'stale_version', review };
      const ref = threadRef(review.grantId, review.threadId);
      const decided = withVerdict(review, verdict, now());
      const result = await transact(ref, [
        ...replace(ref, review, decided, now(), { by, what: verdict.kind }),
        ...put(ref, encodeItem({ kind: 'verdict', reviewId: id }), now()),
      ]);
      if (result.kind === 'committed') return { kind: 'accepted', review: decided };
      const current = (await find(id)) ?? review;
      return {
        kind: 'conflict',
        code: current.status === 'open' ? 'stale_version' : 'already_decided',
        review: current,
      };
    },
  };
}

const ALL: readonly ReviewStatus[] = ['open', 'approved', 'sent', 'rejected', 'stale', 'closed', 'expired'];

/** The review after a person's verdict: approve takes over their text, revise leaves it open for the redraft. */
function withVerdict(review: Review, verdict: Verdict, nowMs: number): Review {
  const next = { ...review, version: review.version + 1, updatedAtMs: nowMs, verdict };
  switch (verdict.kind) {
    case 'approve':
      return { ...withText(next, verdict), status: 'approved' };
    case 'reject':
      return { ...next, status: 'rejected' };
    case 'revise':
      return { ...next, revisions: (review.revisions ?? 0) + 1 };
  }
}

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

const parseReview = (text: string): Review => fromJson(text);
