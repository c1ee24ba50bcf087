import { beforeAll, describe, expect, it } from 'vitest';

import { guardCases } from '../../eval/guard-cases.ts';
import { guardRates, judgeAll, type Judged } from '../../eval/guard-measure.ts';
import { keepsBar, ratesText } from '#cli/eval/rates.ts';

const cases = guardCases();
/** Of the many short texts every eighth is enough here; `npm run eval:guards` takes all. */
const some = cases?.filter(({ set }, at) => set !== 'intents' || at % 8 === 0) ?? [];

describe.skipIf(cases === undefined)('the guard on real mail (skipped where the mails are absent)', () => {
  let judged: Judged[] = [];
  beforeAll(async () => {
    judged = await judgeAll(some);
  }, 60_000);

  it('keeps every bar of npm run eval:guards', () => {
    const rates = guardRates(judged);
    const missed = rates.filter((rate) => !keepsBar(rate));
    expect(ratesText(missed, { color: false })).toBe('');
    expect(judged.filter(({ kind }) => kind !== 'human' && kind !== 'unknown').length).toBeGreaterThan(300);
  });

  it('leaves none of the real mails of people to a person, and of those of machines at most three', () => {
    const real = judged.filter(({ set, end }) => (set === 'mails' || set === 'headers') && end === 'parked');
    expect(real.filter(({ kind }) => kind === 'human')).toEqual([]);
    expect(real.length).toBeLessThanOrEqual(3);
  });

  it('brings every mail that is hard to parse to an end', () => {
    const hard = judged.filter(({ set }) => set === 'torture');
    expect(hard.length).toBeGreaterThan(200);
    expect(hard.filter(({ codes }) => codes.length === 0)).toEqual([]);
  });
});
