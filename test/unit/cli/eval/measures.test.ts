import { describe, expect, it } from 'vitest';
import { measure, type Measures } from '#cli/eval/measures.ts';
import { aRun } from './builders.ts';

const rateOf = ({ rates }: Measures, name: string) => {
  const found = rates.find((rate) => rate.measure === name);
  return found && [found.count, found.of, found.failing];
};
const none = new Map();
const call = (name: string, ms: number) => ({
  name,
  model: 'm',
  ms,
  cost: { model_calls: 1, input_tokens: 10, output_tokens: 2 },
});

describe('measures', () => {
  it('count what was sent past a person, answered for nothing, and left unanswered, apart from each other', () => {
    const measured = measure(
      [
        aRun({ id: 'sent', expect: { decision: ['review'] }, outcome: 'reply' }),
        aRun({ id: 'parked', expect: { decision: ['escalate'] }, outcome: 'review' }),
        aRun({ id: 'either', expect: { decision: ['reply', 'review'] }, outcome: 'reply' }),
        aRun({ id: 'robot', expect: { decision: ['skip'] }, outcome: 'reply' }),
        aRun({ id: 'lost', expect: { decision: ['reply'] }, outcome: 'skip' }),
        aRun({ id: 'timid', expect: { decision: ['reply'] }, outcome: 'review' }),
      ],
      none,
    );
    expect(rateOf(measured, 'missed')).toEqual([1, 2, ['sent']]);
    expect(rateOf(measured, 'unwanted')).toEqual([1, 1, ['robot']]);
    expect(rateOf(measured, 'silent')).toEqual([1, 5, ['lost']]);
    expect(rateOf(measured, 'unneeded')).toEqual([1, 2, ['timid']]);
    expect(rateOf(measured, 'decision')).toEqual([1, 6, ['sent', 'parked', 'robot', 'lost', 'timid']]);
    expect(measured.decisions['escalate']).toEqual({ review: ['parked'] });
    expect(measure([aRun({ id: 'open' })], none).decisions).toEqual({ 'not said': { reply: ['open'] } });
  });

  it('say by which reasons reviews were unneeded', () => {
    const reasons = [
      { code: 'risk_words', detail: '' },
      { code: 'category_reply', detail: '' },
    ];
    const { unneededBecause } = measure(
      [aRun({ id: 'a', expect: { decision: ['reply'] }, outcome: 'review', reasons })],
      none,
    );
    expect(unneededBecause).toEqual({ risk_words: ['a'] });
  });

  it('have a case pass all repeats only when each is right, and count it once in the interval', () => {
    const expects = { decision: ['reply' as const] };
    const measured = measure(
      [
        aRun({ id: 'a', take: 1, expect: expects }),
        aRun({ id: 'a', take: 2, expect: expects }),
        aRun({ id: 'b', take: 1, expect: expects }),
        aRun({ id: 'b', take: 2, expect: expects, outcome: 'skip' }),
      ],
      none,
    );
    expect(rateOf(measured, 'pass')).toEqual([3, 4, ['b']]);
    expect(rateOf(measured, 'pass_all')).toEqual([1, 2, ['b']]);
    expect(measured.rates.find((rate) => rate.measure === 'pass')?.cases).toBe(2);
  });

  it('show a rate of no cases only where a bar asks for it', () => {
    expect(measure([aRun()], none).rates.map((rate) => rate.measure)).toEqual([
      'groundedness',
      'grounded_drafts',
    ]);
    const [missed] = measure([aRun()], new Map([['missed', { atMost: 0 }]])).rates;
    expect(missed).toMatchObject({ measure: 'missed', of: 0, bar: { atMost: 0 } });
  });

  it('compare confidence with how often the category was right', () => {
    const { calibration } = measure(
      [
        aRun({ id: 'a', expect: { category: ['order_status'] }, confidence: 0.95 }),
        aRun({ id: 'b', expect: { category: ['refund'] }, confidence: 0.95 }),
        aRun({ id: 'c', confidence: 0.95 }),
        aRun({ id: 'd', expect: { category: ['refund'] }, confidence: null, category: null }),
      ],
      none,
    );
    expect(calibration).toMatchObject({ of: 2, ece: expect.closeTo(0.45) });
  });

  it('add up what was spent, and give times by step', () => {
    const { cost, latency } = measure(
      [
        aRun({ calls: [call('classification', 10), call('draft', 30)] }),
        aRun({ calls: [] }),
        aRun({ outcome: null, calls: [call('draft', 50)] }),
      ],
      none,
    );
    expect(cost).toEqual({ runs: 3, model_calls: 5, input_tokens: 1810, output_tokens: 202 });
    expect(latency).toEqual({
      classification: { count: 1, p50: 10, p95: 10 },
      draft: { count: 2, p50: 30, p95: 50 },
    });
  });

  it('name cases without outcome, and those the model refused', () => {
    const measured = measure(
      [
        aRun({ id: 'down', outcome: null, fault: 'the model is away' }),
        aRun({ id: 'no', outcome: 'review', reasons: [{ code: 'model_refused', detail: '' }] }),
      ],
      none,
    );
    expect(rateOf(measured, 'fault')).toEqual([1, 2, ['down']]);
    expect(measured.refusals).toEqual(['no']);
  });
});
