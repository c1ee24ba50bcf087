import { describe, expect, it } from 'vitest';
import type { Expectations } from '#cli/eval/case-schema.ts';
import { aDraft } from '../../../helpers/builders.ts';
import { aRun } from './builders.ts';

const german = 'Guten Tag,\n\nIhre Bestellung ist auf dem Weg zu Ihnen.\n\nMit freundlichen Grüßen';

describe('a run is judged', () => {
  const table: { what: string; expects: Expectations; run?: Parameters<typeof aRun>[0]; right: boolean[] }[] =
    [
      { what: 'by nothing when nothing is expected', expects: {}, right: [] },
      { what: 'by any of several decisions', expects: { decision: ['reply', 'skip'] }, right: [true] },
      {
        what: 'wrong when it came to no outcome',
        expects: { decision: ['reply'] },
        run: { outcome: null },
        right: [false],
      },
      { what: 'by its category', expects: { category: ['refund'] }, right: [false] },
      {
        what: 'by reasons that must and must not be there',
        expects: { reasons: ['too_old'], not_reasons: ['risk_words'] },
        run: { reasons: [{ code: 'risk_words', detail: '' }] },
        right: [false, false],
      },
      {
        what: 'by words, whatever their case and spaces',
        expects: { says: ['YOUR   order'] },
        right: [true],
      },
      { what: 'by patterns', expects: { says: ['/on its\\s+way/', '/On its/'] }, right: [true, false] },
      {
        what: 'by words that must not be there',
        expects: { must_not_say: ['order', 'refund'] },
        right: [false, true],
      },
      {
        what: 'wrong by words that must be there when there is no draft, right by those that must not',
        expects: { says: ['order'], must_not_say: ['order'] },
        run: { draft: null, outcome: 'skip' },
        right: [false, true],
      },
      {
        what: 'by sources: a file, or one passage of it',
        expects: { cites: ['shipping.md', 'shipping.md#2', 'shipping.md#3', 'ship'] },
        run: { draft: aDraft({ citations: [{ text: 'x', source: '[shipping.md#2]' }] }) },
        right: [true, true, false, false],
      },
      { what: 'by language', expects: { language: 'de' }, right: [false] },
      {
        what: 'by language, as it should be',
        expects: { language: 'de' },
        run: { draft: aDraft({ body: german }) },
        right: [true],
      },
      {
        what: 'by what it cost',
        expects: { max_cost: { model_calls: 2, tokens: 999, money: 1 } },
        right: [true, false, false],
      },
    ];

  it.each(table)('$what', ({ expects, run, right }) => {
    expect(aRun({ ...run, expect: expects }).checks.map((check) => check.right)).toEqual(right);
  });

  it('with what was wanted and what came', () => {
    expect(aRun({ expect: { decision: ['review', 'escalate'] } }).checks).toEqual([
      { what: 'decision', right: false, wanted: 'review or escalate', got: 'reply' },
    ]);
  });
});
