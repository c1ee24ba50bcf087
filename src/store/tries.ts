import { createHash } from 'node:crypto';
import type { Redis } from 'ioredis';

/** So many tries in so long, counted from the first of them. */
export type Bound = { name: string; of: string; limit: number; windowMs: number };

/** Tries that may be wrong, counted in Redis so that neither a restart nor a second server forgets them. */
export type Tries = {
  /**
   * Takes one try of each bound before it is known whether it is right, so that many at once get no more than one after
   * the other. `waitMs` is 0, or how long to wait, when one of them is spent. `counts` are those of the bounds, this included.
   */
  take(bounds: readonly Bound[]): Promise<{ waitMs: number; counts: number[] }>;
  /** Gives a try back that was right. */
  giveBack(bounds: readonly Bound[]): Promise<void>;
};

export function createTries(redis: Redis): Tries {
  return {
    async take(bounds) {
      const taken = await Promise.all(
        bounds.map(async (bound) => {
          const key = keyOf(bound);
          const [count] = await Promise.all([redis.incr(key), redis.pexpire(key, bound.windowMs, 'NX')]);
          return { count, waitMs: count > bound.limit ? Math.max(1, await redis.pttl(key)) : 0 };
        }),
      );
      return {
        waitMs: Math.max(0, ...taken.map(({ waitMs }) => waitMs)),
        counts: taken.map(({ count }) => count),
      };
    },

    async giveBack(bounds) {
      await Promise.all(
        bounds.map(async (bound) => {
          if ((await redis.decr(keyOf(bound))) <= 0) await redis.del(keyOf(bound));
        }),
      );
    },
  };
}

/** What was typed in is there as a digest only: it may be a password in the wrong field. */
function keyOf({ name, of }: Bound): string {
  return `tries:${name}:${createHash('sha256').update(of).digest('base64url').slice(0, 22)}`;
}
