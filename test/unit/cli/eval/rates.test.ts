import { describe, expect, it } from 'vitest';
import { keepsBar, ratesText, type Rate } from '#cli/eval/rates.ts';

const plain = { color: false };
const rate = (change: Partial<Rate>): Rate => ({
  name: 'decision',
  count: 9,
  of: 10,
  failing: [],
  ...change,
});

describe('a bar', () => {
  it.each([
    { given: rate({ bar: { atLeast: 0.9 } }), kept: true },
    { given: rate({ bar: { atLeast: 0.91 } }), kept: false },
    { given: rate({ bar: { atMost: 0.9 } }), kept: true },
    { given: rate({ bar: { atMost: 0.89 } }), kept: false },
    { given: rate({ count: 0, of: 0, bar: { atMost: 0.5 } }), kept: false },
    { given: rate({ count: 0, of: 0 }), kept: true },
  ])('is kept: $kept, for $given.count of $given.of with $given.bar', ({ given, kept }) => {
    expect(keepsBar(given)).toBe(kept);
  });
});

describe('rates as text', () => {
  it('show share, counts, interval and bar, and below them what speaks against each', () => {
    const text = ratesText(
      [
        rate({ bar: { atLeast: 0.95 }, failing: ['case-7'] }),
        rate({ name: 'missed reviews', count: 0, of: 0, bar: { atMost: 0 } }),
      ],
      plain,
    );
    expect(text.split('\n')).toEqual([
      'decision         90.0 %  9/10  95 % CI 59.6–98.2  bar >= 95.0 %: MISSED',
      '    case-7',
      'missed reviews        –  0/0                      bar <= 0.0 %: NOT MEASURED',
    ]);
  });

  it('list so many ids, count the rest, and stay within 100 columns', () => {
    const failing = Array.from({ length: 200 }, (_, at) => `group/some-long-case-id-${at}`);
    const lines = ratesText([rate({ failing })], plain, 30).split('\n');
    expect(lines.at(-1)).toMatch(/and 170 more$/);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(100);
  });
});
