import type { Redis } from 'ioredis';
import { parseRefKey } from '#domain/ids.ts';
import { encodeItem } from '#domain/inbox.ts';
import type { MessageRecord } from '#domain/ledger.ts';
import { audit } from './audit.ts';
import { KEEP_SECONDS, keysOf, threadKeyOf, type ThreadRef } from './keys.ts';
import { type Ledger, put, take } from './ledger.ts';
import type { Operation, Transact } from './transaction.ts';

/** A reply that may still be taken back. */
export type Held = { ref: ThreadRef; messageId: string; untilMs: number };

export type TakenBack = { kind: 'taken_back'; ref: ThreadRef } | { kind: 'has_left' } | { kind: 'missing' };

export type Holds = {
  /** Messages of the thread whose reply is held, or was only thought of. */
  watchedIn(ref: ThreadRef): Promise<string[]>;
  /** The replies of a shard whose time is over, while nobody works on their threads. */
  due(shard: number, nowMs: number, limit: number): Promise<Held[]>;
  /** All that are held, the next to leave first. */
  list(limit: number): Promise<Held[]>;
  count(): Promise<number>;
  /** Puts one whose time is over into its thread's inbox; false when that was done already, or something stopped it. */
  ripen(held: Held, nowMs: number): Promise<boolean>;
  /** Takes a reply back before it leaves; from then on it cannot. The caller wakes the thread. */
  takeBack(grantId: string, messageId: string, by: string): Promise<TakenBack>;
};

export function createHolds(deps: {
  redis: Redis;
  transact: Transact;
  ledger: Pick<Ledger, 'find' | 'read' | 'threadRef'>;
  shards: number;
  now: () => number;
}): Holds {
  const { redis, transact, ledger, shards, now } = deps;
  const everyShard = Array.from({ length: shards }, (_, shard) => shard);

  /** Puts a held message into its inbox, with further writes, if it is still held as it was seen. */
  const wakeUp = async (ref: ThreadRef, record: MessageRecord, more: Operation[], atMs: number) => {
    const item = encodeItem({ kind: 'message', messageId: record.messageId });
    const result = await transact(ref, [
      ...expectHeld(ref, record),
      ...more,
      ['ZREM', keysOf(ref.shard).held, memberOf(ref, record.messageId)],
      ...take(ref, item),
      ...put(ref, item, atMs),
    ]);
    return result.kind === 'committed';
  };

  return {
    watchedIn: (ref) => redis.smembers(keysOf(ref.shard).watched(threadKeyOf(ref))),

    async due(shard, nowMs, limit) {
      const keys = keysOf(shard);
      const members = await redis.zrangebyscore(keys.held, '-inf', nowMs, 'WITHSCORES', 'LIMIT', 0, limit);
      const found = pairs(members).map(([member, score]) => heldOf(shard, member, score));
      const busy = await Promise.all(found.map(({ ref }) => redis.exists(keys.lease(threadKeyOf(ref)))));
      return found.filter((_, at) => busy[at] === 0);
    },

    async list(limit) {
      const all = await Promise.all(
        everyShard.map(async (shard) =>
          pairs(await redis.zrange(keysOf(shard).held, '0', String(limit - 1), 'WITHSCORES')).map(
            ([member, score]) => heldOf(shard, member, score),
          ),
        ),
      );
      return all
        .flat()
        .toSorted((a, b) => a.untilMs - b.untilMs)
        .slice(0, limit);
    },

    async count() {
      const counts = await Promise.all(everyShard.map((shard) => redis.zcard(keysOf(shard).held)));
      return counts.reduce((sum, one) => sum + one, 0);
    },

    async ripen({ ref, messageId }, nowMs) {
      const [record] = await ledger.read(ref.shard, ref.grantId, [messageId]);
      if (record?.state === 'ready' && record.hold) return wakeUp(ref, record, [], nowMs);
      // forgotten, or ended by other means
      await redis.zrem(keysOf(ref.shard).held, memberOf(ref, messageId));
      return false;
    },

    async takeBack(grantId, messageId, by) {
      const record = await ledger.find(grantId, messageId);
      if (!record) return { kind: 'missing' };
      if (record.state !== 'ready' || !record.hold || record.hold.takenBackBy !== null)
        return { kind: 'has_left' };
      const ref = ledger.threadRef(grantId, record.threadId);
      const key = keysOf(ref.shard).message(grantId, messageId);
      const done = await wakeUp(
        ref,
        record,
        [['HSET', key, 'undo', by], noteOf(ref, messageId, by, now())],
        now(),
      );
      return done ? { kind: 'taken_back', ref } : { kind: 'has_left' };
    },
  };
}

function noteOf(ref: ThreadRef, messageId: string, by: string, nowMs: number): Operation {
  return audit(ref, {
    at: nowMs,
    by,
    what: 'take_back',
    grant: ref.grantId,
    message: messageId,
    before: { taken_back: false },
    after: { taken_back: true },
  });
}

/** The writes that keep a reply back until its time; its record says so too. */
export function hold(ref: ThreadRef, messageId: string, untilMs: number): Operation[] {
  const keys = keysOf(ref.shard);
  return [['ZADD', keys.held, untilMs, memberOf(ref, messageId)], ...watch(ref, messageId)];
}

/** The writes that end it, however it ended. */
export function letGo(ref: ThreadRef, messageId: string): Operation[] {
  return [['ZREM', keysOf(ref.shard).held, memberOf(ref, messageId)], ...unwatch(ref, messageId)];
}

/** The writes by which a mail that a person sends in the thread is looked at for this message. */
export function watch(ref: ThreadRef, messageId: string): Operation[] {
  const key = keysOf(ref.shard).watched(threadKeyOf(ref));
  return [
    ['SADD', key, messageId],
    ['EXPIRE', key, KEEP_SECONDS],
  ];
}

export function unwatch(ref: ThreadRef, messageId: string): Operation[] {
  return [['SREM', keysOf(ref.shard).watched(threadKeyOf(ref)), messageId]];
}

/** Expects that a reply is held as it was when it was read: nobody took it back, and its time was not changed. */
export function expectHeld(ref: ThreadRef, { messageId, hold: held }: MessageRecord): Operation[] {
  const key = keysOf(ref.shard).message(ref.grantId, messageId);
  return [
    ['is', key, 'st', 'ready'],
    ['is', key, 'hold', held?.untilMs ?? ''],
    ['is', key, 'undo', held?.takenBackBy ?? ''],
  ];
}

/** A thread's key holds no spaces, and neither does an encoded id. */
const memberOf = (ref: ThreadRef, messageId: string) =>
  `${threadKeyOf(ref)} ${encodeURIComponent(messageId)}`;

function heldOf(shard: number, member: string, untilMs: number): Held {
  const [thread = '', message = ''] = member.split(' ');
  const { grantId, id: threadId } = parseRefKey(thread);
  return { ref: { shard, grantId, threadId }, messageId: decodeURIComponent(message), untilMs };
}

function pairs(list: readonly string[]): [string, number][] {
  return list.flatMap((member, at) =>
    at % 2 === 0 ? [[member, Number(list[at + 1])] as [string, number]] : [],
  );
}
