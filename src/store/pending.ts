import type { Redis } from 'ioredis';
import { keysOf } from './keys.ts';

/** Threads with something in their inbox. */
export type Pending = {
  /** Threads of a shard that were due before a time and have nobody at them, the longest waiting first. */
  overdue(shard: number, beforeMs: number, limit: number): Promise<string[]>;
  /** How many threads wait, and since when the longest of them is due; over all shards. */
  summary(): Promise<{ threads: number; oldestMs: number | undefined }>;
};

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
  };
}
