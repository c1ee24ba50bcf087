import { describe, expect, it } from 'vitest';
import { actOfCode, stateOfReview, textDigest } from '#domain/audit.ts';
import type { Review } from '#domain/review.ts';
import { aReview } from '../../helpers/builders.ts';

const before = aReview();

describe('the digest of what a review would send', () => {
  it('is the same for the same text and people, however their addresses are written', () => {
    const [to] = before.to;
    const same = { ...before, version: 9, to: [{ name: 'Carla', email: ` ${to?.email.toUpperCase()} ` }] };
    expect(textDigest(same)).toBe(textDigest(before));
  });

  it.each<[string, Partial<Review>]>([
    ['subject', { subject: 'Re: else' }],
    ['body', { body: 'else' }],
    ['recipients', { to: [{ email: 'else@customer.example' }] }],
    ['copies', { cc: [{ email: 'else@customer.example' }] }],
  ])('differs with another %s', (_, change) => {
    expect(textDigest({ ...before, ...change })).not.toBe(textDigest(before));
  });

  it('stands in the audit stream in place of the text', () => {
    const state = stateOfReview(before);
    expect(Object.keys(state)).toEqual(['version', 'status', 'text']);
    expect(JSON.stringify(state)).not.toContain('Hello');
  });
});

describe('what code did to a review', () => {
  const code = 'newer_message';
  it.each<[Partial<Review>, object]>([
    [
      { status: 'stale', closedBecause: { code, detail: '' } },
      { by: 'inreply', what: 'stale', why: code },
    ],
    [{ status: 'sent' }, { by: 'inreply', what: 'sent' }],
    [{ body: 'new' }, { by: 'inreply', what: 'rewritten', why: 'category_review' }],
    [{ draftId: 'd2' }, { by: 'inreply', what: 'changed', why: 'category_review' }],
  ])('is told from what it was before: %o', (change, act) => {
    expect(actOfCode(before, { ...before, ...change })).toEqual(act);
  });

  it('opens what was approved again', () => {
    expect(actOfCode({ ...before, status: 'approved' }, before)).toMatchObject({ what: 'reopened' });
  });
});
