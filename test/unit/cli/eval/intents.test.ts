import { describe, expect, it } from 'vitest';
import { macroF1, measureSet, type Sorted } from '../../../eval/intent-measure.ts';
import { categoryName, sample } from '../../../eval/intent-sets.ts';

const sorted = (
  label: string,
  category: string | undefined,
  confidence = 0.9,
  needsReply = true,
): Sorted => ({
  id: `${label}-${category}`,
  label,
  category,
  confidence,
  needsReply,
});

describe('labels of a set', () => {
  it.each([
    ['Refund_not_showing_up', 'refund_not_showing_up'],
    ['reverted_card_payment?', 'reverted_card_payment'],
    ['2fa code', 'fa_code'],
    ['none', 'label_none'],
  ])('%s becomes the category %s', (label, name) => {
    expect(categoryName(label)).toBe(name);
  });
});

describe('a sample', () => {
  const rows = Array.from({ length: 50 }, (_, at) => at);

  it('is the same for the same seed, in the order of the file, and another for another', () => {
    expect(sample(rows, 10, 1)).toEqual(sample(rows, 10, 1));
    expect(sample(rows, 10, 1)).toEqual(sample(rows, 10, 1).toSorted((a, b) => a - b));
    expect(sample(rows, 10, 1)).not.toEqual(sample(rows, 10, 2));
    expect(sample(rows, 100, 1)).toEqual(rows);
  });
});

describe('what a set is measured by', () => {
  it('counts every label alike in macro-F1', () => {
    expect(macroF1([sorted('a', 'a'), sorted('a', 'a'), sorted('b', 'a')])).toBeCloseTo((0.8 + 0) / 2);
    expect(macroF1([sorted('a', 'a'), sorted('none', 'none')])).toBe(1);
  });

  it('tells what is out of scope from what is not acted on', () => {
    const { rates } = measureSet('clinc150', [
      sorted('a', 'a'),
      sorted('a', 'b', 0.5),
      sorted('none', 'none'),
      sorted('none', 'a', 0.5),
      sorted('none', 'b', 0.95),
    ]);
    expect(rates.map(({ count, of }) => [count, of])).toEqual([
      [1, 2],
      [1, 1],
      [1, 3],
      [2, 3],
    ]);
  });

  it('is recall and precision where the label is whether something is asked', () => {
    const { rates } = measureSet('asks', [
      sorted('asks', 'mail', 1, true),
      sorted('asks', 'mail', 1, false),
      sorted('tells', 'mail', 1, true),
    ]);
    expect(rates.map(({ count, of }) => [count, of])).toEqual([
      [1, 2],
      [1, 2],
    ]);
  });
});
