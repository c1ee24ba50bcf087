import type { Redis } from 'ioredis';

/** How far the comparison of a mailbox with the ledger has come; all in milliseconds. */
export type Watermark = {
  /** Since when the mailbox is ours to answer, by the clock of Nylas. What is older is left alone. */
  sinceMs: number;
  /** All that is dated before has been listed and admitted. */
  sweptMs: number;
  /** When a sweep last went far back. */
  deepMs: number;
  /** When a sweep last came to its end, by our clock. */
  comparedMs: number;
};

export type Watermarks = {
  read(grantId: string): Promise<Watermark | undefined>;
  /** Connects a mailbox. Of two that do it at once the first stands, so that no mail falls between them. */
  connect(grantId: string, mark: Watermark): Promise<void>;
  /** Moves the mark on; `sinceMs` stands for ever. */
  advance(grantId: string, change: Partial<Omit<Watermark, 'sinceMs'>>): Promise<void>;
  /** Has the next sweep begin there, unless it would begin even earlier. */
  rewind(grantId: string, toMs: number): Promise<void>;
};

export function createWatermarks(redis: Redis): Watermarks {
  const advance: Watermarks['advance'] = async (grantId, { sweptMs, deepMs, comparedMs }) => {
    const fields = Object.entries({ swept: sweptMs, deep: deepMs, compared: comparedMs });
    const set = fields.filter((field): field is [string, number] => field[1] !== undefined);
    if (set.length > 0) await redis.hset(key(grantId), Object.fromEntries(set));
  };

  return {
    advance,

    async read(grantId) {
      const { since, swept = since, deep, compared = swept } = await redis.hgetall(key(grantId));
      if (since === undefined) return undefined;
      return {
        sinceMs: Number(since),
        sweptMs: Number(swept),
        deepMs: Number(deep ?? 0),
        comparedMs: Number(compared),
      };
    },

    async connect(grantId, mark) {
      if ((await redis.hsetnx(key(grantId), 'since', mark.sinceMs)) === 1) await advance(grantId, mark);
    },

    async rewind(grantId, toMs) {
      const swept = await redis.hget(key(grantId), 'swept');
      if (swept !== null && Number(swept) > toMs) await redis.hset(key(grantId), { swept: toMs });
    },
  };
}

const key = (grantId: string): string => `{l:${encodeURIComponent(grantId)}}:swept`;
