import type { Redis } from 'ioredis';

/** How far a mailbox has been swept, in milliseconds: since when we know it, and up to when it has been compared. */
export type Watermark = { sinceMs: number; sweptMs: number };

export type Watermarks = {
  read(grantId: string): Promise<Watermark | undefined>;
  write(grantId: string, mark: Watermark): Promise<void>;
};

export function createWatermarks(redis: Redis): Watermarks {
  return {
    async read(grantId) {
      const { since, swept } = await redis.hgetall(key(grantId));
      if (since === undefined || swept === undefined) return undefined;
      return { sinceMs: Number(since), sweptMs: Number(swept) };
    },
    async write(grantId, { sinceMs, sweptMs }) {
      await redis.hset(key(grantId), { since: sinceMs, swept: sweptMs });
    },
  };
}

const key = (grantId: string): string => `{l:${encodeURIComponent(grantId)}}:swept`;
