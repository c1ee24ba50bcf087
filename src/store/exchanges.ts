import type { Redis } from 'ioredis';
import type { Exchange } from '#domain/exchange.ts';
import { fromJson } from './json.ts';
import { keysOf, type ThreadRef } from './keys.ts';

/** Of each message so many are kept, and of each text so many characters. */
const MOST_KEPT = 40;
const LONGEST_TEXT = 100_000;

/** What models were asked and answered, kept only where the operator wants it. */
export type Exchanges = {
  keep(ref: ThreadRef, messageId: string, exchange: Exchange): Promise<void>;
  /** Oldest first; over all shards. */
  read(grantId: string, messageId: string): Promise<Exchange[]>;
};

/** `days` is how long they are kept. */
export function createExchanges(deps: { redis: Redis; shards: number; days: number }): Exchanges {
  const { redis, shards, days } = deps;
  return {
    async keep({ shard, grantId }, messageId, exchange) {
      const key = keysOf(shard).exchanges(grantId, messageId);
      await redis
        .multi()
        .rpush(key, JSON.stringify(bounded(exchange)))
        .ltrim(key, -MOST_KEPT, -1)
        .expire(key, days * 24 * 60 * 60)
        .exec();
    },

    async read(grantId, messageId) {
      const lists = await Promise.all(
        Array.from({ length: shards }, (_, shard) =>
          redis.lrange(keysOf(shard).exchanges(grantId, messageId), 0, -1),
        ),
      );
      return lists.flat().map((text) => fromJson<Exchange>(text));
    },
  };
}

function bounded(exchange: Exchange): Exchange {
  const { system, user, answer } = exchange;
  return { ...exchange, system: cut(system), user: cut(user), answer: cut(answer) };
}

function cut(text: string): string {
  const rest = text.length - LONGEST_TEXT;
  if (rest <= 0) return text;
  const mark = `[cut: ${rest.toLocaleString('en-US')} characters left out]`;
  return `${text.slice(0, LONGEST_TEXT).toWellFormed()}\n${mark}`;
}
