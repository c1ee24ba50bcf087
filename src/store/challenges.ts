import type { Redis } from 'ioredis';
import type { Challenge } from '#domain/challenge.ts';
import { fromJson } from './json.ts';
import { keysOf, threadKeyOf, type ThreadRef } from './keys.ts';
import type { Operation } from './transaction.ts';

/** Longer than any proof holds, so that old codes stay masked while their mails are read. */
const KEEP_SECONDS = 30 * 24 * 60 * 60;

/** The one-time codes of a thread, by tool and sender. */
export type Challenges = {
  readAll: (ref: ThreadRef) => Promise<Record<string, Challenge>>;
};

export function createChallenges(redis: Redis): Challenges {
  return {
    async readAll(ref) {
      const all = await redis.hgetall(keyOf(ref));
      return Object.fromEntries(Object.entries(all).map(([name, text]) => [name, fromJson<Challenge>(text)]));
    },
  };
}

/** The writes that keep a challenge. */
export function keepChallenge(ref: ThreadRef, name: string, challenge: Challenge): Operation[] {
  return [
    ['HSET', keyOf(ref), name, JSON.stringify(challenge)],
    ['EXPIRE', keyOf(ref), KEEP_SECONDS],
  ];
}

function keyOf(ref: ThreadRef): string {
  return keysOf(ref.shard).codes(threadKeyOf(ref));
}
