import { describe, expect, it } from 'vitest';
import { compare, type Compared } from '#cli/eval/compare.ts';

const run = (id: string, outcome: string, right: boolean | null, reasons: string[] = []): Compared => ({
  id,
  outcome,
  reasons,
  right: { decision: right, pass: right },
});

describe('a comparison', () => {
  it('lists the decisions that flipped, why, and whether for the better', () => {
    const { flips } = compare(
      [
        run('a', 'reply', true),
        run('b', 'review', false, ['risk_words']),
        run('c', 'skip', null),
        run('d', 'reply', true),
      ],
      [
        run('a', 'review', false, ['commitments']),
        run('b', 'reply', true),
        run('c', 'review', null),
        run('d', 'reply', true),
      ],
    );
    expect(flips).toEqual([
      { id: 'a', from: 'reply', to: 'review', because: 'commitments', better: false },
      { id: 'b', from: 'review', to: 'reply', because: 'risk_words', better: true },
      { id: 'c', from: 'skip', to: 'review', because: '', better: null },
    ]);
  });

  it('says how likely the difference is by chance', () => {
    const before = Array.from({ length: 20 }, (_, at) => run(`c${at}`, 'review', at >= 8));
    const after = Array.from({ length: 20 }, (_, at) => run(`c${at}`, 'reply', at !== 19));
    expect(compare(before, after).deltas[0]).toEqual({
      what: 'decision',
      of: 20,
      better: 8,
      worse: 1,
      p: expect.closeTo(0.0390625),
    });
  });

  it('goes by what most repeats came to, and by no luck: a tie is not right', () => {
    const { flips, deltas } = compare(
      [
        run('a', 'reply', true),
        run('a', 'reply', true),
        run('a', 'skip', false),
        run('b', 'reply', true),
        run('b', 'skip', false),
      ],
      [run('a', 'reply', true), run('b', 'reply', true)],
    );
    expect(flips).toEqual([]);
    expect(deltas[0]).toMatchObject({ of: 2, better: 1, worse: 0, p: 1 });
  });

  it('names the cases that only one side has', () => {
    expect(compare([run('old', 'reply', true)], [run('new', 'reply', true)])).toMatchObject({
      flips: [],
      onlyBefore: ['old'],
      onlyAfter: ['new'],
    });
  });
});
