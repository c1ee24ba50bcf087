import type { Redis } from 'ioredis';
import { refKey, shardOf } from '#domain/ids.ts';
import { encodeItem } from '#domain/inbox.ts';
import type { Account, MessageRecord, MessageState, Outgoing } from '#domain/ledger.ts';
import type { Admission, Arrival } from '#domain/arrival.ts';
import type { Cost, Reason } from '#domain/decision.ts';
import type { Review } from '#domain/review.ts';
import { dayOf, hourOf } from '#domain/stats.ts';
import { briefText } from './brief.ts';
import { KEEP_SECONDS, keysOf, tagOf, threadKeyOf, type ThreadRef, unplacedThreadOf } from './keys.ts';
import { readRecord } from './ledger-record.ts';
import { tell } from './news.ts';
import type { Scripts } from './scripts.ts';
import type { Operation } from './transaction.ts';
import { turn } from './turn.ts';

/** Fields of a message's record that a step may set; null removes one. */
export type Changes = {
  state?: MessageState;
  account?: Account;
  outgoing?: Outgoing | null;
  hold?: MessageRecord['hold'];
  attempts?: number;
  thinkFaults?: number;
  spentBefore?: Cost;
  lastFault?: string | null;
  firstFaultAtMs?: number | null;
  tryingSinceMs?: number | null;
  firstSendAtMs?: number | null;
  acceptedAtMs?: number | null;
  sentId?: string;
  parked?: Review | null;
  reviewId?: string;
};

export type Ledger = {
  threadRef(grantId: string, threadId: string): ThreadRef;
  /** Stores arrivals once each; the answer stands in their order. Rejects when Redis cannot take them. */
  admit(arrivals: readonly Arrival[], nowMs: number): Promise<Admission[]>;
  /** Moves a message from its stand-in thread to the real one. */
  place(from: ThreadRef, to: ThreadRef, messageId: string, nowMs: number): Promise<void>;
  /** The records of messages of one shard, in order; undefined where never seen. */
  read(shard: number, grantId: string, messageIds: readonly string[]): Promise<(MessageRecord | undefined)[]>;
  /** Looks in every shard. */
  find(grantId: string, messageId: string): Promise<MessageRecord | undefined>;
};

const ADMISSIONS: readonly Admission[] = ['done', 'new', 'again'];

export function createLedger(deps: { redis: Redis; scripts: Scripts; shards: number }): Ledger {
  const { redis, scripts, shards } = deps;

  const threadRef = (grantId: string, threadId: string): ThreadRef => ({
    shard: shardOf(grantId, threadId, shards),
    grantId,
    threadId,
  });

  const read: Ledger['read'] = async (shard, grantId, messageIds) => {
    const keys = keysOf(shard);
    const all = await Promise.all(messageIds.map((id) => redis.hgetall(keys.message(grantId, id))));
    return all.map((hash, index) => readRecord(hash, grantId, messageIds[index] ?? ''));
  };

  return {
    threadRef,
    read,

    async admit(arrivals, nowMs) {
      const placed = arrivals.map((arrival, index) => ({
        arrival,
        index,
        ref: refOf({ threadRef }, arrival),
      }));
      const admissions: Admission[] = [];
      for (const [shard, group] of Map.groupBy(placed, ({ ref }) => ref.shard)) {
        const results = await scripts.admit(
          keysOf(shard).pend,
          tagOf(shard),
          nowMs,
          KEEP_SECONDS,
          dayOf(nowMs),
          hourOf(nowMs),
          ...group.flatMap(({ arrival, ref }) => admitArguments(arrival, ref)),
        );
        for (const [at, { index }] of group.entries())
          admissions[index] = ADMISSIONS[results[at] ?? 0] ?? 'done';
      }
      return admissions;
    },

    async place(from, to, messageId, nowMs) {
      const keys = keysOf(to.shard);
      const thread = threadKeyOf(to);
      await scripts.place(
        keys.message(to.grantId, messageId),
        keys.inbox(thread),
        keys.pend,
        thread,
        encodeItem({ kind: 'message', messageId }),
        nowMs,
        threadKeyOf(from),
      );
      if (from.shard !== to.shard) await redis.del(keysOf(from.shard).message(from.grantId, messageId));
    },

    async find(grantId, messageId) {
      for (let shard = 0; shard < shards; shard++) {
        const [record] = await read(shard, grantId, [messageId]);
        if (record) return record;
      }
      return undefined;
    },
  };
}

/** The thread an arrival is admitted to, the stand-in when its own is not known. */
export function refOf(ledger: Pick<Ledger, 'threadRef'>, arrival: Arrival): ThreadRef {
  return ledger.threadRef(arrival.grantId, arrival.threadId ?? unplacedThreadOf(arrival.messageId));
}

function admitArguments(arrival: Arrival, ref: ThreadRef): string[] {
  return [
    directionOf(arrival),
    refKey(arrival.grantId, arrival.messageId),
    threadKeyOf(ref),
    arrival.messageId,
    arrival.answers === undefined ? '' : refKey(arrival.grantId, arrival.answers),
  ];
}

function directionOf({ direction, foundBySweep }: Arrival): string {
  if (direction === 'outbound') return 'o';
  return foundBySweep === true ? 's' : 'i';
}

/** The writes that change a message's record. */
export function change(ref: ThreadRef, messageId: string, changes: Changes): Operation[] {
  const key = keysOf(ref.shard).message(ref.grantId, messageId);
  const set: (string | number)[] = [];
  const unset: string[] = [];
  for (const [field, value] of fieldsOf(changes)) {
    if (value === null) unset.push(field);
    else set.push(field, value);
  }
  return [
    ...turn(ref, messageId, changes),
    ...(set.length > 0 ? [['HSET', key, ...set] satisfies Operation] : []),
    ...(unset.length > 0 ? [['HDEL', key, ...unset] satisfies Operation] : []),
  ];
}

/** The writes that end a message's work and tell of it: its state and account, the exact bytes dropped, an expiry set. */
export function end(
  ref: ThreadRef,
  messageId: string,
  state: MessageState,
  changes: Changes = {},
): Operation[] {
  const key = keysOf(ref.shard).message(ref.grantId, messageId);
  const expiry: Operation =
    state === 'review' || state === 'doubt' ? ['PERSIST', key] : ['EXPIRE', key, KEEP_SECONDS];
  return [
    ...change(ref, messageId, { ...changes, state }),
    ['HDEL', key, 'err', 'fat', 'proof', 'try', 'park', 'hold', 'undo'],
    expiry,
    tellConcluded(ref, messageId, state),
  ];
}

/** The write that tells what became of a message. */
export function tellConcluded(ref: ThreadRef, messageId: string, state: MessageState): Operation {
  const { grantId, threadId } = ref;
  return tell(ref, { type: 'message.concluded', grantId, threadId, messageId, state });
}

/** Expects the message to be in one of the states. */
export function expectState(ref: ThreadRef, messageId: string, ...states: MessageState[]): Operation {
  return ['is', keysOf(ref.shard).message(ref.grantId, messageId), 'st', ...states];
}

/** Expects that no mail came back by webhook since the message was read, so that none is sent beside it. */
export function expectProof(ref: ThreadRef, { messageId, proofId }: MessageRecord): Operation {
  return ['is', keysOf(ref.shard).message(ref.grantId, messageId), 'proof', proofId ?? ''];
}

/** Takes items out of the thread's inbox. */
export function take(ref: ThreadRef, ...items: string[]): Operation[] {
  const inbox = keysOf(ref.shard).inbox(threadKeyOf(ref));
  return items.map((item) => ['LREM', inbox, 1, item]);
}

/** Puts an item at the end of the thread's inbox. */
export function put(ref: ThreadRef, item: string, nowMs: number): Operation[] {
  const keys = keysOf(ref.shard);
  const thread = threadKeyOf(ref);
  return [
    ['RPUSH', keys.inbox(thread), item],
    ['ZADD', keys.pend, 'NX', nowMs, thread],
  ];
}

/** What Nylas called a mail that it queued, so that a report which names nothing else finds its message. */
export function nameQueued(ref: ThreadRef, mailId: string, messageId: string): Operation[] {
  return [['SET', keysOf(ref.shard).queued(ref.grantId, mailId), messageId, 'EX', KEEP_SECONDS]];
}

/** An account that says no more than why. */
export function accountOf(reasons: Reason[], agent = ''): Account {
  return {
    agent,
    decision: null,
    category: null,
    confidence: null,
    reasons,
    steps: [],
    cost: { model_calls: 0, input_tokens: 0, output_tokens: 0 },
    classification: null,
    draft: null,
  };
}

/** It is listed when it has left. */
const isOnItsWay = ({ state }: Changes) => state === 'ready' || state === 'sending';

function fieldsOf(changes: Changes): [string, string | number | null][] {
  const all: [string, string | number | null | undefined][] = [
    ['st', changes.state],
    ['acct', changes.account && JSON.stringify(changes.account)],
    ['row', isOnItsWay(changes) ? undefined : changes.account && briefText(changes.account)],
    ['out', changes.outgoing && JSON.stringify(changes.outgoing)],
    ['att', changes.attempts],
    ['tatt', changes.thinkFaults],
    ['cst', changes.spentBefore && JSON.stringify(changes.spentBefore)],
    ['err', changes.lastFault],
    ['fat', changes.firstFaultAtMs],
    ['hold', changes.hold && changes.hold.untilMs],
    ['undo', changes.hold && changes.hold.takenBackBy],
    ['try', changes.tryingSinceMs],
    ['sat', changes.firstSendAtMs],
    ['acc', changes.acceptedAtMs],
    ['sid', changes.sentId],
    ['park', changes.parked && JSON.stringify(changes.parked)],
    ['rev', changes.reviewId],
  ];
  return all.filter((pair): pair is [string, string | number | null] => pair[1] !== undefined);
}
