import { describe, expect, it } from 'vitest';
import { addCost, type Cost, noCost } from '#domain/decision.ts';
import { addAmounts, amountOf, boundsOf, estimateOf, priced } from '#domain/spending.ts';
import { estimateTokens } from '#domain/tokens.ts';

const price = { input: 2, output: 8, cached: 0.5 };
const cost = (change: Partial<Cost>): Cost => ({ ...noCost, model_calls: 1, ...change });

describe('the price of a cost', () => {
  const cases: [string, Cost, number][] = [
    ['of input', cost({ input_tokens: 1_000_000 }), 2],
    ['of output', cost({ output_tokens: 500_000 }), 4],
    ['of input from the cache', cost({ input_tokens: 1_000_000, cached_tokens: 800_000 }), 0.8],
    [
      'of more cached than asked, as some servers count',
      cost({ input_tokens: 100, cached_tokens: 900 }),
      0.00005,
    ],
    ['of nothing', noCost, 0],
  ];
  for (const [what, spent, money] of cases) {
    it(`${what} is ${money}`, () => {
      expect(priced(spent, price).money).toBeCloseTo(money, 9);
    });
  }

  it('is as that of other input where the cache has none of its own', () => {
    const { money } = priced(cost({ input_tokens: 1_000_000, cached_tokens: 800_000 }), {
      input: 2,
      output: 8,
    });
    expect(money).toBe(2);
  });

  it('is not known for a model without one', () => {
    expect(priced(cost({ input_tokens: 5 }), undefined)).not.toHaveProperty('money');
  });
});

describe('costs together', () => {
  it('have money and cached tokens where one of them has', () => {
    expect(addCost(cost({ input_tokens: 1 }), cost({ money: 0.5 }))).toEqual({
      model_calls: 2,
      input_tokens: 1,
      output_tokens: 0,
      money: 0.5,
    });
    expect(addCost(cost({ cached_tokens: 3 }), cost({ cached_tokens: 4 })).cached_tokens).toBe(7);
    expect(addCost(noCost, noCost)).toEqual(noCost);
  });
});

describe('an estimate', () => {
  it('is above what texts really need, in every script', () => {
    // Counts of the o200k encoding.
    const real: [string, number][] = [
      ['Hello, where is my order? I have been waiting for two weeks now.', 15],
      ['Guten Tag, wann wird meine Bestellung voraussichtlich geliefert?', 12],
      ['您好，请问我的订单什么时候发货？', 11],
      ['Здравствуйте, когда будет доставлен мой заказ?', 11],
    ];
    for (const [text, tokens] of real) {
      expect(estimateTokens(text)).toBeGreaterThanOrEqual(tokens);
      expect(estimateTokens(text)).toBeLessThan(tokens * 3);
    }
  });

  it('grows with the prompt and has room for the longest answer', () => {
    const short = estimateOf({ system: '', user: '' }, 1000, price);
    const long = estimateOf({ system: 'a'.repeat(3000), user: 'b'.repeat(6000) }, 1000, price);
    expect(long.tokens - short.tokens).toBe(3000);
    expect(long.micros - short.micros).toBe(6000);
    expect(short.tokens).toBeGreaterThan(1000);
  });
});

describe('what was spent', () => {
  const estimate = { tokens: 900, ms: 0, micros: 70 };

  it('is what the server counted', () => {
    const spent = amountOf(cost({ input_tokens: 10, output_tokens: 5 }), 12.4, { estimate, price });
    expect(spent).toEqual({ tokens: 15, ms: 12, micros: 60 });
  });

  it('is the estimate for each answer of a server that counts nothing, and nothing for a call without an answer', () => {
    expect(amountOf(cost({ model_calls: 2 }), 5, { estimate, price })).toMatchObject({
      tokens: 1800,
      micros: 140,
    });
    expect(amountOf(noCost, 5, { estimate, price })).toEqual({ tokens: 0, ms: 5, micros: 0 });
  });

  it('adds up', () => {
    const one = { tokens: 1, ms: 2, micros: 3 };
    expect(addAmounts(one, one)).toEqual({ tokens: 2, ms: 4, micros: 6 });
  });
});

it('bounds are in tokens, milliseconds and millionths, and absent where none is named', () => {
  const budget = { per_message: { tokens: 9, seconds: 1.5 }, per_day: { money: 20 } };
  expect(boundsOf({ ...budget, small_from: 0.8, when_spent: 'review' })).toEqual({
    per_message: { tokens: 9, ms: 1500 },
    per_thread: {},
    per_day: { micros: 20_000_000 },
  });
});
