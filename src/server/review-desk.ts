import type { ReviewRow } from '#domain/review-row.ts';
import type { ListedRow, ReviewRows } from '#store/review-rows.ts';
import type { ReviewSides } from '#store/review-sides.ts';

export type { ListedRow };

/** What the HTTP side asks of the reviews beside their verdicts. All reject when Redis does not answer. */
export type ReviewDesk = ReviewSides & {
  rows: ReviewRows['list'];
  /** How many different people have to approve such a reply, by the settings of its mailbox's agent. */
  approvalsNeeded(review: Pick<ReviewRow, 'grantId' | 'category' | 'risk'>): number;
};
