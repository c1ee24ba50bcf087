import type { SendOutcome } from '#nylas/client.ts';
import type { SendFacts } from '#workers/after-send.ts';

export const MINUTE = 60_000;
export const noon = Date.UTC(2026, 9, 1, 12);

/** A mail first tried a second ago, in the first epoch, by this very attempt. */
export const facts = (change: Partial<SendFacts> = {}): SendFacts => ({
  nowMs: noon,
  tryingSinceMs: noon - 1000,
  firstSendAtMs: noon - 1000,
  acceptedAtMs: null,
  attempts: 0,
  epoch: 0,
  repeated: false,
  reported: undefined,
  reconcileMs: 45 * MINUTE,
  random: 0.5,
  ...change,
});
/** It may have left that long ago. */
export const since = (ms: number, change: Partial<SendFacts> = {}): Partial<SendFacts> => ({
  tryingSinceMs: noon - ms,
  firstSendAtMs: noon - ms,
  repeated: true,
  ...change,
});
export const unknown = (change: Partial<Extract<SendOutcome, { kind: 'unknown' }>> = {}): SendOutcome => ({
  kind: 'unknown',
  status: undefined,
  message: 'no answer',
  replayed: false,
  retryAfterMs: undefined,
  ...change,
});
export const refused = (change: Partial<Extract<SendOutcome, { kind: 'refused' }>> = {}): SendOutcome => ({
  kind: 'refused',
  status: 400,
  type: 'invalid_request_error',
  message: 'bad',
  replayed: false,
  ...change,
});
export const throttled = (replayed: boolean, retryAfterMs?: number): SendOutcome => ({
  kind: 'throttled',
  retryAfterMs,
  replayed,
});
export const unreached: SendOutcome = { kind: 'unreached', message: 'ECONNREFUSED' };
export const failure = { code: 'send_failed', detail: 'Recipient address rejected.' };
