import { createHash } from 'node:crypto';
import type { Review } from './review.ts';

/** How a thing stood before or after an act: words and numbers of ours, and digests; never texts of people. */
export type AuditState = Readonly<Record<string, string | number | boolean | null>>;

/** One line of the audit stream: who did what, when, to what, and what it was before and after. */
export type AuditEntry = {
  atMs: number;
  /** Id of the person or token; `inreply` where code acted by itself, or the name of the part that did. */
  by: string;
  what: string;
  /** What it was done to, and why: `review`, `grant`, `message`, `agent`, `category`, `letter`, `person`, `token`, `why`, … */
  about: Readonly<Record<string, string>>;
  before: AuditState | null;
  after: AuditState | null;
};

/** Who changed a review, in which way, and why where it is known. */
export type Act = { by: string; what: string; why?: string };

/** How a review stands, for the audit stream; `text` is that of `textDigest`. */
export function stateOfReview(review: Review): AuditState {
  const { version, status } = review;
  return { version, status, text: textDigest(review) };
}

/** SHA-256 of what a review would send and to whom, in hexadecimal: the same for the same subject, body and recipients. */
export function textDigest({
  subject,
  body,
  to,
  cc,
}: Pick<Review, 'subject' | 'body' | 'to' | 'cc'>): string {
  const people = [to, cc].map((list) => list.map(({ email }) => email.trim().toLowerCase()).toSorted());
  return createHash('sha256')
    .update(JSON.stringify([subject, body, people]))
    .digest('hex');
}

/** What code did to a review when nobody says more: the status it got, or that its text or something else changed. */
export function actOfCode(before: Review, after: Review): Act {
  const why = after.closedBecause ?? after.reasons[0];
  const changed = textDigest(before) === textDigest(after) ? 'changed' : 'rewritten';
  const reopened = after.status === 'open' ? 'reopened' : after.status;
  const what = before.status === after.status ? changed : reopened;
  return { by: 'inreply', what, ...(why === undefined || what === 'sent' ? {} : { why: why.code }) };
}
