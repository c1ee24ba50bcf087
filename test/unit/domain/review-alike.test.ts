import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Review } from '#domain/review.ts';
import { alikeOf } from '#domain/review-alike.ts';
import { aReview } from '../../helpers/builders.ts';

const shipped = (greeting: string, order: string, rest = 'It arrives on 12 May and costs 20 EUR.') =>
  `${greeting}\n\nyour order ${order} has left our warehouse. ${rest}\n\nBest regards\nMia`;

/** A mail of somebody about their order, and its draft. */
const about = (name: string, order: string, body: string, change: Partial<Review> = {}): Review =>
  aReview({
    messageId: order,
    from: [{ name, email: `${name.split(' ')[0]?.toLowerCase()}@customer.example` }],
    question: `Where is my order ${order}?`,
    body,
    ...change,
  });
const carla = about('Carla Customer', '4711', shipped('Hello Carla,', '4711'));
const bert = (body: string, change: Partial<Review> = {}) => about('Bert Brown', '4712', body, change);

describe('drafts that are alike', () => {
  test.each([
    ['Hello Bert,', '4712'],
    ['Hello Bert Brown,', '4712'],
  ])('differ in the name of the sender and their own order number: %s', (greeting, order) => {
    expect(alikeOf(bert(shipped(greeting, order)))).toBe(alikeOf(carla));
  });

  test.each([
    ['Bestellung 88123 ist unterwegs.', 'Bestellung 88124 ist unterwegs.'],
    ['Ticket no. AB-10021 is closed.', 'Ticket no. AB-10022 is closed.'],
    ['Order #100211 left.', 'Order #100212 left.'],
    ['Votre commande n° 100211 est partie.', 'Votre commande n° 100212 est partie.'],
    ['Order ORD-2026-10021 left.', 'Order ORD-2026-10022 left.'],
    ['Order number: 100211, thank you.', 'Order number: 100212, thank you.'],
  ])('differ in a reference that each sender wrote: %s', (one, other) => {
    const [a, b] = [one, other].map((body) => alikeOf(aReview({ body, question: body })));
    expect(a).toBe(b);
    expect(a).not.toBeNull();
  });
});

describe('drafts that are not alike', () => {
  test.each<[string, Review]>([
    ['another amount', bert(shipped('Hello Bert,', '4712', 'It arrives on 12 May and costs 21 EUR.'))],
    ['another date', bert(shipped('Hello Bert,', '4712', 'It arrives on 13 May and costs 20 EUR.'))],
    ['another promise', bert(shipped('Hello Bert,', '4712', 'We refund it. It costs 20 EUR.'))],
    ['one more word', bert(shipped('Hello Bert,', '4712', 'It surely arrives on 12 May and costs 20 EUR.'))],
    ['a name that is not the sender’s', bert(shipped('Hello Carla,', '4712'))],
    ['a number that the sender did not write', bert(shipped('Hello Bert,', '4999'))],
    ['another greeting', bert(shipped('Dear Bert,', '4712'))],
    ['a name elsewhere', bert(shipped('Hello Bert,', '4712').replace('Mia', 'Bert'))],
    ['another category', bert(shipped('Hello Bert,', '4712'), { category: 'order_status' })],
    ['another mailbox', bert(shipped('Hello Bert,', '4712'), { grantId: 'g2' })],
    ['another agent', bert(shipped('Hello Bert,', '4712'), { agent: 'sales' })],
    ['another doubt', bert(shipped('Hello Bert,', '4712'), { reasons: [{ code: 'chatty', detail: '' }] })],
    ['a copy to somebody', bert(shipped('Hello Bert,', '4712'), { cc: [{ email: 'boss@other.example' }] })],
    ['another mail that it answers', bert(shipped('Hello Bert,', '4712'), { covers: ['m9'] })],
  ])('have %s', (_name, review) => {
    expect(alikeOf(review)).not.toBeNull();
    expect(alikeOf(review)).not.toBe(alikeOf(carla));
  });

  test.each<[string, Partial<Review>]>([
    ['decided', { status: 'approved' }],
    ['being written anew', { verdict: { kind: 'revise', instruction: 'shorter' } }],
    ['without a category', { category: null }],
    ['without a draft', { body: '' }],
    ['of a very long draft', { body: 'order 1'.padEnd(20_001, '1') }],
    ['of high risk', { reasons: [{ code: 'risk_words', detail: '' }] }],
    [
      'that does something first',
      { actions: [{ key: 'k', tool: 'note', words: 'Note it', values: {}, status: 'proposed', detail: '' }] },
    ],
  ])('are those of a review %s', (_name, change) => {
    expect(alikeOf({ ...carla, ...change })).toBeNull();
  });

  test.each([
    ['order 1000 EUR', 'order 2500 EUR'],
    ['order 1000€ today', 'order 2500€ today'],
    ['order 1000 pieces', 'order 2500 pieces'],
    ['order 1000.50 in all', 'order 1000.75 in all'],
    ['booking 2027-01-03 holds', 'booking 2027-01-04 holds'],
    ['booking 2026 holds', 'booking 2027 holds'],
    ['case 1000 days old', 'case 2500 days old'],
    ['order EUR1000 now', 'order EUR2500 now'],
    ['order 12-May-2026 holds', 'order 13-May-2026 holds'],
    ['booking Q3-2026 holds', 'booking Q4-2026 holds'],
    ['booking MAY-2026 holds', 'booking JUNE-2026 holds'],
    ['order 100 left', 'order 101 left'],
  ])('have an amount or a date where a reference could stand: %s', (one, other) => {
    const [a, b] = [one, other].map((body) => alikeOf(aReview({ body, question: body })));
    expect(a).not.toBe(b);
  });
});

test('whatever amount, date or word is put into one of two alike drafts sets them apart', () => {
  const word = fc.stringMatching(/^[a-zA-ZäöüÄÖÜéß]{1,12}$/);
  const amount = fc.tuple(
    fc.integer({ min: 1, max: 99_999 }),
    fc.constantFrom(' EUR', ' €', '%', ' USD', ' days'),
  );
  const date = fc
    .date({ min: new Date('2020-01-01'), max: new Date('2039-12-31'), noInvalidDate: true })
    .chain((day) =>
      fc.constantFrom(
        day.toISOString().slice(0, 10),
        day.toISOString().slice(0, 10).split('-').toReversed().join('.'),
      ),
    );
  const thing = fc.oneof(
    word,
    amount.map((parts) => parts.join('')),
    date,
  );
  fc.assert(
    fc.property(
      thing,
      thing,
      fc.constantFrom('order', 'pay', 'until', 'ticket', 'in'),
      (one, other, lead) => {
        const draft = (what: string) => {
          const body = `Hello Carla,\n\nyour ${lead} ${what}. Thank you.`;
          return alikeOf(aReview({ body, question: body }));
        };
        expect(draft(one) === draft(other)).toBe(one === other);
      },
    ),
    { numRuns: 500 },
  );
});
