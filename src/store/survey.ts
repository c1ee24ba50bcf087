import type { Redis } from 'ioredis';
import { decodeItem } from '#domain/inbox.ts';
import { parseRefKey } from '#domain/ids.ts';
import { keysOf } from './keys.ts';

/** What waits in one shard. Of many threads only the longest due `counted` are looked into. */
export type ShardSurvey = {
  shard: number;
  threads: number;
  counted: number;
  /** Threads a worker holds the lease of. */
  held: number;
  /** Things in their inboxes: mail, verdicts and the rest. */
  items: number;
  /** When the oldest message at the head of an inbox was admitted. */
  oldestAdmittedMs: number | undefined;
  /** When the longest waiting thread was due, or will be. */
  firstDueMs: number | undefined;
  openReviews: number;
};

const THREADS_LOOKED_INTO = 2000;

/** Looks at what waits in a shard; reads only, and no more than a bounded part. */
export async function surveyShard(redis: Redis, shard: number): Promise<ShardSurvey> {
  const keys = keysOf(shard);
  const [threads, openReviews, due] = await Promise.all([
    redis.zcard(keys.pend),
    redis.zcard(keys.reviews('open')),
    redis.zrangebyscore(keys.pend, '-inf', '+inf', 'WITHSCORES', 'LIMIT', 0, THREADS_LOOKED_INTO),
  ]);
  const found = due.filter((_, index) => index % 2 === 0);
  const looked = await Promise.all(found.map((thread) => lookInto(redis, shard, thread)));
  const admitted = looked.flatMap(({ admittedMs }) => admittedMs ?? []);
  return {
    shard,
    threads,
    counted: found.length,
    held: looked.filter(({ held }) => held).length,
    items: looked.reduce((sum, { items }) => sum + items, 0),
    oldestAdmittedMs: admitted.length === 0 ? undefined : Math.min(...admitted),
    firstDueMs: due[1] === undefined ? undefined : Number(due[1]),
    openReviews,
  };
}

async function lookInto(redis: Redis, shard: number, thread: string) {
  const keys = keysOf(shard);
  const [items, held, head] = await Promise.all([
    redis.llen(keys.inbox(thread)),
    redis.exists(keys.lease(thread)),
    redis.lindex(keys.inbox(thread), 0),
  ]);
  const item = head === null ? undefined : decodeItem(head);
  const at =
    item?.kind === 'message'
      ? await redis.hget(keys.message(parseRefKey(thread).grantId, item.messageId), 'at')
      : null;
  return { items, held: held === 1, admittedMs: at === null ? undefined : Number(at) };
}
