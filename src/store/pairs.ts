import type { Redis } from 'ioredis';
import type { Pair } from '#domain/pair.ts';
import { noteAudit } from './audit.ts';
import { fromJson } from './json.ts';
import { keysOf, type ThreadRef } from './keys.ts';
import type { Operation } from './transaction.ts';

/** So many are kept in each shard, and for so long. */
const MOST = 1000;
const KEEP_SECONDS = 90 * 24 * 60 * 60;

export type Pairs = {
  /** Newest first, since then. */
  list(query: { agent?: string | undefined; sinceMs: number }): Promise<Pair[]>;
  /** Erases the chosen ones, with a line in the audit stream; how many. */
  forget(isChosen: (pair: Pair) => boolean, by: string, nowMs: number): Promise<number>;
};

/** The writes that keep a pair, in the transaction of the send that it is about; the oldest give way. */
export function keepPair(ref: Pick<ThreadRef, 'shard'>, pair: Pair): Operation[] {
  const keys = keysOf(ref.shard);
  return [
    ['SET', keys.pair(pair.id), JSON.stringify(pair), 'EX', KEEP_SECONDS],
    ['ZADD', keys.pairs, pair.atMs, pair.id],
    ['ZREMRANGEBYRANK', keys.pairs, 0, -(MOST + 1)],
    ['ZREMRANGEBYSCORE', keys.pairs, '-inf', pair.atMs - KEEP_SECONDS * 1000],
    ['EXPIRE', keys.pairs, KEEP_SECONDS],
  ];
}

/** Reads and erases what was kept. All reject when Redis does not answer. */
export function createPairs(redis: Redis, shards: number): Pairs {
  const read = async (shard: number, sinceMs: number): Promise<Pair[]> => {
    const keys = keysOf(shard);
    const ids = await redis.zrangebyscore(keys.pairs, sinceMs, '+inf');
    const texts = await Promise.all(ids.map((id) => redis.get(keys.pair(id))));
    return texts.flatMap((text) => (text === null ? [] : [fromJson<Pair>(text)]));
  };
  const everyShard = Array.from({ length: shards }, (_, shard) => shard);

  return {
    async list({ agent, sinceMs }) {
      const all = (await Promise.all(everyShard.map((shard) => read(shard, sinceMs)))).flat();
      return all
        .filter((pair) => agent === undefined || pair.agent === agent)
        .toSorted((a, b) => b.atMs - a.atMs);
    },

    async forget(isChosen, by, nowMs) {
      let count = 0;
      for (const shard of everyShard) {
        const keys = keysOf(shard);
        const chosen = (await read(shard, 0)).filter(isChosen);
        for (const { id } of chosen) await redis.multi().del(keys.pair(id)).zrem(keys.pairs, id).exec();
        count += chosen.length;
      }
      await noteAudit(redis, { at: nowMs, by, what: 'forget_pairs', after: { forgotten: count } });
      return count;
    },
  };
}
