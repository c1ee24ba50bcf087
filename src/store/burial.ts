import type { DeadLetter } from '#domain/dead-letter.ts';
import { deadLetterIdOf } from '#domain/ids.ts';
import { encodeItem } from '#domain/inbox.ts';
import type { Account, MessageRecord } from '#domain/ledger.ts';
import type { Unworkable } from '#errors.ts';
import { KEEP_SECONDS, keysOf, threadKeyOf, type ThreadRef } from './keys.ts';
import { accountOf, change, put, take, tellConcluded } from './ledger.ts';
import { tell } from './news.ts';
import type { Operation } from './transaction.ts';

/** Faults met with an inbox item, beside those a message's record counts; without an end they are forgotten in two days. */
export type ItemFaults = { attempts: number; firstAtMs: number };
const FAULTS_SECONDS = 2 * 24 * 60 * 60;

/** The reason that a dead message has until it goes round again. */
const EXHAUSTED = 'attempts_exhausted';

/** The writes that count a fault of an inbox item. */
export function countFault(ref: ThreadRef, item: string, faults: ItemFaults): Operation[] {
  const key = keysOf(ref.shard).faults(threadKeyOf(ref));
  return [
    ['HSET', key, item, JSON.stringify(faults)],
    ['EXPIRE', key, FAULTS_SECONDS],
  ];
}

/** The writes that list a letter, tell of it and take its item out of the inbox. */
export function bury(ref: ThreadRef, letter: DeadLetter): Operation[] {
  const keys = keysOf(ref.shard);
  return [
    ['SET', keys.letter(letter.id), JSON.stringify(letter), 'EX', KEEP_SECONDS],
    ['ZADD', keys.dead, letter.lastAtMs, letter.id],
    ['ZREMRANGEBYSCORE', keys.dead, '-inf', `(${letter.lastAtMs - KEEP_SECONDS * 1000}`],
    ['EXPIRE', keys.dead, KEEP_SECONDS],
    ['HDEL', keys.faults(threadKeyOf(ref)), letter.item],
    ...take(ref, letter.item),
    tell(ref, { type: 'alarm', name: 'dead_letter', grantId: ref.grantId }),
  ];
}

/**
 * The writes that make a message dead and tell of it. What it was on the way to do stays in its record, so that a retry carries on
 * there: a mail that may have left is never taken for one that did not.
 */
export function die(
  ref: ThreadRef,
  messageId: string,
  death: { was: string; account: Account; unreadable?: Unworkable['fields'] },
): Operation[] {
  const key = keysOf(ref.shard).message(ref.grantId, messageId);
  const { was, account, unreadable = [] } = death;
  return [
    ...(unreadable.length > 0 ? [['HDEL', key, ...unreadable] satisfies Operation] : []),
    ...change(ref, messageId, { state: 'dead', account }),
    ['HSET', key, 'was', was, 'th', threadKeyOf(ref)],
    ['EXPIRE', key, KEEP_SECONDS],
    tellConcluded(ref, messageId, 'dead'),
  ];
}

/** The writes that put a dead message back to where it stood, with all its tries, and into its thread's inbox. */
export function revive(
  ref: ThreadRef,
  record: MessageRecord,
  state: 'new' | 'ready' | 'sending',
  nowMs: number,
): Operation[] {
  const { messageId } = record;
  const account = record.account ?? accountOf([]);
  const reasons = account.reasons.filter(({ code }) => code !== EXHAUSTED);
  const key = keysOf(ref.shard).message(ref.grantId, messageId);
  return [
    ...change(ref, messageId, {
      state,
      account: { ...account, reasons },
      attempts: 0,
      thinkFaults: 0,
      lastFault: null,
      firstFaultAtMs: null,
    }),
    ['HDEL', key, 'was'],
    ['HSET', key, 'at', nowMs],
    ['PERSIST', key],
    ...put(ref, encodeItem({ kind: 'message', messageId }), nowMs),
  ];
}

/** The writes that take a letter off the list. */
export function forget(ref: ThreadRef, item: string): Operation[] {
  const keys = keysOf(ref.shard);
  const id = deadLetterIdOf(ref.grantId, ref.threadId, item);
  return [
    ['DEL', keys.letter(id)],
    ['ZREM', keys.dead, id],
  ];
}
