import type { Redis } from 'ioredis';
import type { LevelRecord, Observation } from '#domain/autonomy.ts';
import { audit } from './audit.ts';
import { fromJson } from './json.ts';
import { keysOf, type ThreadRef } from './keys.ts';
import type { Operation, Transact } from './transaction.ts';

/** So many outcomes of a category are kept, and for so long. */
const MOST_OBSERVATIONS = 200;
const OBSERVED_DAYS = 90;

/** What is known of one category of a mailbox. */
export type Kept = { record: LevelRecord | undefined; observations: Observation[] };

export type AutonomyStore = {
  /** The level that was last set, and the outcomes, newest first; over all shards. */
  read(grantId: string, category: string): Promise<Kept>;
  /** Sets a level, unless it was set since the version `seen` (0: never); false when it was. */
  change(grantId: string, category: string, seen: number, after: LevelRecord): Promise<boolean>;
  /** Whether a step up from this version is proposed for the first time. */
  propose(grantId: string, category: string, version: number): Promise<boolean>;
};

export function createAutonomyStore(deps: {
  redis: Redis;
  transact: Transact;
  shards: number;
}): AutonomyStore {
  const { redis, transact, shards } = deps;
  return {
    read: readerOfAutonomy(redis, shards),

    async change(grantId, category, seen, after) {
      const key = keysOf(0).level(grantId, category);
      const { level, version, by, why, sinceMs } = after;
      const where: ThreadRef = { shard: 0, grantId, threadId: '' };
      const kept = await redis.hget(key, 'd');
      const before = kept === null ? undefined : fromJson<LevelRecord>(kept);
      const result = await transact(where, [
        ['is', key, 'v', seen === 0 ? '' : seen],
        ['HSET', key, 'v', version, 'd', JSON.stringify(after)],
        audit(where, {
          at: sinceMs,
          by,
          what: 'autonomy',
          grant: grantId,
          category,
          why,
          before: before && { level: before.level, version: before.version },
          after: { level, version },
        }),
      ]);
      return result.kind === 'committed';
    },

    async propose(grantId, category, version) {
      const key = keysOf(0).level(grantId, category);
      return (await redis.hsetnx(key, `p${version}`, '1')) === 1;
    },
  };
}

/** Reads what is known of a category, and can write nothing. */
export function readerOfAutonomy(redis: Redis, shards: number): AutonomyStore['read'] {
  return async (grantId, category) => {
    const [level, ...lists] = await Promise.all([
      redis.hget(keysOf(0).level(grantId, category), 'd'),
      ...Array.from({ length: shards }, (_, shard) =>
        redis.lrange(keysOf(shard).observations(grantId, category), 0, MOST_OBSERVATIONS - 1),
      ),
    ]);
    const observations = lists.flat().map((text) => fromJson<Observation>(text));
    return {
      record: level === null ? undefined : fromJson<LevelRecord>(level),
      observations: observations.toSorted((a, b) => b.atMs - a.atMs).slice(0, MOST_OBSERVATIONS),
    };
  };
}

/** The writes that keep an outcome; a repeat for the same message is told from it when they are read. */
export function observe(ref: ThreadRef, category: string, observation: Observation): Operation[] {
  const key = keysOf(ref.shard).observations(ref.grantId, category);
  return [
    ['LPUSH', key, JSON.stringify(observation)],
    ['LTRIM', key, 0, MOST_OBSERVATIONS - 1],
    ['EXPIRE', key, OBSERVED_DAYS * 24 * 60 * 60],
  ];
}
