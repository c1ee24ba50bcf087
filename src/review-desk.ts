import { approvalsNeeded } from '#domain/reviews-config.ts';
import type { ReviewDesk } from '#server/review-desk.ts';
import type { Context, Stores } from './context.ts';

/** Reviews as the HTTP side asks for them, with the settings of the agents that are in force. */
export function reviewDesk({ agents }: Pick<Context, 'agents'>, stores: Stores): ReviewDesk {
  return {
    rows: (query) => stores.reviewRows.list(query),
    detailsOf: (reviews) => stores.reviewSides.detailsOf(reviews),
    assign: (...given) => stores.reviewSides.assign(...given),
    snooze: (...given) => stores.reviewSides.snooze(...given),
    note: (...given) => stores.reviewSides.note(...given),
    approvalsNeeded: (review) =>
      approvalsNeeded(agents.mailboxOf(review.grantId)?.agent.config.reviews, review),
  };
}
