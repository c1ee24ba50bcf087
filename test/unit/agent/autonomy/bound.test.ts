import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { lowerBound, stillNeeded, upperBound } from '#agent/autonomy/bound.ts';

describe('the lower bound of a share', () => {
  test.each([
    // the closed form where all are good: (1 - confidence) to the power of 1/n
    [20, 20, 0.95, 0.05 ** (1 / 20)],
    [59, 59, 0.95, 0.05 ** (1 / 59)],
    [10, 10, 0.99, 0.01 ** (1 / 10)],
    // Clopper and Pearson's limits of 95 % on both sides, as published for 8 of 10 and 95 of 100
    [8, 10, 0.975, 0.4439],
    [95, 100, 0.975, 0.8872],
    [0, 5, 0.95, 0],
    [0, 0, 0.95, 0],
  ])('of %d good in %d, with confidence %d', (good, all, confidence, bound) => {
    expect(lowerBound({ good, all }, confidence)).toBeCloseTo(bound, 4);
  });

  test('promises no more than it holds, close to 1 too', () => {
    // the chance that the bound lies above the true share is at most 5 %
    for (const share of [0.9, 0.95, 0.98]) {
      const n = 60;
      let above = 0;
      let chance = (1 - share) ** n;
      for (let good = 0; good <= n; good++) {
        if (lowerBound({ good, all: n }, 0.95) > share) above += chance;
        chance *= ((n - good) / (good + 1)) * (share / (1 - share));
      }
      expect(above).toBeLessThanOrEqual(0.05);
    }
  });

  test('lies below the share, rises with a good one and falls with a bad one', () => {
    fc.assert(
      fc.property(fc.nat(100), fc.nat(100), (good, bad) => {
        const all = good + bad;
        const bound = lowerBound({ good, all }, 0.95);
        expect(bound).toBeLessThanOrEqual(all === 0 ? 0 : good / all);
        expect(lowerBound({ good: good + 1, all: all + 1 }, 0.95)).toBeGreaterThanOrEqual(bound);
        expect(lowerBound({ good, all: all + 1 }, 0.95)).toBeLessThanOrEqual(bound);
        expect(upperBound({ good, all }, 0.95)).toBeGreaterThanOrEqual(bound);
      }),
      { numRuns: 200 },
    );
  });
});

test('without any nothing is known', () => {
  expect(upperBound({ good: 0, all: 0 }, 0.95)).toBe(1);
});

test.each([
  [0, 0, 59],
  [30, 30, 29],
  [19, 20, 73],
  [59, 59, 0],
  [100, 120, undefined],
])('%d good in %d need %s more good ones in a row', (good, all, needed) => {
  expect(stillNeeded({ good, all }, 0.95, 0.95, 200 - all)).toBe(needed);
});
