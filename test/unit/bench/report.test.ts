import { describe, expect, it } from 'vitest';
import { chartOf } from '../../../bench/chart.ts';
import { optionsFrom } from '../../../bench/options.ts';
import { cellsOf, type Figure, isMet, type Report, shown, textOf } from '../../../bench/report.ts';
import { pageWith } from '../../../bench/results.ts';
import { median, percentile } from '../../../bench/statistics.ts';

const figure = (change: Partial<Figure> = {}): Figure => ({ name: 'CPU', unit: 'us', value: 80, ...change });
const report = (...figures: Figure[]): Report => ({
  name: 'ingest',
  title: 'a < b',
  method: 'Once.',
  figures,
});

describe('statistics', () => {
  it.each([
    [[3, 1, 2], 50, 2],
    [[4, 1, 3, 2], 50, 2.5],
    [[1, 2, 3, 4, 5], 100, 5],
    [[7], 99, 7],
  ])('of %j the share %d is %d', (values, share, expected) => {
    expect(percentile(values, share)).toBe(expected);
  });

  it('of nothing are not a number', () => {
    expect(median([])).toBeNaN();
  });
});

describe('a budget', () => {
  it.each<[string, Partial<Figure>, boolean | undefined]>([
    ['is not judged where there is none', {}, undefined],
    ['holds at its bound', { budget: { bound: 80, direction: 'at most', of: 'value' } }, true],
    ['is missed above it', { budget: { bound: 79, direction: 'at most', of: 'value' } }, false],
    ['is missed below the least', { budget: { bound: 400, direction: 'at least', of: 'value' } }, false],
    ['may be of the ratio', { ratio: 0.5, budget: { bound: 0.55, direction: 'at most', of: 'ratio' } }, true],
    [
      'is missed by what was not measured',
      { budget: { bound: 1, direction: 'at most', of: 'ratio' } },
      false,
    ],
  ])('%s', (_, change, expected) => {
    expect(isMet(figure(change))).toBe(expected);
  });
});

describe('a report', () => {
  it.each([
    [0.057_24, '0.0572'],
    [99.96, '100'],
    [1234.5, '1,235'],
    [Number.NaN, '-'],
  ])('shows %d as %s', (value, text) => {
    expect(shown(value)).toBe(text);
  });

  it('names value, baseline, ratio, bound and verdict', () => {
    const judged = figure({
      baseline: { name: 'Express', value: 160 },
      ratio: 0.5,
      budget: { bound: 0.55, direction: 'at most', of: 'ratio' },
    });
    expect(cellsOf(judged)).toEqual(['CPU', '80 us', '160 (Express)', '0.5 x', '≤ 0.55 x', 'met']);
    expect(textOf(report(judged))).toContain('met');
  });

  it('becomes a picture that is well-formed and shows a missed budget in words', () => {
    const missed = figure({ name: 'a & b', budget: { bound: 40, direction: 'at most', of: 'value' } });
    const picture = chartOf(report(missed), 'npm run bench -- "x"');
    expect(picture).toContain('a &amp; b: budget not met');
    expect(picture).toContain('a &lt; b');
    expect(picture).toContain('&quot;x&quot;');
  });

  it('takes the place of the one before on the page', () => {
    const page =
      'head\n<!-- results: written by npm run bench -- --write -->\nold\n<!-- end of results -->\ntail';
    const occasion = { command: 'npm run bench', date: 'today', machine: 'this', load: '0' };
    const once = pageWith(page, [{ ...report(figure()), ...occasion }]);
    expect(once).toContain('| CPU | 80 us |');
    expect(once).not.toContain('old');
    expect(once.startsWith('head\n') && once.endsWith('\ntail')).toBe(true);
    expect(pageWith(once, [{ ...report(figure()), ...occasion }])).toBe(once);
    expect(() => pageWith('no place', [])).toThrow('no place');
  });
});

describe('the arguments', () => {
  it('without a name mean every benchmark', () => {
    expect(optionsFrom(['--quick'])).toMatchObject({ quick: true, write: false, names: { length: 5 } });
  });

  it('are refused when they name none', () => {
    expect(() => optionsFrom(['speed'])).toThrow('"speed" is no benchmark; there are ingest');
    expect(() => optionsFrom(['--fast'])).toThrow('--fast');
  });
});
