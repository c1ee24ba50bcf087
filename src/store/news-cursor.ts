import type { Redis } from 'ioredis';
import { keysOf } from './keys.ts';
import type { Transact } from './transaction.ts';

/** How far the news of each shard were passed on, by whichever process. All reject when Redis does not answer. */
export type NewsCursor = {
  /** Undefined when nothing was passed on yet. */
  read(shard: number): Promise<string | undefined>;
  /** Whether it was still at `from`; if not, another process passes on what is here. */
  move(shard: number, from: string | undefined, to: string): Promise<boolean>;
};

export function createNewsCursor(redis: Redis, transact: Transact): NewsCursor {
  return {
    read: async (shard) => (await redis.hget(keysOf(shard).passed, 'id')) ?? undefined,

    async move(shard, from, to) {
      const key = keysOf(shard).passed;
      const moved = await transact({ shard, grantId: '', threadId: '' }, [
        ['is', key, 'id', from ?? ''],
        ['HSET', key, 'id', to],
      ]);
      return moved.kind === 'committed';
    },
  };
}
