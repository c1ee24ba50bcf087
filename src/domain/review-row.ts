import type { Address } from './mail.ts';
import type { Review } from './review.ts';
import { alikeOf } from './review-alike.ts';
import { type Risk, riskOf } from './review-risk.ts';
import { standingApprovals } from './verdict.ts';

/** So much of what the sender wrote stands in a row, in characters. */
const PREVIEW = 160;
/** Grows when a row is made in another way, so that older ones are made anew from their review. */
const FORM = 1;

/** A review as a line of a long list: all that is needed to sort, filter and choose, and no text of the reply. */
export type ReviewRow = Pick<
  Review,
  | 'id'
  | 'version'
  | 'status'
  | 'grantId'
  | 'threadId'
  | 'messageId'
  | 'agent'
  | 'category'
  | 'confidence'
  | 'subject'
  | 'createdAtMs'
  | 'updatedAtMs'
> & {
  form: number;
  risk: Risk;
  from: Address | null;
  preview: string;
  /** Codes. */
  reasons: string[];
  alike: string | null;
  /** How many people have agreed to the text as it stands. */
  approvals: number;
  undoUntilMs: number | null;
  expiresAtMs: number | null;
  hasDraft: boolean;
};

export function rowOf(review: Review): ReviewRow {
  const { id, version, status, grantId, threadId, messageId, agent, category, confidence } = review;
  const { subject, createdAtMs, updatedAtMs } = review;
  return {
    form: FORM,
    id,
    version,
    status,
    grantId,
    threadId,
    messageId,
    agent,
    category,
    confidence,
    subject,
    createdAtMs,
    updatedAtMs,
    risk: riskOf(review).level,
    from: review.from[0] ?? null,
    preview: previewOf(review.question),
    reasons: [...new Set(review.reasons.map(({ code }) => code))],
    alike: alikeOf(review),
    approvals: standingApprovals(review).length,
    undoUntilMs: review.actsAtMs ?? null,
    expiresAtMs: review.expiresAtMs ?? null,
    hasDraft: review.body.trim() !== '',
  };
}

/** Whether a stored row is one of this version. */
export function isCurrentRow({ form }: Pick<ReviewRow, 'form'>): boolean {
  return form === FORM;
}

function previewOf(question: string): string {
  // bounded first: a question may be long, and only its beginning is shown
  const line = question
    .slice(0, PREVIEW * 8)
    .replaceAll(/\s+/g, ' ')
    .trim();
  return line.slice(0, PREVIEW).toWellFormed();
}
