import type { ReviewRow } from '#domain/review-row.ts';
import type { ReviewSide } from '#store/review-side.ts';

export type ListedRow = ReviewRow & ReviewSide;

/** What the HTTP side asks of the reviews beside their verdicts. All reject when Redis does not answer. */
export type ReviewDesk = {
  /** Rows of the mailboxes that `sees` lets through, newest first; `total` counts those beyond the limit too. */
  rows(query: {
    which: 'open' | 'decided';
    sees: (grantId: string) => boolean;
    limit: number;
  }): Promise<{ rows: ListedRow[]; total: number }>;
  /** How many different people have to approve such a reply, by the settings of its mailbox's agent. */
  approvalsNeeded(review: Pick<ReviewRow, 'grantId' | 'category' | 'risk'>): number;
};
