import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { SendOutcome } from '#nylas/client.ts';
import {
  afterSend,
  beforeSend,
  type IfAbsent,
  MAX_EPOCH,
  type NextSend,
  type SendFacts,
} from '#workers/after-send.ts';
import { facts, failure, MINUTE, noon, refused, unknown, unreached } from './send-facts.ts';

const absenceOf = (next: NextSend): IfAbsent['kind'] | undefined =>
  next.kind === 'look' ? next.ifAbsent.kind : undefined;

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
  test('no second mail: a key is renewed only when nothing left, or when the mail is nowhere to be found', () => {
    const holds = fc.property(anAnswer, someFacts, (answer, known) => {
      const next = afterSend(answer, known);
      if (next.kind === 'new_key') return answer.kind === 'throttled' && answer.replayed;
      if (next.kind === 'unsent') return !known.repeated;
      if (absenceOf(next) !== 'new_key') return true;
      const keptFailure = answer.kind === 'unknown' && answer.replayed && answer.status !== 504;
      return keptFailure && known.epoch < MAX_EPOCH && noon - known.firstSendAtMs >= MINUTE;
    });
    expect(fc.check(holds, { numRuns: 2000 }).counterexample).toBeNull();
  });

  test('nothing is sent once Nylas took it, reported on it, or may have forgotten the key', () => {
    const holds = fc.property(someFacts, (known) => {
      if (beforeSend(known).kind !== 'send') return true;
      const keyLives = !known.repeated || noon - known.firstSendAtMs <= known.reconcileMs;
      return keyLives && known.acceptedAtMs === null && known.reported?.kind !== 'left';
    });
    expect(fc.check(holds, { numRuns: 2000 }).counterexample).toBeNull();
  });

  test('every wait is at least 0.8 seconds and at most the hour that Nylas may ask for', () => {
    const holds = fc.property(anAnswer, someFacts, (answer, known) => {
      const next = afterSend(answer, known);
      const waits = next.kind === 'look' ? next.ifAbsent : next;
      return !('inMs' in waits) || (waits.inMs >= 800 && waits.inMs <= 3_600_000);
    });
    expect(fc.check(holds, { numRuns: 1000 }).counterexample).toBeNull();
  });
});
