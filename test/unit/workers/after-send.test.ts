import { expect, test } from 'vitest';
import type { SendOutcome } from '#nylas/client.ts';
import { afterSend, MAX_EPOCH, type NextSend, type SendFacts } from '#workers/after-send.ts';
import { facts, MINUTE, refused, since, throttled, unknown, unreached } from './send-facts.ts';

const look = (kind: 'new_key' | 'doubt'): NextSend => ({ kind: 'look', ifAbsent: { kind } });
const lookLater = (inMs: number): NextSend => ({ kind: 'look', ifAbsent: { kind: 'wait', inMs } });
const refusal = {
  kind: 'refused',
  reason: { code: 'send_refused', detail: 'Nylas answered 400 invalid_request_error: bad' },
} as const;
type Row = { name: string; facts?: Partial<SendFacts>; next: NextSend };

test.each<Row & { answer: SendOutcome }>([
  {
    name: 'a sent mail is sent, with its id',
    answer: { kind: 'sent', id: 'n1', threadId: 't', replayed: false },
    next: { kind: 'sent', id: 'n1', how: 'sent' },
  },
  {
    name: 'a repeated success is a success, even without an id',
    answer: { kind: 'sent', id: undefined, threadId: undefined, replayed: true },
    facts: { repeated: true },
    next: { kind: 'sent', id: undefined, how: 'sent' },
  },
  ...[false, true].map((replayed) => ({
    name: `a queued mail is not sent yet (${replayed ? 'repeated' : 'fresh'} 202)`,
    answer: { kind: 'queued', id: 'n1', replayed } as const,
    next: { kind: 'accepted', id: 'n1', inMs: 5000 } as const,
  })),
  {
    name: 'while the first request runs the same key comes again after some seconds',
    answer: { kind: 'concurrent' },
    next: { kind: 'again', inMs: 3000 },
  },
  {
    name: 'other bytes went under the key: the mail is looked for',
    answer: { kind: 'mismatch' },
    next: lookLater(15_000),
  },
  {
    name: 'other bytes went under the key, and that mail had time to be found: its absence is doubt',
    answer: { kind: 'mismatch' },
    facts: since(MINUTE),
    next: look('doubt'),
  },
  {
    name: 'nobody there: nothing left, and the hour of the key has not begun',
    answer: unreached,
    next: { kind: 'unsent', inMs: 1000 },
  },
  {
    name: 'nobody there for long: it backs off',
    answer: unreached,
    facts: { attempts: 8 },
    next: { kind: 'unsent', inMs: 256_000 },
  },
  {
    name: 'nobody there at a repeat: what was before may have left',
    answer: unreached,
    facts: since(MINUTE),
    next: { kind: 'again', inMs: 1000 },
  },
  {
    name: 'a throttle: nothing left, and the same key goes when the time is over',
    answer: throttled(false, 20_000),
    next: { kind: 'unsent', inMs: 20_000 },
  },
  {
    name: 'a throttle without a time waits five seconds',
    answer: throttled(false),
    next: { kind: 'unsent', inMs: 5000 },
  },
  {
    name: 'a throttle that goes on backs off',
    answer: throttled(false),
    facts: { attempts: 5 },
    next: { kind: 'unsent', inMs: 32_000 },
  },
  {
    name: 'a throttle of a repeat says nothing of what was before',
    answer: throttled(false, 20_000),
    facts: since(MINUTE),
    next: { kind: 'again', inMs: 20_000 },
  },
  {
    name: 'a kept throttle would come back for an hour, and nothing left: a new key',
    answer: throttled(true, 7000),
    facts: since(MINUTE),
    next: { kind: 'new_key', inMs: 7000 },
  },
  {
    name: 'a kept throttle gets a new key in any epoch',
    answer: throttled(true),
    facts: { epoch: 5 },
    next: { kind: 'new_key', inMs: 5000 },
  },
  { name: 'a refusal of the first attempt is final', answer: refused(), next: refusal },
  {
    name: 'a kept refusal is final whatever came before it, as it is what the key stands for',
    answer: refused({ replayed: true }),
    facts: since(MINUTE, { attempts: 3 }),
    next: refusal,
  },
  {
    name: 'a refusal after an attempt without a sure answer proves nothing of that one: looked for',
    answer: refused(),
    facts: since(1000),
    next: lookLater(15_000),
  },
  {
    name: 'the same, when the mail had time to be found: its absence is doubt',
    answer: refused(),
    facts: since(MINUTE),
    next: look('doubt'),
  },
  { name: 'no answer: the same key again', answer: unknown(), next: { kind: 'again', inMs: 1000 } },
  {
    name: 'a fresh 502 in the second epoch: the same key again',
    answer: unknown({ status: 502 }),
    facts: { epoch: 1, attempts: 2 },
    next: { kind: 'again', inMs: 4000 },
  },
  {
    name: 'a fresh 504: the same key again, which repeats its outcome',
    answer: unknown({ status: 504 }),
    next: { kind: 'again', inMs: 1000 },
  },
  {
    name: 'a fresh 503 that names a time is waited out',
    answer: unknown({ status: 503, retryAfterMs: 60_000 }),
    next: { kind: 'again', inMs: 60_000 },
  },
  {
    name: 'a success that cannot be read: the same key again',
    answer: unknown({ status: 200 }),
    next: { kind: 'again', inMs: 1000 },
  },
  {
    name: 'a kept 500: looked for until the mail had a minute to be found',
    answer: unknown({ status: 500, replayed: true }),
    facts: since(59_999),
    next: lookLater(15_000),
  },
  ...[500, 502, 503].map((status) => ({
    name: `a kept ${status}: looked for; absent after a minute, it gets a new key`,
    answer: unknown({ status, replayed: true }),
    facts: since(MINUTE),
    next: look('new_key'),
  })),
  {
    name: 'a kept 504 may have gone out: absent, it is doubt',
    answer: unknown({ status: 504, replayed: true }),
    facts: since(MINUTE),
    next: look('doubt'),
  },
  {
    name: 'a kept failure of the last epoch is doubt',
    answer: unknown({ status: 500, replayed: true }),
    facts: since(MINUTE, { epoch: MAX_EPOCH }),
    next: look('doubt'),
  },
])('$name', ({ answer, facts: change, next }) => {
  expect(afterSend(answer, facts(change))).toEqual(next);
});
