import type { Redis } from 'ioredis';
import { parseRefKey } from '#domain/ids.ts';
import { fromJson } from './json.ts';
import { KEEP_SECONDS, keysOf, tagOf } from './keys.ts';

const CHUNK = 500;

type Ended = { member: string; messageId: string; thread: string; atMs: number };

/**
 * Lists messages that ended under a version which listed none, once for each shard: all records are looked at, a few
 * hundred at a time, while the service works. What is listed already stays as it is, so that a repeat does no harm.
 */
export async function fillActivity(redis: Redis, shards: number, signal: AbortSignal): Promise<void> {
  for (let shard = 0; shard < shards; shard++) {
    const filled = keysOf(shard).activityFilled;
    if ((await redis.exists(filled)) === 1) continue;
    await fillShard(redis, shard, signal);
    signal.throwIfAborted();
    await redis.set(filled, '1');
  }
}

async function fillShard(redis: Redis, shard: number, signal: AbortSignal): Promise<void> {
  const prefix = `${tagOf(shard)}:m:`;
  for (let cursor = '0'; !signal.aborted;) {
    const [next, keys] = await redis.scan(cursor, 'MATCH', `${prefix}*`, 'COUNT', CHUNK);
    const found = await Promise.all(keys.map((key) => endedAt(redis, key, key.slice(prefix.length))));
    await list(
      redis,
      shard,
      found.filter((one) => one !== undefined),
    );
    cursor = next;
    if (cursor === '0') return;
  }
}

/** Undefined for what only waits, and for mail that we sent. */
async function endedAt(redis: Redis, key: string, member: string): Promise<Ended | undefined> {
  const [state, thread, at, own, account] = await redis.hmget(key, 'st', 'th', 'at', 'own', 'acct');
  const waits = state === 'new' || state === 'ready' || state === 'sending';
  if (!state || !thread || waits || own === '1') return undefined;
  return { member, messageId: parseRefKey(member).id, thread, atMs: lastStepOf(account) ?? Number(at ?? 0) };
}

function lastStepOf(account: string | null | undefined): number | undefined {
  if (!account) return undefined;
  try {
    return fromJson<{ steps?: { atMs: number }[] } | null>(account)?.steps?.at(-1)?.atMs;
  } catch {
    return undefined; // one that cannot be read is listed by when it came
  }
}

async function list(redis: Redis, shard: number, ended: readonly Ended[]): Promise<void> {
  const keys = keysOf(shard);
  const pipeline = redis.pipeline();
  for (const { member, messageId, thread, atMs } of ended) {
    pipeline.zadd(keys.activity, 'NX', atMs, member);
    pipeline.zadd(keys.threads, 'NX', atMs, thread);
    pipeline.hsetnx(keys.lastIn(thread), 'm', messageId);
    pipeline.expire(keys.lastIn(thread), KEEP_SECONDS);
  }
  if (ended.length > 0) {
    pipeline.expire(keys.activity, KEEP_SECONDS);
    pipeline.expire(keys.threads, KEEP_SECONDS);
  }
  await pipeline.exec();
}
