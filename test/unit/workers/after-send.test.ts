import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { SendOutcome } from '#nylas/client.ts';
import {
  afterSend,
  beforeSend,
  GIVE_UP_MS,
  type IfAbsent,
  MAX_EPOCH,
  type NextSend,
  type SendFacts,
} from '#workers/after-send.ts';

const MINUTE = 60_000;
const noon = Date.UTC(2026, 9, 1, 12);

/** A mail first tried a second ago, in the first epoch, by this very attempt. */
const facts = (change: Partial<SendFacts> = {}): SendFacts => ({
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
const since = (ms: number, change: Partial<SendFacts> = {}): Partial<SendFacts> => ({
  tryingSinceMs: noon - ms,
  firstSendAtMs: noon - ms,
  repeated: true,
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
const unreached: SendOutcome = { kind: 'unreached', message: 'ECONNREFUSED' };
const look = (kind: 'new_key' | 'doubt'): NextSend => ({ kind: 'look', ifAbsent: { kind } });
const lookLater = (inMs: number): NextSend => ({ kind: 'look', ifAbsent: { kind: 'wait', inMs } });
const refusal = {
  kind: 'refused',
  reason: { code: 'send_refused', detail: 'Nylas answered 400 invalid_request_error: bad' },
} as const;
const failure = { code: 'send_failed', detail: 'Recipient address rejected.' };

type Row = { name: string; facts?: Partial<SendFacts>; next: NextSend };

describe('before an attempt', () => {
  test.each<Row>([
    { name: 'what is ready is sent', next: { kind: 'send' } },
    {
      name: 'what may have left goes again under the same key',
      facts: since(44 * MINUTE),
      next: { kind: 'send' },
    },
    {
      name: 'when its window of 45 minutes is over it is looked for; absent, it gets a new key',
      facts: since(45 * MINUTE + 1),
      next: look('new_key'),
    },
    {
      name: 'when the hour of the key is over, the same',
      facts: since(180 * MINUTE),
      next: look('new_key'),
    },
    {
      name: 'when the window of its last key is over its absence is doubt',
      facts: since(45 * MINUTE + 1, { epoch: MAX_EPOCH }),
      next: look('doubt'),
    },
    {
      name: 'what never left is tried for a day, however long a key is kept',
      facts: { tryingSinceMs: noon - GIVE_UP_MS, firstSendAtMs: noon },
      next: { kind: 'send' },
    },
    {
      name: 'what never left goes to a person after a day',
      facts: { tryingSinceMs: noon - GIVE_UP_MS - 1, firstSendAtMs: noon },
      next: { kind: 'refused', reason: { code: 'send_given_up', detail: expect.any(String) as string } },
    },
    {
      name: 'what Nylas queued is looked for, and never sent again',
      facts: since(MINUTE, { acceptedAtMs: noon - MINUTE }),
      next: lookLater(5000),
    },
    {
      name: 'what Nylas queued and nobody can find is doubt after two and a half minutes',
      facts: since(3 * MINUTE, { acceptedAtMs: noon - 150_000 }),
      next: look('doubt'),
    },
    {
      name: 'what Nylas queued is doubt even in an epoch that could be renewed',
      facts: since(180 * MINUTE, { acceptedAtMs: noon - 179 * MINUTE }),
      next: look('doubt'),
    },
    {
      name: 'what Nylas queued and then reports as failed goes to a person',
      facts: since(MINUTE, { acceptedAtMs: noon - MINUTE, reported: { kind: 'failed', reason: failure } }),
      next: { kind: 'refused', reason: failure },
    },
    {
      name: 'a report of failure for what had no answer changes nothing: the key repeats its outcome',
      facts: since(MINUTE, { reported: { kind: 'failed', reason: failure } }),
      next: { kind: 'send' },
    },
    {
      name: 'what Nylas reports as sent is sent, queued or not',
      facts: since(MINUTE, { reported: { kind: 'left', id: 'n1' } }),
      next: { kind: 'sent', id: 'n1', how: 'told by a notification' },
    },
    {
      name: 'what Nylas reports as sent is sent, even long after',
      facts: since(180 * MINUTE, {
        acceptedAtMs: noon - 170 * MINUTE,
        reported: { kind: 'left', id: undefined },
      }),
      next: { kind: 'sent', id: undefined, how: 'told by a notification' },
    },
  ])('$name', ({ facts: change, next }) => {
    expect(beforeSend(facts(change))).toEqual(next);
  });
});

describe('after an answer', () => {
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
      next: { kind: 'accepted', inMs: 5000 } as const,
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
});

describe('whatever is known and whatever the answer', () => {
  const anAnswer: fc.Arbitrary<SendOutcome> = fc.oneof(
    fc.record({
      kind: fc.constantFrom('sent' as const, 'queued' as const),
      id: fc.constantFrom('n1', undefined),
      threadId: fc.constant(undefined),
      replayed: fc.boolean(),
    }),
    fc.constantFrom<SendOutcome>({ kind: 'concurrent' }, { kind: 'mismatch' }, unreached),
    fc.record({
      kind: fc.constant('throttled' as const),
      retryAfterMs: fc.option(fc.nat(3_600_000), { nil: undefined }),
      replayed: fc.boolean(),
    }),
    fc.boolean().map((replayed) => refused({ replayed })),
    fc
      .record({
        status: fc.constantFrom(undefined, 200, 408, 500, 502, 503, 504),
        replayed: fc.boolean(),
        retryAfterMs: fc.option(fc.nat(3_600_000), { nil: undefined }),
      })
      .map(unknown),
  );
  const someFacts: fc.Arbitrary<SendFacts> = fc
    .record({
      ageMs: fc.nat(30 * 60 * MINUTE),
      firstAgeMs: fc.nat(180 * MINUTE),
      acceptedAgeMs: fc.option(fc.nat(180 * MINUTE)),
      attempts: fc.nat(20),
      epoch: fc.nat(3),
      repeated: fc.boolean(),
      reported: fc.constantFrom(
        undefined,
        { kind: 'left' as const, id: undefined },
        { kind: 'failed' as const, reason: failure },
      ),
      random: fc.double({ min: 0, max: 1, noNaN: true }),
    })
    .map(({ ageMs, firstAgeMs, acceptedAgeMs, ...rest }) =>
      facts({
        ...rest,
        tryingSinceMs: noon - ageMs,
        firstSendAtMs: noon - Math.min(ageMs, firstAgeMs),
        acceptedAtMs: acceptedAgeMs === null ? null : noon - acceptedAgeMs,
      }),
    );
  const absenceOf = (next: NextSend): IfAbsent['kind'] | undefined =>
    next.kind === 'look' ? next.ifAbsent.kind : undefined;

  test('no second mail: a key is renewed only when nothing left, or when the mail is nowhere to be found', () => {
    fc.assert(
      fc.property(anAnswer, someFacts, (answer, known) => {
        const next = afterSend(answer, known);
        if (next.kind === 'new_key') expect(answer).toMatchObject({ kind: 'throttled', replayed: true });
        if (next.kind === 'unsent') expect(known.repeated).toBe(false);
        if (absenceOf(next) === 'new_key') {
          expect(known.epoch).toBeLessThan(MAX_EPOCH);
          expect(answer).toMatchObject({ kind: 'unknown', replayed: true });
          expect('status' in answer && answer.status).not.toBe(504);
          expect(noon - known.firstSendAtMs).toBeGreaterThanOrEqual(MINUTE);
        }
      }),
      { numRuns: 2000 },
    );
  });

  test('nothing is sent once Nylas took it, reported on it, or may have forgotten the key', () => {
    fc.assert(
      fc.property(someFacts, (known) => {
        const next = beforeSend(known);
        if (next.kind !== 'send') return;
        expect(known.acceptedAtMs).toBeNull();
        expect(known.reported?.kind).not.toBe('left');
        if (known.repeated) expect(noon - known.firstSendAtMs).toBeLessThanOrEqual(known.reconcileMs);
      }),
      { numRuns: 2000 },
    );
  });

  test('every wait is at least 0.8 seconds and at most the hour that Nylas may ask for', () => {
    fc.assert(
      fc.property(anAnswer, someFacts, (answer, known) => {
        const next = afterSend(answer, known);
        const waits = next.kind === 'look' ? next.ifAbsent : next;
        if (!('inMs' in waits)) return;
        expect(waits.inMs).toBeGreaterThanOrEqual(800);
        expect(waits.inMs).toBeLessThanOrEqual(3_600_000);
      }),
      { numRuns: 1000 },
    );
  });
});
