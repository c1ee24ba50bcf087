import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { calibration, mcnemar, quantile, wilson } from '#domain/statistics.ts';

describe('the interval of a rate', () => {
  it.each([
    // Newcombe 1998, table I: the score method without continuity correction
    { count: 81, of: 263, low: 0.2553, high: 0.3662 },
    { count: 15, of: 148, low: 0.0624, high: 0.1605 },
    { count: 0, of: 20, low: 0, high: 0.1611 },
    { count: 1, of: 29, low: 0.0061, high: 0.1718 },
  ])('is that of the literature for $count of $of', ({ count, of, low, high }) => {
    const interval = wilson(count, of);
    expect(interval.low).toBeCloseTo(low, 4);
    expect(interval.high).toBeCloseTo(high, 4);
  });

  it('holds the rate itself, within 0 to 1, whatever the counts', () => {
    fc.assert(
      fc.property(fc.nat(500), fc.nat(500), (a, b) => {
        const [count, of] = [Math.min(a, b), Math.max(a, b)];
        const { low, high } = wilson(count, of);
        const rate = of === 0 ? 0 : count / of;
        expect(low).toBeGreaterThanOrEqual(0);
        expect(high).toBeLessThanOrEqual(1);
        expect(low).toBeLessThanOrEqual(rate);
        expect(high).toBeGreaterThanOrEqual(rate);
      }),
    );
  });

  it('knows nothing of no cases', () => {
    expect(wilson(0, 0)).toEqual({ low: 0, high: 1 });
  });
});

describe("McNemar's exact test", () => {
  it.each([
    { better: 0, worse: 0, p: 1 },
    { better: 5, worse: 5, p: 1 },
    { better: 0, worse: 5, p: 0.0625 },
    { better: 6, worse: 0, p: 0.03125 },
    { better: 1, worse: 9, p: 0.021484375 },
    { better: 8, worse: 2, p: 0.109375 },
  ])('gives $p for $better better and $worse worse', ({ better, worse, p }) => {
    expect(mcnemar(better, worse)).toBeCloseTo(p, 10);
  });

  it('is a probability and does not care which side is called better, for large counts too', () => {
    fc.assert(
      fc.property(fc.nat(2_000), fc.nat(2_000), (better, worse) => {
        const p = mcnemar(better, worse);
        expect(p).toBeGreaterThanOrEqual(0);
        expect(p).toBeLessThanOrEqual(1);
        expect(mcnemar(worse, better)).toBeCloseTo(p, 10);
      }),
      { numRuns: 30 },
    );
  });
});

describe('a quantile', () => {
  it('is one of the values, by nearest rank', () => {
    const values = [15, 20, 35, 40, 50];
    expect([0, 0.05, 0.3, 0.4, 0.5, 0.95, 1].map((q) => quantile(values, q))).toEqual([
      15, 15, 20, 20, 35, 50, 50,
    ]);
    expect(quantile([], 0.5)).toBeUndefined();
  });
});

describe('the calibration of confidence', () => {
  it('is without error when one is as often right as one is sure', () => {
    const answers = Array.from({ length: 10 }, (_, at) => ({ confidence: 0.7, right: at < 7 }));
    const { bins, ece } = calibration(answers);
    expect(ece).toBeCloseTo(0, 10);
    expect(bins).toEqual([{ from: 0.7, to: 0.8, count: 10, confidence: expect.closeTo(0.7), accuracy: 0.7 }]);
  });

  it('weighs the distance of each bin by its answers', () => {
    const sure = Array.from({ length: 3 }, () => ({ confidence: 1, right: false }));
    const unsure = [{ confidence: 0.25, right: false }];
    const { bins, ece } = calibration([...sure, ...unsure]);
    expect(bins.map(({ count }) => count)).toEqual([1, 3]);
    expect(ece).toBeCloseTo((3 * 1 + 1 * 0.25) / 4, 10);
  });

  it('says nothing of no answers', () => {
    expect(calibration([])).toEqual({ bins: [], ece: 0 });
  });
});
