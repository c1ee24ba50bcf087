import type { Redis } from 'ioredis';
import type { Act } from '#domain/audit.ts';
import type { News } from '#domain/news.ts';
import type { Review } from '#domain/review.ts';
import { keysOf, type ThreadRef } from './keys.ts';
import type { Operation } from './transaction.ts';

/** About so many of the latest news are kept in each shard. */
const KEEP_NEWS = 10_000;

/**
 * The write that tells of something, to stand in the transaction that does it: so what happened is told of, and what was
 * refused is not. When it happened is part of the id that Redis gives it.
 */
export function tell(ref: Pick<ThreadRef, 'shard'>, news: News): Operation {
  return ['XADD', ...entryOf(keysOf(ref.shard).news, news)];
}

/** Tells of something that belongs to no thread and is done already. Rejects when Redis does not answer. */
export async function tellNow(redis: Redis, news: News): Promise<void> {
  await redis.xadd(...entryOf(keysOf(0).news, news));
}

function entryOf(key: string, news: News): [string, 'MAXLEN', '~', number, '*', string, string] {
  return [key, 'MAXLEN', '~', KEEP_NEWS, '*', 'd', JSON.stringify(news)];
}

/**
 * The write that tells what became of a review; `before` is undefined when it is new. An act named `reminded` is told of
 * as a reminder.
 */
export function tellReview(
  ref: Pick<ThreadRef, 'shard'>,
  before: Review | undefined,
  after: Review,
  { by, what }: Pick<Act, 'by' | 'what'> = { by: 'inreply', what: 'opened' },
): Operation {
  const { id, version, status, grantId, threadId, messageId } = after;
  const type = what === 'reminded' ? 'review.reminder' : kindOf(before, after);
  return tell(ref, { type, grantId, threadId, messageId, reviewId: id, version, status, by });
}

function kindOf(before: Review | undefined, after: Review) {
  const waited = before?.status === 'open';
  const waits = after.status === 'open';
  if (waits) return waited ? 'review.changed' : 'review.opened';
  return waited ? 'review.decided' : 'review.changed';
}
