import type { Redis } from 'ioredis';
import { parseRefKey } from '#domain/ids.ts';
import { decodeItem } from '#domain/inbox.ts';
import { keysOf } from './keys.ts';

/** Threads with something in their inbox. */
export type Pending = {
  /** Threads of a shard that were due before a time and have nobody at them, the longest waiting first. */
  overdue(shard: number, beforeMs: number, limit: number): Promise<string[]>;
  /** How many threads wait, and since when the longest of them is due; over all shards. */
  summary(): Promise<{ threads: number; oldestMs: number | undefined }>;
  /** When the oldest mail that waits was admitted, of the 200 threads that have been due longest in each shard. */
  oldestAdmittedMs(): Promise<number | undefined>;
};

const LAST_LOOKED_AT = '199';

export function createPending(redis: Redis, shards: number): Pending {
  return {
    async overdue(shard, beforeMs, limit) {
      const keys = keysOf(shard);
      const found: string[] = [];
      for (let offset = 0; found.length < limit; offset += limit) {
        const threads = await redis.zrangebyscore(keys.pend, '-inf', beforeMs, 'LIMIT', offset, limit);
        if (threads.length === 0) break;
        const held = await Promise.all(threads.map((thread) => redis.exists(keys.lease(thread))));
        found.push(...threads.filter((_, index) => held[index] === 0));
      }
      return found.slice(0, limit);
    },

    async summary() {
      let threads = 0;
      let oldestMs: number | undefined;
      for (let shard = 0; shard < shards; shard++) {
        const { pend } = keysOf(shard);
        threads += await redis.zcard(pend);
        const [, score] = await redis.zrangebyscore(pend, '-inf', '+inf', 'WITHSCORES', 'LIMIT', 0, 1);
        if (score !== undefined) oldestMs = Math.min(oldestMs ?? Infinity, Number(score));
      }
      return { threads, oldestMs };
    },

    async oldestAdmittedMs() {
      const found: number[] = [];
      for (let shard = 0; shard < shards; shard++) {
        const threads = await redis.zrange(keysOf(shard).pend, '0', LAST_LOOKED_AT);
        const admitted = await Promise.all(threads.map((thread) => firstAdmitted(redis, shard, thread)));
        found.push(...admitted.filter((ms) => ms !== undefined));
      }
      return found.length === 0 ? undefined : Math.min(...found);
    },
  };
}

/** When the first mail in a thread's inbox was admitted. */
async function firstAdmitted(redis: Redis, shard: number, thread: string): Promise<number | undefined> {
  const keys = keysOf(shard);
  const items = await redis.lrange(keys.inbox(thread), 0, 9);
  const message = items.map(decodeItem).find((item) => item?.kind === 'message');
  if (message === undefined) return undefined;
  const at = await redis.hget(keys.message(parseRefKey(thread).grantId, message.messageId), 'at');
  return at === null ? undefined : Number(at);
}
