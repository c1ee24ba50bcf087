import { describe, expect, test } from 'vitest';
import type { Review, Verdict } from '#domain/review.ts';
import { draftedOf } from '#domain/review.ts';
import { begun, ruled, standingApprovals, type Terms, undone } from '#domain/verdict.ts';
import { aReview, noon } from '../../helpers/builders.ts';

const approve = (body = 'Hello Carla', subject = 'Re: Where is my order?'): Verdict => ({
  kind: 'approve',
  subject,
  body,
});
const reject: Verdict = { kind: 'reject', reason: 'no' };
const terms = (over: Partial<Terms> = {}): Terms => ({
  by: 'ann',
  nowMs: noon,
  needed: 1,
  undoMs: 0,
  ...over,
});

function after(review: Review, verdict: Verdict, over: Partial<Terms> = {}): Review {
  const ruling = ruled(review, verdict, terms(over));
  if (ruling.kind === 'refused') throw new Error(ruling.code);
  return ruling.review;
}
const byWhom = (review: Review) => standingApprovals(review).map(({ by }) => by);

describe('one person is enough', () => {
  test('and the verdict is carried out at once', () => {
    const ruling = ruled(aReview(), approve(), terms());
    expect(ruling).toMatchObject({ kind: 'decided', review: { status: 'approved', version: 2 } });
    expect(after(aReview(), approve()).actsAtMs).toBeUndefined();
  });

  test('or after the time in which it can be undone', () => {
    expect(after(aReview(), approve(), { undoMs: 5000 }).actsAtMs).toBe(noon + 5000);
    expect(after(aReview(), reject, { undoMs: 5000 })).toMatchObject({
      status: 'rejected',
      actsAtMs: noon + 5000,
    });
    const revise: Verdict = { kind: 'revise', instruction: 'shorter' };
    expect(after(aReview(), revise, { undoMs: 5000 }).actsAtMs).toBeUndefined();
  });

  test('what the model wrote is kept when a person writes another text, and only then', () => {
    expect(after(aReview(), approve()).drafted).toBeUndefined();
    const edited = after(aReview(), approve('By hand'));
    expect(edited).toMatchObject({ body: 'By hand', drafted: { body: 'Hello Carla' } });
    expect(draftedOf(after(edited, approve('Again')))).toEqual({
      subject: 'Re: Where is my order?',
      body: 'Hello Carla',
    });
    expect(after(aReview({ body: '' }), approve('By hand')).drafted).toBeNull();
  });
});

describe('two people have to approve', () => {
  const two = { needed: 2 };
  const first = () => after(aReview(), approve(), two);

  test('the first approval leaves it open, the second of another person has it sent', () => {
    expect(ruled(aReview(), approve(), terms(two))).toMatchObject({
      kind: 'agreed',
      review: { status: 'open', version: 2, verdict: null },
    });
    expect(byWhom(first())).toEqual(['ann']);
    const second = ruled(first(), approve(), terms({ ...two, by: 'ben' }));
    expect(second).toMatchObject({ kind: 'decided', review: { status: 'approved', version: 3 } });
  });

  test('nobody counts twice', () => {
    expect(ruled(first(), approve(), terms(two))).toEqual({
      kind: 'refused',
      code: 'already_approved',
    });
  });

  test.each(['slack:U123', 'mail:ann@shop.example'])(
    '%s may be anybody of them, and has to sign in',
    (by) => {
      const alone = ruled(first(), approve(), terms({ ...two, by }));
      expect(alone).toEqual({ kind: 'refused', code: 'sign_in_first' });
      expect(ruled(first(), reject, terms({ ...two, by }))).toMatchObject({ kind: 'decided' });
      expect(ruled(aReview(), approve(), terms({ by }))).toMatchObject({ kind: 'decided' });
    },
  );

  test.each<[string, Verdict]>([
    ['another text', approve('Hello Carla!')],
    ['another subject', approve('Hello Carla', 'Re: yours')],
  ])('%s begins anew, with whoever wrote it', (_name, verdict) => {
    const edited = after(first(), verdict, { ...two, by: 'ben' });
    expect(edited.status).toBe('open');
    expect(byWhom(edited)).toEqual(['ben']);
    expect(after(edited, verdict, { ...two, by: 'ann' }).status).toBe('approved');
  });

  test.each<[string, Partial<Review>]>([
    ['other recipients', { to: [{ email: 'mallory@customer.example' }] }],
    ['another copy', { cc: [{ email: 'boss@customer.example' }] }],
    ['a new draft', { body: 'Dear Carla' }],
    [
      'another action',
      {
        actions: [{ key: 'k', tool: 'refund', words: 'Refund', values: {}, status: 'proposed', detail: '' }],
      },
    ],
  ])('an approval does not hold for %s', (_name, change) => {
    expect(byWhom({ ...first(), ...change })).toEqual([]);
  });

  test('one is enough to reject', () => {
    expect(after(first(), reject, { ...two, by: 'ben' }).status).toBe('rejected');
  });
});

const waiting = (verdict: Verdict) => after(aReview(), verdict, { undoMs: 5000 });

describe('taken back', () => {
  test.each([approve('By hand'), reject])(
    '$kind opens the review again with the text as it was left',
    (verdict) => {
      const decided = waiting(verdict);
      const back = undone(decided, noon + 4999);
      expect(back).toMatchObject({ status: 'open', version: 3, verdict: null, body: decided.body });
      expect(back).not.toHaveProperty('actsAtMs');
      expect(back && byWhom(back)).toEqual([]);
    },
  );

  test('it cannot be once its time is over, or its worker has begun, or it had none', () => {
    expect(undone(waiting(reject), noon + 5000)).toBeUndefined();
    expect(undone(begun(waiting(reject), noon), noon)).toBeUndefined();
    expect(undone(after(aReview(), reject), noon)).toBeUndefined();
    expect(undone(aReview(), noon)).toBeUndefined();
    expect(undone(aReview({ status: 'sent' }), noon)).toBeUndefined();
  });

  test('of several approvals it is the latest, whether or not it was the last one needed', () => {
    const one = after(aReview(), approve(), { needed: 2 });
    expect(byWhom(undone(one, noon) ?? one)).toEqual([]);
    const both = after(one, approve(), { needed: 2, by: 'ben', undoMs: 5000 });
    expect(byWhom(both)).toEqual(['ann', 'ben']);
    expect(byWhom(undone(both, noon) ?? both)).toEqual(['ann']);
  });

  test('is not a wish for a new draft', () => {
    const revised = after(aReview(), { kind: 'revise', instruction: 'shorter' });
    expect(undone(revised, noon)).toBeUndefined();
  });
});
