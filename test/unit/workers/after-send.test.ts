import { expect, test } from 'vitest';
import type { SendOutcome } from '#nylas/client.ts';
import { afterSend, MAX_EPOCH, type NextSend, type SendFacts } from '#workers/after-send.ts';

const facts = (change: Partial<SendFacts> = {}): SendFacts => ({
  attempts: 0,
  epoch: 0,
  repeated: false,
  random: 0.5,
  ...change,
});
const unknown = (change: Partial<Extract<SendOutcome, { kind: 'unknown' }>> = {}): SendOutcome => ({
  kind: 'unknown',
  status: undefined,
  message: 'no answer',
  replayed: false,
  retryAfterMs: undefined,
  ...change,
});
const refused = (change: Partial<Extract<SendOutcome, { kind: 'refused' }>> = {}): SendOutcome => ({
  kind: 'refused',
  status: 400,
  type: 'invalid_request_error',
  message: 'bad',
  replayed: false,
  ...change,
});
const throttled = (replayed: boolean, retryAfterMs?: number): SendOutcome => ({
  kind: 'throttled',
  retryAfterMs,
  replayed,
});
const refusal = {
  kind: 'refused',
  reason: { code: 'send_refused', detail: 'Nylas answered 400 invalid_request_error: bad' },
} as const;

test.each<{ name: string; outcome: SendOutcome; facts?: Partial<SendFacts>; next: NextSend }>([
  {
    name: 'a sent mail is sent, with its id',
    outcome: { kind: 'sent', id: 'n1', threadId: 't', replayed: false },
    next: { kind: 'sent', id: 'n1' },
  },
  {
    name: 'a repeated success is a success, even without an id',
    outcome: { kind: 'sent', id: undefined, threadId: undefined, replayed: true },
    next: { kind: 'sent', id: undefined },
  },
  {
    name: 'a queued mail is not sent yet',
    outcome: { kind: 'queued', id: 'n1', replayed: false },
    next: { kind: 'accepted' },
  },
  {
    name: 'while the first request runs the same key comes again after some seconds',
    outcome: { kind: 'concurrent' },
    next: { kind: 'again', inMs: 3000 },
  },
  {
    name: 'other bytes went under the key, so the mail is looked for and its absence is doubt',
    outcome: { kind: 'mismatch' },
    next: { kind: 'look', ifAbsent: 'doubt' },
  },
  {
    name: 'a throttle is waited out under the same key',
    outcome: throttled(false, 20_000),
    next: { kind: 'again', inMs: 20_000 },
  },
  {
    name: 'a throttle without a time waits five seconds',
    outcome: throttled(false),
    next: { kind: 'again', inMs: 5000 },
  },
  {
    name: 'a throttle that goes on backs off',
    outcome: throttled(false),
    facts: { attempts: 5 },
    next: { kind: 'again', inMs: 32_000 },
  },
  {
    name: 'a kept throttle would come back for an hour, and nothing left: a new key',
    outcome: throttled(true, 7000),
    next: { kind: 'new_key', inMs: 7000 },
  },
  {
    name: 'a kept throttle gets a new key in any epoch',
    outcome: throttled(true),
    facts: { epoch: 5 },
    next: { kind: 'new_key', inMs: 5000 },
  },
  { name: 'a refusal of the first attempt is final', outcome: refused(), next: refusal },
  {
    name: 'a kept refusal is final whatever came before it, as it is what the key stands for',
    outcome: refused({ replayed: true }),
    facts: { attempts: 3, repeated: true },
    next: refusal,
  },
  {
    name: 'a refusal after an attempt without a sure answer proves nothing of that one',
    outcome: refused(),
    facts: { repeated: true },
    next: { kind: 'look', ifAbsent: 'doubt' },
  },
  { name: 'no answer: the same key again', outcome: unknown(), next: { kind: 'again', inMs: 1000 } },
  {
    name: 'no answer in the second epoch: the same key again',
    outcome: unknown({ status: 502 }),
    facts: { epoch: 1, attempts: 2 },
    next: { kind: 'again', inMs: 4000 },
  },
  {
    name: 'a fresh 504: the same key again, which repeats its outcome',
    outcome: unknown({ status: 504 }),
    next: { kind: 'again', inMs: 1000 },
  },
  {
    name: 'a fresh 503 that names a time is waited out',
    outcome: unknown({ status: 503, retryAfterMs: 60_000 }),
    next: { kind: 'again', inMs: 60_000 },
  },
  ...[500, 502, 503].map((status) => ({
    name: `a kept ${status} is looked for; absent, it gets a new key`,
    outcome: unknown({ status, replayed: true }),
    next: { kind: 'look', ifAbsent: 'new_key' } as const,
  })),
  {
    name: 'a kept 504 may have gone out: absent, it is doubt',
    outcome: unknown({ status: 504, replayed: true }),
    next: { kind: 'look', ifAbsent: 'doubt' },
  },
  {
    name: 'a kept failure of the last epoch is doubt',
    outcome: unknown({ status: 500, replayed: true }),
    facts: { epoch: MAX_EPOCH },
    next: { kind: 'look', ifAbsent: 'doubt' },
  },
])('$name', ({ outcome, facts: change, next }) => {
  expect(afterSend(outcome, facts(change))).toEqual(next);
});
