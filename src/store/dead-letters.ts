import type { Redis } from 'ioredis';
import type { DeadLetter, Retried } from '#domain/dead-letter.ts';
import { encodeItem } from '#domain/inbox.ts';
import type { MessageRecord } from '#domain/ledger.ts';
import { audit } from './audit.ts';
import { forget, type ItemFaults, revive } from './burial.ts';
import { fromJson } from './json.ts';
import { KEEP_SECONDS, keysOf, threadKeyOf, type ThreadRef } from './keys.ts';
import { expectState, type Ledger, put, take } from './ledger.ts';
import type { Transact } from './transaction.ts';

export type DeadLetters = {
  /** Those that died last first. */
  list(limit: number): Promise<DeadLetter[]>;
  count(): Promise<number>;
  /** Undefined when none were met. */
  faultsOf(ref: ThreadRef, item: string): Promise<ItemFaults | undefined>;
  /** The state of a message as it stands in its record, readable or not; undefined when there is no record. */
  stateOf(ref: ThreadRef, messageId: string): Promise<string | undefined>;
  /** A dead message goes back to where it stood when it died, and into its thread's inbox. */
  retryMessage(grantId: string, messageId: string, by: string): Promise<Retried>;
  /** The same by the letter's id, for letters of every kind. */
  retry(id: string, by: string): Promise<Retried>;
  /** Takes a letter off the list; its message stays dead. */
  dismiss(id: string, by: string): Promise<'dismissed' | 'missing'>;
  find(id: string): Promise<DeadLetter | undefined>;
};

export function createDeadLetters(deps: {
  redis: Redis;
  transact: Transact;
  ledger: Pick<Ledger, 'threadRef' | 'find'>;
  shards: number;
  now: () => number;
  /** Should a wake-up be lost, the thread is found overdue. */
  wake: (shard: number, threads: readonly string[]) => Promise<void>;
}): DeadLetters {
  const { redis, transact, ledger, shards, now } = deps;
  const everyShard = Array.from({ length: shards }, (_, shard) => keysOf(shard));
  const oldestMs = () => now() - KEEP_SECONDS * 1000;

  const find: DeadLetters['find'] = async (id) => {
    const texts = await Promise.all(everyShard.map((keys) => redis.get(keys.letter(id))));
    const text = texts.find((one) => one !== null) ?? undefined;
    return text === undefined ? undefined : fromJson(text);
  };
  const retryMessage: DeadLetters['retryMessage'] = (...who) => reviveMessage(deps, ...who);

  return {
    find,
    retryMessage,

    async list(limit) {
      const found: DeadLetter[] = [];
      for (const keys of everyShard) {
        const ids = await redis.zrevrangebyscore(keys.dead, '+inf', oldestMs(), 'LIMIT', 0, limit);
        const texts = await Promise.all(ids.map((id) => redis.get(keys.letter(id))));
        found.push(...texts.filter((text) => text !== null).map((text) => fromJson<DeadLetter>(text)));
      }
      return found.toSorted((a, b) => b.lastAtMs - a.lastAtMs).slice(0, limit);
    },

    async count() {
      const counts = await Promise.all(everyShard.map((keys) => redis.zcount(keys.dead, oldestMs(), '+inf')));
      return counts.reduce((sum, count) => sum + count, 0);
    },

    async faultsOf(ref, item) {
      const text = await redis.hget(keysOf(ref.shard).faults(threadKeyOf(ref)), item);
      return text === null ? undefined : fromJson(text);
    },

    async stateOf(ref, messageId) {
      return (await redis.hget(keysOf(ref.shard).message(ref.grantId, messageId), 'st')) ?? undefined;
    },

    async retry(id, by) {
      const letter = await find(id);
      if (!letter) return 'missing';
      const { grantId, threadId, item, messageId } = letter;
      if (letter.kind === 'message' && messageId !== null) return retryMessage(grantId, messageId, by);
      const ref = ledger.threadRef(grantId, threadId);
      await transact(ref, [
        ...take(ref, item),
        ...put(ref, item, now()),
        ...forget(ref, item),
        audit(ref, { at: now(), by, what: 'retry', letter: id, grant: grantId }),
      ]);
      await wakeUp(deps, ref);
      return 'retried';
    },

    async dismiss(id, by) {
      const letter = await find(id);
      if (!letter) return 'missing';
      const ref = ledger.threadRef(letter.grantId, letter.threadId);
      await transact(ref, [
        ...forget(ref, letter.item),
        audit(ref, { at: now(), by, what: 'dismiss', letter: id, grant: letter.grantId }),
      ]);
      return 'dismissed';
    },
  };
}

async function reviveMessage(
  deps: Parameters<typeof createDeadLetters>[0],
  grantId: string,
  messageId: string,
  by: string,
): Promise<Retried> {
  const record = await deps.ledger.find(grantId, messageId);
  if (!record) return 'missing';
  if (record.state !== 'dead') return 'not_dead';
  const ref = deps.ledger.threadRef(grantId, record.threadId);
  const was = await deps.redis.hget(keysOf(ref.shard).message(grantId, messageId), 'was');
  const state = stateBefore(was, record);
  if (state !== 'new' && !record.outgoing?.bytes) return 'may_have_left';
  const nowMs = deps.now();
  const result = await deps.transact(ref, [
    expectState(ref, messageId, 'dead'),
    ...revive(ref, record, state, nowMs),
    ...forget(ref, encodeItem({ kind: 'message', messageId })),
    audit(ref, {
      at: nowMs,
      by,
      what: 'retry',
      message: messageId,
      grant: grantId,
      before: { state: 'dead' },
      after: { state },
    }),
  ]);
  if (result.kind !== 'committed') return 'not_dead';
  await wakeUp(deps, ref);
  return 'retried';
}

async function wakeUp(
  { wake }: Pick<Parameters<typeof createDeadLetters>[0], 'wake'>,
  ref: ThreadRef,
): Promise<void> {
  await wake(ref.shard, [threadKeyOf(ref)]).catch(() => undefined); // what was done stands
}

/** A record whose state could not be read, but whose mail was sent once, is taken for one on its way. */
function stateBefore(was: string | null, { firstSendAtMs }: MessageRecord): 'new' | 'ready' | 'sending' {
  if (was === 'ready') return 'ready';
  return was === 'sending' || firstSendAtMs !== null ? 'sending' : 'new';
}
