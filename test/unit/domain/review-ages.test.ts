import { describe, expect, it } from 'vitest';
import { AgentConfig } from '#domain/agent-config.ts';
import { spanMs, spanText } from '#domain/duration.ts';
import type { Review } from '#domain/review.ts';
import { agedBy, type Aged, expiryOf, firstLookMs, withAges, withExpiry } from '#domain/review-ages.ts';
import { ReviewsConfig } from '#domain/reviews-config.ts';
import { aReview, anAgent, noon } from '../../helpers/builders.ts';

const HOUR = 3_600_000;
const both = withAges(aReview(), ReviewsConfig.parse({ remind_after: '4h', expire_after: '1d' }));
type Known = { reminded: boolean; snoozedUntilMs: number | null };
const fresh: Known = { reminded: false, snoozedUntilMs: null };
const at = (hours: number) => noon + hours * HOUR;

describe('what the age of a review asks for', () => {
  it.each<[string, Partial<Review>, Partial<Known>, number, Aged]>([
    ['young', {}, {}, 1, { kind: 'look', atMs: at(4) }],
    ['old enough', {}, {}, 4, { kind: 'remind', nextMs: at(24) }],
    ['reminded of', {}, { reminded: true }, 5, { kind: 'look', atMs: at(24) }],
    ['too old', {}, { reminded: true }, 24, { kind: 'expire' }],
    ['too old, though nobody was reminded', {}, {}, 30, { kind: 'expire' }],
    ['changed since', { updatedAtMs: at(23) }, { reminded: true }, 30, { kind: 'look', atMs: at(47) }],
    ['snoozed', {}, { snoozedUntilMs: at(40) }, 30, { kind: 'look', atMs: at(44) }],
    ['just after its snooze', {}, { snoozedUntilMs: at(40) }, 41, { kind: 'look', atMs: at(44) }],
    [
      'being written anew',
      { verdict: { kind: 'revise', instruction: 'x' } },
      {},
      30,
      { kind: 'look', atMs: at(30) + 60_000 },
    ],
    ['decided', { status: 'approved' }, {}, 30, { kind: 'forget' }],
  ])('of one that is %s', (_, change, known, hours, next) => {
    expect(agedBy({ ...both, ...change }, { ...fresh, ...known }, at(hours))).toEqual(next);
  });

  it('is nothing where its agent says nothing', () => {
    const none = withAges(aReview(), undefined);
    expect(none).toEqual(aReview());
    expect(agedBy(none, fresh, at(10_000))).toEqual({ kind: 'forget' });
    expect(firstLookMs(none)).toBeUndefined();
    expect(withExpiry(none)).toEqual(none);
  });

  it('is a reminder alone where it never ends', () => {
    const reminded = withAges(aReview(), ReviewsConfig.parse({ remind_after: '30m' }));
    expect(agedBy(reminded, fresh, at(1))).toEqual({ kind: 'remind', nextMs: undefined });
    expect(agedBy(reminded, { ...fresh, reminded: true }, at(1000))).toEqual({ kind: 'forget' });
    expect(expiryOf(withExpiry(reminded), null)).toBeNull();
  });
});

describe('when a review ends by itself', () => {
  it('is so long after its last change, or after its snooze', () => {
    const review = withExpiry(both);
    expect(expiryOf(review, null)).toBe(at(24));
    expect(expiryOf(review, at(10))).toBe(at(34));
    expect(expiryOf(withExpiry({ ...review, updatedAtMs: at(5) }), null)).toBe(at(29));
  });

  it('is never once it was decided', () => {
    expect(expiryOf(withExpiry({ ...withExpiry(both), status: 'rejected' }), null)).toBeNull();
  });
});

describe('spans of time', () => {
  it.each([
    ['30m', 30 * 60_000, '30 minutes'],
    ['1h', HOUR, '1 hour'],
    ['3d', 72 * HOUR, '3 days'],
  ])('%s', (text, ms, words) => {
    expect(spanMs(text)).toBe(ms);
    expect(spanText(ms)).toBe(words);
  });
});

const faultsOf = (reviews: object): string[] => {
  const { mailboxes, categories } = anAgent().config;
  const parsed = AgentConfig.safeParse({ mailboxes, categories, reviews });
  return (parsed.error?.issues ?? []).map(({ path, message }) => `${path.join('.')}: ${message}`);
};

describe('the block reviews of agent.yaml', () => {
  it.each<[object, RegExp]>([
    [{ remind_after: '4' }, /^reviews.remind_after: write a span of time/],
    [{ expire_after: '400d' }, /longer than a year/],
    [{ remind_after: '3d', expire_after: '1d' }, /^reviews.remind_after: comes no sooner/],
    [{ expire_after: '1d', on_expiry: 'escalate' }, /^reviews.on_expiry: needs escalate_to/],
    [{ expire_after: '1d', on_expiry: 'send' }, /^reviews.on_expiry/],
    [{ on_expiry: 'escalate', escalate_to: 'a@b.example' }, /^reviews.on_expiry: means nothing/],
    [
      { expire_after: '1d', on_expiry: 'escalate', escalate_to: 'DESK@shop.example' },
      /^reviews.escalate_to: is a mailbox/,
    ],
  ])('with %o is refused', (reviews, reason) => {
    expect(faultsOf(reviews)).toEqual([expect.stringMatching(reason)]);
  });

  it('may say all of it', () => {
    const all = {
      remind_after: '4h',
      expire_after: '3d',
      on_expiry: 'escalate',
      escalate_to: 'lead@shop.example',
    };
    expect(faultsOf(all)).toEqual([]);
  });
});
