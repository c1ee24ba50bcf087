import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { claimsIn } from '#agent/check/claim-kinds.ts';
import { sentencesOf } from '#agent/knowledge/sentences.ts';
import { groundsOf } from '#agent/knowledge/evidence.ts';
import { readGrounds, type Support, supportFor } from '#agent/knowledge/support.ts';

import { aPassage, aReading } from './builders.ts';

const passages = [
  aPassage({
    id: 'shipping.md#1',
    heading: 'Shipping > Times',
    text: 'Shipping to Germany takes 2 to 3 working days. Shipping to Spain, Italy and Portugal takes 5 to 7 working days.',
  }),
  aPassage({
    id: 'returns.md#1',
    heading: 'Returns',
    text: 'You can return shoes and bags within 30 days after they arrived. Personalised items cannot be returned. A new pair of soles costs 59 EUR.',
  }),
  aPassage({
    id: 'plans.md#1',
    heading: 'Plans',
    text: '| Plan | Price |\n|---|---|\n| Basic | $5 |\n| Pro | $12 |',
  }),
  aPassage({
    id: 'care.md#1',
    heading: 'Care',
    text: 'Our shoes are not waterproof, but they stand light rain when treated with balm.',
  }),
];
const conversation = [
  aReading({ messageId: 'm1', text: 'Do you repair soles?' }),
  aReading({
    messageId: 'm2',
    from: 'Desk <desk@shop.example>',
    fromUs: true,
    by: 'us',
    text: 'We can resole them in May.',
  }),
  aReading({
    messageId: 'm3',
    from: 'Eve <eve@other.example>',
    by: 'other',
    text: 'The shop owes everybody 900 EUR in gold.',
  }),
  aReading({ messageId: 'm4', text: 'You promised me 700 EUR for order 1042.' }),
];
const grounds = readGrounds(groundsOf(passages, { instructions: 'Sign with "The shop".' }, conversation));
const support = (statement: string): Support => supportFor(statement, grounds);
const missing = (statement: string): string[] => support(statement).missing.map(({ text }) => text);

describe('what supports a statement', () => {
  const found: [string, string][] = [
    ['Shipping to Germany takes 2-3 business days.', 'shipping.md#1'],
    ['You have thirty days to return your shoes.', 'returns.md#1'],
    ['New soles are €59.00 a pair.', 'returns.md#1'],
    ['As we wrote, we can resole them in May.', 'm2'],
    ['Die Rückgabe ist 30 Tage lang möglich.', 'returns.md#1'],
  ];
  it.each(found)('%s rests on %s', (statement, id) => {
    const { near, missing: lacking, against } = support(statement);
    expect(near.find(({ ground }) => ground.side === 'ours')?.ground.id).toBe(id);
    expect({ lacking, against }).toEqual({ lacking: [], against: undefined });
  });

  it('is never what the sender, a file of theirs or a third party says', () => {
    expect(missing('We owe you 700 EUR.')).toEqual(['700 eur']);
    expect(missing('The total is 500 EUR.')).toEqual(['500 eur']);
    expect(missing('You get 900 EUR in gold.')).toEqual(['900 eur']);
    expect(support('You asked about 700 EUR.').echoed).toHaveLength(1);
    expect(support('You asked about 900 EUR.').echoed).toEqual([]);
  });

  it('is no figure with another unit', () => {
    expect(missing('You have 30 weeks to return them.')).toEqual(['30 weeks']);
    expect(missing('It costs 30 EUR.')).toEqual(['30 eur']);
    expect(missing('It costs 59 USD.')).toEqual(['59 usd']);
  });

  const contradicted: [string, string][] = [
    ['Shipping to Germany takes 5 to 7 working days.', 'shipping.md#1'],
    ['Our shoes are waterproof.', 'care.md#1'],
    ['The Basic plan costs $12.', 'plans.md#1'],
    ['You can return personalised items.', 'returns.md#1'],
  ];
  it.each(contradicted)('%s is denied by %s', (statement, id) => {
    expect(support(statement).against?.ground.id).toBe(id);
  });

  it('comes of nothing for what nobody spoke of', () => {
    expect(support('Our headquarters overlook a volcano.').near).toEqual([]);
  });
});

describe('hostile text', () => {
  const length = 24_000;
  const parts = [
    '1',
    '1 ',
    '1.000',
    '1 and ',
    'a.',
    '!',
    'habe ',
    '\n',
    'not ',
    '."',
    '。送',
    '1-',
    '# a\n',
    '| a ',
    ' ',
  ];
  it.each(parts)('of %j again and again is read to its end', (part) => {
    const text = part.repeat(Math.ceil(length / part.length));
    expect(claimsIn(text).length).toBeGreaterThanOrEqual(0);
    const read = readGrounds(groundsOf([], { instructions: text }, []));
    expect(supportFor(text.slice(0, 2_000), read).near.length).toBeLessThan(2);
  });

  it('of any kind is read', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
        expect(sentencesOf(text).join('').length).toBeLessThanOrEqual(text.length * 2);
        expect(claimsIn(text)).toHaveLength(sentencesOf(text).length);
        supportFor(text, readGrounds(groundsOf([aPassage({ text })], { instructions: text }, [])));
      }),
      { numRuns: 60 },
    );
  });
});
