import { Redis, type RedisOptions } from 'ioredis';
import { messageOf, SetupError } from '#errors.ts';

/** Where Redis is: an URL, or the socket of the private one. */
export type RedisAddress = { url: string } | { path: string };

export type ConnectionEvents = { redisLost: (error: unknown) => void; redisBack: () => void };

/**
 * For answering a webhook: fails at once when Redis is away and after 2 s when it hangs, so that the sender comes again.
 * QUEUE.md section D has the measurements.
 */
export const failFast: RedisOptions = {
  maxRetriesPerRequest: 1,
  enableOfflineQueue: false,
  commandTimeout: 2000,
};

/** For workers: waits for Redis however long it is away (BullMQ demands it of its blocking connection). */
export const patient: RedisOptions = { maxRetriesPerRequest: null };

/** Opens a connection and waits until Redis answers; SetupError with a remedy when it does not within `waitMs`. */
export async function connect(
  address: RedisAddress,
  options: RedisOptions,
  events: ConnectionEvents,
  waitMs = 5000,
): Promise<Redis> {
  const common: RedisOptions = {
    ...options,
    lazyConnect: true,
    retryStrategy: (times) => Math.min(50 * times, 1000),
  };
  const redis = new Redis('url' in address ? address.url : address.path, {
    ...common,
    replyMapping: 'legacy',
  });
  let lastError: unknown;
  redis.on('error', (error: unknown) => (lastError = error));
  await new Promise<void>((resolve, reject) => {
    const timer = setTimeout(() => reject(notThere(address, lastError)), waitMs);
    redis.once('ready', () => {
      clearTimeout(timer);
      resolve();
    });
    redis.connect().catch((error: unknown) => (lastError = error));
  }).catch((error: unknown) => {
    redis.disconnect();
    throw error;
  });
  redis.on('reconnecting', () => events.redisLost(lastError)); // not when we close it ourselves
  redis.on('ready', () => events.redisBack());
  return redis;
}

function notThere(address: RedisAddress, error: unknown): SetupError {
  const where = 'url' in address ? withoutPassword(address.url) : address.path;
  return new SetupError(
    `Redis at ${where} does not answer (${messageOf(error)}). Start it, correct REDIS_URL, or unset REDIS_URL to let Inreply run a private one.`,
  );
}

function withoutPassword(url: string): string {
  return url.replace(/\/\/.*@/, '//…@');
}
