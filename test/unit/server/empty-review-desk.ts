import type { ReviewDesk } from '#server/review-desk.ts';

/** A desk without a queue, at which nobody has said anything about any review. */
export const emptyReviewDesk: ReviewDesk = {
  rows: () => Promise.resolve({ rows: [], total: 0 }),
  detailsOf: (reviews) =>
    Promise.resolve(
      reviews.map((review) => ({
        assignee: null,
        snoozedUntilMs: null,
        notes: [],
        newest: review.messageId,
        review,
      })),
    ),
  assign: () => Promise.resolve({ kind: 'missing' }),
  snooze: () => Promise.resolve({ kind: 'missing' }),
  note: () => Promise.resolve({ kind: 'missing' }),
  approvalsNeeded: () => 1,
};
