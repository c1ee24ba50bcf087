import type { Reason } from '#domain/decision.ts';
import type { SendOutcome } from '#nylas/client.ts';
import { backOffMs } from './faults.ts';

/** What to do after one attempt to send (DESIGN section 4 step 9, CONTRACT section 4.1). */
export type NextSend =
  | { kind: 'sent'; id: string | undefined }
  /** Taken into Nylas' queue: it is sent when it can be found. */
  | { kind: 'accepted' }
  /** The same key and the same bytes again: if the first went out, this repeats its answer. */
  | { kind: 'again'; inMs: number }
  /** Nothing left under this key, and it would only repeat its answer: a new key. */
  | { kind: 'new_key'; inMs: number }
  /** Look for the mail before anything else; `ifAbsent` says what its absence means. */
  | { kind: 'look'; ifAbsent: 'new_key' | 'doubt' }
  | { kind: 'refused'; reason: Reason };

export type SendFacts = {
  attempts: number;
  epoch: number;
  /** The bytes may have gone out under this key before. */
  repeated: boolean;
  random: number;
};

/** A key is renewed at most this often; after that a person decides. */
export const MAX_EPOCH = 1;
const CONCURRENT_MS = 3000;
const DEFAULT_THROTTLE_MS = 5000;

export function afterSend(outcome: SendOutcome, facts: SendFacts): NextSend {
  const wait = backOffMs(facts.attempts + 1, facts.random);
  switch (outcome.kind) {
    case 'sent':
      return { kind: 'sent', id: outcome.id };
    case 'queued':
      return { kind: 'accepted' };
    case 'concurrent':
      return { kind: 'again', inMs: CONCURRENT_MS };
    case 'mismatch':
      return { kind: 'look', ifAbsent: 'doubt' };
    case 'throttled': {
      const inMs = Math.max(outcome.retryAfterMs ?? DEFAULT_THROTTLE_MS, wait);
      return outcome.replayed ? { kind: 'new_key', inMs } : { kind: 'again', inMs };
    }
    case 'refused':
      // A fresh refusal of a repeat says nothing of the attempt before it; a kept one is what became of that.
      if (facts.repeated && !outcome.replayed) return { kind: 'look', ifAbsent: 'doubt' };
      return {
        kind: 'refused',
        reason: {
          code: 'send_refused',
          detail: `Nylas answered ${outcome.status} ${outcome.type}: ${outcome.message}`,
        },
      };
    case 'unknown':
      if (!outcome.replayed) return { kind: 'again', inMs: Math.max(outcome.retryAfterMs ?? 0, wait) };
      // The kept failure would come back for an hour. A 504 may have gone out; other failures had their answer from Nylas.
      return {
        kind: 'look',
        ifAbsent: outcome.status !== 504 && facts.epoch < MAX_EPOCH ? 'new_key' : 'doubt',
      };
  }
}
