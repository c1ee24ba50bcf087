import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { MessageRecord } from '#domain/ledger.ts';
import { messageOf, SetupError } from '#errors.ts';
import { type AutonomyStore, readerOfAutonomy } from '#store/autonomy.ts';
import { connect, failFast, type RedisAddress } from '#store/connection.ts';
import { createLedger } from '#store/ledger.ts';
import { createLimits, type Limits } from '#store/limits.ts';
import { preparePlace } from '#store/private-redis-place.ts';
import { scriptsOn } from '#store/scripts.ts';
import { createSenders, type Senders } from '#store/senders.ts';
import type { Config } from '../config.ts';

const WAIT_MS = 3000;

/** What a replay reads of Redis, and nothing it could write with. `absent` says why there is none. */
export type KnownLedger = {
  find(grantId: string, messageId: string): Promise<MessageRecord | undefined>;
  counts: Limits['counts'];
  /** How often a sender was seen before; undefined when that is not known. */
  look: (query: Parameters<Senders['look']>[0]) => Promise<number | undefined>;
  levels: AutonomyStore['read'];
  absent: string | undefined;
};

/**
 * Opens the Redis of REDIS_URL, or the private one that a running server has under DATA_DIR; none is started. Without
 * one nothing is known and no limit counts as spent; one of REDIS_URL that does not answer is a SetupError.
 */
export async function openKnownLedger(
  config: Pick<Config, 'redis' | 'dataDir' | 'shards'>,
  stack: AsyncDisposableStack,
): Promise<KnownLedger> {
  const address = addressOf(config);
  if (address === undefined) return nothingKnown(`there is no Redis under ${config.dataDir}`);
  try {
    const silent = { redisLost: () => undefined, redisBack: () => undefined };
    const redis = stack.adopt(await connect(address, failFast, silent, WAIT_MS), (one) => one.disconnect());
    const scripts = scriptsOn(redis);
    const ledger = createLedger({ redis, scripts, shards: config.shards });
    const limits = createLimits(scripts);
    return {
      find: (...ids) => ledger.find(...ids),
      counts: (query) => limits.counts(query),
      look: (query) => createSenders(redis).look(query),
      levels: readerOfAutonomy(redis, config.shards),
      absent: undefined,
    };
  } catch (error) {
    if (config.redis.url !== undefined || !(error instanceof SetupError)) throw error;
    return nothingKnown(messageOf(error));
  }
}

function addressOf({ redis, dataDir }: Pick<Config, 'redis' | 'dataDir'>): RedisAddress | undefined {
  if (redis.url !== undefined) return { url: redis.url };
  if (!existsSync(join(dataDir, 'redis'))) return undefined;
  return { path: preparePlace(dataDir).socketPath };
}

function nothingKnown(absent: string): KnownLedger {
  return {
    find: () => Promise.resolve(undefined),
    counts: () => Promise.resolve({ hour: 0, day: 0 }),
    look: () => Promise.resolve(undefined),
    levels: () => Promise.resolve({ record: undefined, observations: [] }),
    absent,
  };
}
