import { describe, expect, test } from 'vitest';
import type { Review } from '#domain/review.ts';
import { fingerprintOf, textPrintOf } from '#domain/review-print.ts';
import type { Action } from '#domain/tools.ts';
import { aReview, noon } from '../../helpers/builders.ts';

const action = (change: Partial<Action> = {}): Action => ({
  key: 'k',
  tool: 'refund',
  words: 'Refund 20 EUR',
  values: { order: '4711', amount: 20 },
  status: 'proposed',
  detail: '',
  ...change,
});
const review = aReview({ actions: [action()] });

describe('what a person saw', () => {
  test.each<[string, Partial<Review>]>([
    ['recipient', { to: [{ email: 'mallory@customer.example' }] }],
    ['further recipient', { to: [...review.to, { email: 'bert@customer.example' }] }],
    ['copy', { cc: [{ email: 'boss@customer.example' }] }],
    ['recipient that becomes a copy', { to: [], cc: review.to }],
    ['subject', { subject: 'Re: yours' }],
    ['text', { body: 'Hello Carla!' }],
    ['action', { actions: [] }],
    ['argument of an action', { actions: [action({ values: { order: '4711', amount: 200 } })] }],
  ])('is another with another %s', (_name, change) => {
    expect(textPrintOf({ ...review, ...change })).not.toBe(textPrintOf(review));
    expect(fingerprintOf({ ...review, ...change }, 'm1')).not.toBe(fingerprintOf(review, 'm1'));
  });

  test.each<[string, Partial<Review>, string]>([
    ['message in the thread', {}, 'm2'],
    ['message that it answers', { covers: ['m0'] }, 'm1'],
    ['mailbox', { grantId: 'g2' }, 'm1'],
  ])('is another with a further %s', (_name, change, newest) => {
    expect(fingerprintOf({ ...review, ...change }, newest)).not.toBe(fingerprintOf(review, 'm1'));
  });

  test.each<[string, Partial<Review>]>([
    ['a name beside an address, and its case', { to: [{ name: 'Carla', email: 'Carla@Customer.example' }] }],
    ['what is said of why it waits', { reasons: [] }],
    ['its version', { version: 9, updatedAtMs: noon + 1 }],
    ['the order of arguments', { actions: [action({ values: { amount: 20, order: '4711' } })] }],
    ['how far an action came', { actions: [action({ status: 'done' })] }],
  ])('is the same whatever happens to %s', (_name, change) => {
    expect(fingerprintOf({ ...review, ...change }, 'm1')).toBe(fingerprintOf(review, 'm1'));
  });
});
