import { describe, expect, test } from 'vitest';
import { PermanentError, TransientError } from '#errors.ts';
import { Fenced } from '#store/lease.ts';
import { Stopping } from '#workers/deps.ts';
import { backOffMs, isInterruption, isNotFound, retryAfter } from '#workers/faults.ts';

const HOUR = 60 * 60 * 1000;

describe('the back-off', () => {
  test.each([
    [1, 1000],
    [2, 2000],
    [3, 4000],
    [5, 16_000],
    [9, 256_000],
    [10, 300_000],
    [1000, 300_000],
  ])('of attempt %i is %i ms in the middle of its spread', (attempt, ms) => {
    expect(backOffMs(attempt, 0.5)).toBe(ms);
  });

  test('is spread by a fifth to both sides', () => {
    expect([backOffMs(1, 0), backOffMs(1, 1)]).toEqual([800, 1200]);
  });
});

describe('a fault is tried again', () => {
  const record = { attempts: 2, admittedAtMs: 0 };

  test.each([
    [
      'a fault of ours or of the network spends an attempt',
      new Error('x'),
      HOUR,
      { attempts: 3, inMs: 4000 },
    ],
    ['a permanent one too', new PermanentError('x'), HOUR, { attempts: 3, inMs: 4000 }],
    ['a transient one without a time too', new TransientError('x'), HOUR, { attempts: 3, inMs: 4000 }],
    [
      'a wait we were told to make spends none',
      new TransientError('x', { retryAfterMs: 90_000 }),
      HOUR,
      { attempts: 2, inMs: 90_000 },
    ],
    [
      'a told wait shorter than the back-off is the back-off',
      new TransientError('x', { retryAfterMs: 0 }),
      HOUR,
      { attempts: 2, inMs: 2000 },
    ],
    [
      'after six hours every fault spends one',
      new TransientError('x', { retryAfterMs: 90_000 }),
      6 * HOUR,
      { attempts: 3, inMs: 90_000 },
    ],
  ])('%s', (_name, error, nowMs, retry) => {
    expect(retryAfter(error, record, nowMs, 0.5)).toEqual(retry);
  });

  test('a told wait before the first attempt still waits at least a second', () => {
    const told = new TransientError('x', { retryAfterMs: 1 });
    expect(retryAfter(told, { attempts: 0, admittedAtMs: 0 }, 1, 0.5)).toEqual({ attempts: 0, inMs: 1000 });
  });
});

test('a lost lease and a stop are interruptions, everything else is a fault', () => {
  expect([new Fenced('x'), new Stopping('x')].map(isInterruption)).toEqual([true, true]);
  expect([new Error('x'), new TransientError('x'), undefined].map(isInterruption)).toEqual([
    false,
    false,
    false,
  ]);
});

test('only a 404 means that Nylas has no such thing', () => {
  expect(isNotFound(new PermanentError('x', { status: 404 }))).toBe(true);
  expect(
    [new PermanentError('x'), new PermanentError('x', { status: 403 }), new Error('404')].map(isNotFound),
  ).toEqual([false, false, false]);
});
