import { setTimeout as wait } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import type { Arrival } from '#domain/arrival.ts';
import { failFast } from '#store/connection.ts';
import { keysOf, queuePrefixOf } from '#store/keys.ts';
import { loadConfig } from '../src/config.ts';
import { admitAndWake, createContext, openStores } from '../src/context.ts';
import { grants } from './agent-folder.ts';

/** As many as the server stores with one call. */
const BATCH = 128;

export type Mailroom = {
  /** Stores and wakes as the server does once it has read the webhooks. */
  admit(arrivals: readonly Arrival[]): Promise<void>;
  /** Waits until no thread has anything left to do; throws when that takes longer. */
  drained(withinMs: number): Promise<void>;
  waitingThreads: () => Promise<number>;
};

/** The admission of the server without its HTTP, so that waiting work can be laid out quickly. */
export async function openMailroom(
  at: { redisUrl: string; agentsDir: string; redis: Redis },
  stack: AsyncDisposableStack,
): Promise<Mailroom> {
  const env = {
    REDIS_URL: at.redisUrl,
    AGENTS_DIR: at.agentsDir,
    OPENAI_MODEL: 'instant',
    LOG_LEVEL: 'silent',
  };
  const context = await createContext(loadConfig(env, 'cli'), stack);
  const stores = await openStores(context, failFast, stack);
  const isIdle = async () => {
    const active = `${queuePrefixOf(0)}:wake:active`;
    const [threads, running] = await Promise.all([at.redis.zcard(keysOf(0).pend), at.redis.llen(active)]);
    return threads === 0 && running === 0;
  };
  return {
    async admit(arrivals) {
      for (let from = 0; from < arrivals.length; from += BATCH) {
        await admitAndWake(stores, context.events, arrivals.slice(from, from + BATCH));
      }
    },
    async drained(withinMs) {
      const deadline = Date.now() + withinMs;
      while (!(await isIdle())) {
        if (Date.now() > deadline) throw new Error(`there is still work after ${withinMs} ms`);
        await wait(20);
      }
    },
    waitingThreads: () => at.redis.zcard(keysOf(0).pend),
  };
}

/** What becomes of a mail: answered (`long`: one of many words), parked, or skipped by the guard. */
export type Kind = 'reply' | 'long' | 'park' | 'skip';

let serial = 0;

/** New mail in threads of its own, `perThread` in each; the peers know from the names what stands in it. */
export function arrivalsOf(kind: Kind, count: number, perThread = 1): Arrival[] {
  const arrivals: Arrival[] = [];
  while (arrivals.length < count) {
    const size = Math.min(perThread, count - arrivals.length);
    const threadId = `${kind}-${size}-${String(serial++).padStart(8, '0')}`;
    const grantId = grants[serial % grants.length] ?? '';
    for (let at = 0; at < size; at++) {
      const messageId = `${threadId}-${at}`;
      arrivals.push({ direction: 'inbound', grantId, messageId, threadId, answers: undefined });
    }
  }
  return arrivals;
}
