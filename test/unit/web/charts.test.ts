import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lanesOf, type Span } from '../../../web/charts/lanes.ts';
import { agesOf } from '../../../web/health/review-ages.ts';
import { axisOf, labelEvery, stack } from '../../../web/charts/scale.ts';

const span = (atMs: number, tookMs: number): Span => ({ name: 's', atMs, tookMs });

describe('the axis of a chart', () => {
  it.each([
    [0, [0, 1]],
    [1, [0, 1]],
    [3, [0, 1, 2, 3]],
    [7, [0, 2, 4, 6, 8]],
    [40, [0, 10, 20, 30, 40]],
    [41, [0, 20, 40, 60]],
    [1234, [0, 500, 1000, 1500]],
  ])('up to %d has the marks %j', (highest, ticks) => {
    expect(axisOf(highest).ticks).toEqual(ticks);
  });

  it('has fractions where they mean something', () => {
    expect(axisOf(0.1, false).ticks).toEqual([0, 0.05, 0.1]);
  });

  it('reaches every value with few marks', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-6, max: 1e9, noNaN: true }), fc.boolean(), (highest, whole) => {
        const { top, ticks } = axisOf(highest, whole);
        expect(top).toBeGreaterThanOrEqual(highest * (1 - 1e-9));
        expect(ticks.length).toBeLessThanOrEqual(6);
        expect(ticks.at(-1)).toBeCloseTo(top, 6);
      }),
    );
  });
});

it('stacks values without gaps', () => {
  expect(stack([2, 0, 3])).toEqual([
    { from: 0, to: 2 },
    { from: 2, to: 2 },
    { from: 2, to: 5 },
  ]);
});

it('leaves labels out where they would touch', () => {
  expect([labelEvery(14, 700, 45), labelEvery(14, 300, 45), labelEvery(14, 0, 45)]).toEqual([1, 3, 630]);
});

describe('the time line of a message', () => {
  it('begins with the first step', () => {
    expect(lanesOf([span(5000, 20), span(5020, 400)])).toEqual({
      lanes: [
        { fromMs: 0, toMs: 20, pausedMs: 0 },
        { fromMs: 20, toMs: 420, pausedMs: 0 },
      ],
      totalMs: 420,
    });
  });

  it('cuts a long wait out and tells of it', () => {
    const { lanes, totalMs } = lanesOf([span(0, 100), span(3_600_100, 100), span(3_600_250, 50)]);
    expect(lanes.map(({ pausedMs }) => pausedMs)).toEqual([0, 3_600_000, 0]);
    expect(totalMs).toBe(300);
  });

  it('shows steps that ran at the same time beside each other', () => {
    expect(lanesOf([span(0, 500), span(100, 100)]).lanes[1]).toEqual({ fromMs: 100, toMs: 200, pausedMs: 0 });
  });

  it('has room for every step', () => {
    const spans = fc.array(fc.tuple(fc.nat(1e7), fc.nat(5000)), { maxLength: 12 });
    fc.assert(
      fc.property(spans, (pairs) => {
        const sorted = pairs.map(([at, took]) => span(at, took)).toSorted((a, b) => a.atMs - b.atMs);
        const { lanes, totalMs } = lanesOf(sorted);
        for (const [at, { fromMs, toMs }] of lanes.entries()) {
          expect(fromMs).toBeGreaterThanOrEqual(lanes[at - 1]?.fromMs ?? 0);
          expect(toMs).toBeLessThanOrEqual(totalMs);
        }
      }),
    );
  });

  it('of nothing is empty', () => {
    expect(lanesOf([])).toEqual({ lanes: [], totalMs: 0 });
  });
});

it('counts open reviews by age, each once', () => {
  const hour = 3_600_000;
  const ages = [0, 0.5, 1, 3.9, 4, 23, 24, 71, 72, 9000].map((hours) => 1e12 - hours * hour);
  expect(agesOf([...ages, 1e12 + hour], 1e12).map(({ values }) => values.waiting)).toEqual([3, 2, 2, 2, 2]);
});
