import { isSignedIn } from './person.ts';
import { type GivenApproval, type Review, type Verdict, withText } from './review.ts';
import { textPrintOf } from './review-print.ts';

/** Who decides, when, and under which terms. */
export type Terms = {
  by: string;
  nowMs: number;
  /** How many different people have to approve the same text. */
  needed: number;
  /** For so long the verdict can be undone and is not carried out; 0: it is carried out at once. */
  undoMs: number;
};

/** `decided`: the worker of its thread carries it out · `agreed`: it stays open until others have approved it too. */
export type Ruling =
  | { kind: 'decided' | 'agreed'; review: Review }
  /** `already_approved`: the same person approved the same text · `sign_in_first`: nobody knows whether it is the same. */
  | { kind: 'refused'; code: 'already_approved' | 'sign_in_first' };

/** An open review after a person's verdict. Approving takes over their text; revise leaves it open for the redraft. */
export function ruled(review: Review, verdict: Verdict, terms: Terms): Ruling {
  const next = { ...review, version: review.version + 1, updatedAtMs: terms.nowMs, verdict };
  switch (verdict.kind) {
    case 'approve':
      return approved(withText(next, verdict), terms);
    case 'reject':
      return { kind: 'decided', review: { ...next, status: 'rejected', ...actsAt(terms) } };
    case 'revise':
      return { kind: 'decided', review: { ...next, revisions: (review.revisions ?? 0) + 1 } };
  }
}

function approved(review: Review, terms: Terms): Ruling {
  const { by, nowMs, needed } = terms;
  const before = standingApprovals(review);
  if (needed > 1 && !isSignedIn(by)) return { kind: 'refused', code: 'sign_in_first' };
  if (needed > 1 && before.some((given) => given.by === by))
    return { kind: 'refused', code: 'already_approved' };
  const approvals = [...before, { by, atMs: nowMs, print: textPrintOf(review) }];
  if (approvals.length < needed) return { kind: 'agreed', review: { ...review, approvals, verdict: null } };
  return { kind: 'decided', review: { ...review, status: 'approved', approvals, ...actsAt(terms) } };
}

const actsAt = ({ nowMs, undoMs }: Terms): Pick<Review, 'actsAtMs'> =>
  undoMs > 0 ? { actsAtMs: nowMs + undoMs } : {};

/** The approvals that are of the text as it stands now. */
export function standingApprovals(review: Review): GivenApproval[] {
  if (review.approvals === undefined || review.approvals.length === 0) return [];
  const print = textPrintOf(review);
  return review.approvals.filter((given) => given.print === print);
}

/**
 * The review as it is once its latest verdict, or the latest approval of several, is taken back: open, with the text the
 * person left. Undefined when there is nothing to take back, or its time is over.
 */
export function undone(review: Review, nowMs: number): Review | undefined {
  const { actsAtMs, ...rest } = review;
  const next: Review = {
    ...rest,
    status: 'open',
    version: review.version + 1,
    updatedAtMs: nowMs,
    verdict: null,
  };
  const approvals = standingApprovals(review);
  if (review.status === 'open') {
    if (approvals.length === 0 || review.verdict !== null) return undefined;
    return { ...next, approvals: approvals.slice(0, -1) };
  }
  const waits = review.status === 'approved' || review.status === 'rejected';
  if (!waits || actsAtMs === undefined || actsAtMs <= nowMs) return undefined;
  return { ...next, approvals: review.status === 'approved' ? approvals.slice(0, -1) : approvals };
}

/** The review once its worker begins to carry the verdict out: from then on it cannot be undone. */
export function begun(review: Review, nowMs: number): Review {
  const next = { ...review, version: review.version + 1, updatedAtMs: nowMs };
  delete next.actsAtMs;
  return next;
}
