import type { Reason } from '#domain/decision.ts';
import type { SendOutcome } from '#nylas/client.ts';
import { backOffMs } from './faults.ts';

/** What the absence of the mail from the mailbox means. */
export type IfAbsent =
  /** It may not be findable yet: looked for again, or tried again, after that time. */
  | { kind: 'wait'; inMs: number }
  /** Nothing left under this key: the same bytes under the next one. */
  | { kind: 'new_key' }
  /** It may have left all the same: a person decides. */
  | { kind: 'doubt' };

/** What to do next with a mail on its way (DESIGN section 4 step 9, CONTRACT section 4.1). */
export type NextSend =
  | { kind: 'send' }
  | { kind: 'sent'; id: string | undefined; how: string }
  /** Taken into Nylas' queue: it is sent when it can be found, or when a notification says so. */
  | { kind: 'accepted'; id: string | undefined; inMs: number }
  /** The same key and the same bytes again: if the first went out, this repeats its answer. */
  | { kind: 'again'; inMs: number }
  /** The same, and no attempt under this key has left, so that its hour begins with the next one. */
  | { kind: 'unsent'; inMs: number }
  /** Nothing left under this key, and it would only repeat its answer: a new key. */
  | { kind: 'new_key'; inMs: number }
  /** Look for the mail before anything else. */
  | { kind: 'look'; ifAbsent: IfAbsent }
  /** Nothing left, and nothing will by itself: a person gets it. */
  | { kind: 'refused'; reason: Reason };

export type AfterSend = Exclude<NextSend, { kind: 'send' }>;

export type SendFacts = {
  nowMs: number;
  /** When it was first tried, under whatever key. */
  tryingSinceMs: number;
  /** When it may first have left under the present key. */
  firstSendAtMs: number;
  /** When Nylas took it into its queue with 202. */
  acceptedAtMs: number | null;
  attempts: number;
  epoch: number;
  /** An earlier attempt under this key may have left. */
  repeated: boolean;
  /** What notifications said of it; a failure counts for the mail under the present key alone. */
  reported: { kind: 'left'; id: string | undefined } | { kind: 'failed'; reason: Reason } | undefined;
  /** For so long the same key is repeated; well inside the hour that Nylas keeps it (CONTRACT 4.1). */
  reconcileMs: number;
  random: number;
};

/** A key whose mail may have left is renewed at most this often; after that a person decides. */
export const MAX_EPOCH = 1;
/** What is known not to have left is tried for so long; then a person decides whether it is still worth sending. */
export const GIVE_UP_MS = 24 * 60 * 60 * 1000;
/** A mail that Nylas queued leaves within about 90 s (CONTRACT 5.3); after this it counts as doubt. */
const QUEUED_MS = 150_000;
const QUEUED_POLL_MS = 5000;
/** A kept failure is believed only after the mail had this long to become findable (CONTRACT section 8, item 8). */
const FINDABLE_MS = 60_000;
const FINDABLE_POLL_MS = 15_000;
const CONCURRENT_MS = 3000;
const DEFAULT_THROTTLE_MS = 5000;

/** What to do with what is stored, by what is known of it: the time limits of DESIGN section 4 step 9. */
export function beforeSend(facts: SendFacts): NextSend {
  const { nowMs, acceptedAtMs, reported } = facts;
  if (reported?.kind === 'left') return { kind: 'sent', id: reported.id, how: 'told by a notification' };
  if (acceptedAtMs !== null) {
    if (reported) return { kind: 'refused', reason: reported.reason };
    const patient = nowMs - acceptedAtMs < QUEUED_MS;
    return { kind: 'look', ifAbsent: patient ? { kind: 'wait', inMs: QUEUED_POLL_MS } : { kind: 'doubt' } };
  }
  if (!facts.repeated && nowMs - facts.tryingSinceMs > GIVE_UP_MS) {
    const detail =
      'Nylas could not be reached, or took nothing, for a day. Nothing left; approving sends it.';
    return { kind: 'refused', reason: { code: 'send_given_up', detail } };
  }
  if (facts.repeated && nowMs - facts.firstSendAtMs > facts.reconcileMs) {
    return { kind: 'look', ifAbsent: { kind: facts.epoch < MAX_EPOCH ? 'new_key' : 'doubt' } };
  }
  return { kind: 'send' };
}

/** What follows from the answer to an attempt: the matrix of CONTRACT section 4.1. */
export function afterSend(answer: SendOutcome, facts: SendFacts): AfterSend {
  const wait = backOffMs(facts.attempts + 1, facts.random);
  const sameKey = facts.repeated ? 'again' : 'unsent';
  switch (answer.kind) {
    case 'sent':
      return { kind: 'sent', id: answer.id, how: 'sent' };
    case 'queued':
      return { kind: 'accepted', id: answer.id, inMs: QUEUED_POLL_MS };
    case 'concurrent':
      return { kind: 'again', inMs: CONCURRENT_MS };
    case 'mismatch':
      return lookFor({ kind: 'doubt' }, facts);
    case 'unreached':
      return { kind: sameKey, inMs: wait };
    case 'throttled': {
      const inMs = Math.max(answer.retryAfterMs ?? DEFAULT_THROTTLE_MS, wait);
      return { kind: answer.replayed ? 'new_key' : sameKey, inMs };
    }
    case 'refused':
      // A fresh refusal of a repeat says nothing of the attempt before it; a kept one is what became of that.
      if (facts.repeated && !answer.replayed) return lookFor({ kind: 'doubt' }, facts);
      return { kind: 'refused', reason: refusalOf(answer) };
    case 'unknown':
      if (!answer.replayed) return { kind: 'again', inMs: Math.max(answer.retryAfterMs ?? 0, wait) };
      // The kept failure would come back for an hour. A 504 may have gone out; other failures had their answer from Nylas.
      return lookFor({ kind: answer.status !== 504 && facts.epoch < MAX_EPOCH ? 'new_key' : 'doubt' }, facts);
  }
}

function lookFor(ifAbsent: IfAbsent, { nowMs, firstSendAtMs, reconcileMs }: SendFacts): AfterSend {
  // shorter only where the window of a key is, as in tests
  const findableMs = Math.min(FINDABLE_MS, reconcileMs / 2);
  const inMs = Math.min(FINDABLE_POLL_MS, Math.ceil(findableMs / 4));
  return {
    kind: 'look',
    ifAbsent: nowMs - firstSendAtMs >= findableMs ? ifAbsent : { kind: 'wait', inMs },
  };
}

function refusalOf({ status, type, message }: Extract<SendOutcome, { kind: 'refused' }>): Reason {
  return { code: 'send_refused', detail: `Nylas answered ${status} ${type}: ${message}` };
}
