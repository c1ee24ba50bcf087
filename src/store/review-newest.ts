import type { Redis } from 'ioredis';
import { decodeItem } from '#domain/inbox.ts';
import type { Review } from '#domain/review.ts';
import { keysOf, threadKeyOf, type ThreadRef } from './keys.ts';

/**
 * The newest message of a review's thread that is known here, which is what the review answers unless others came since:
 * such as wait in the inbox of the thread, or were worked without making it stale.
 */
export async function newestIn(redis: Redis, ref: ThreadRef, review: Review): Promise<string> {
  const keys = keysOf(ref.shard);
  const [items, newer] = await Promise.all([
    redis.lrange(keys.inbox(threadKeyOf(ref)), 0, -1),
    redis.hget(keys.review(review.id), 'nm'),
  ]);
  const own = new Set([review.messageId, ...review.covers]);
  const waiting = items.flatMap((text) => {
    const item = decodeItem(text);
    return item?.kind === 'message' && !own.has(item.messageId) ? [item.messageId] : [];
  });
  return waiting.at(-1) ?? newer ?? review.messageId;
}
