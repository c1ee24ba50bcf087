import type { Context } from 'hono';
import { seesMailbox } from '#domain/person.ts';
import type { Review, Verdict } from '#domain/review.ts';
import { riskOf } from '#domain/review-risk.ts';
import type { Conflict } from '#store/review-verdicts.ts';
import type { Events } from '#telemetry/events.ts';
import { refuse } from '#server/answers.ts';
import type { ReviewDesk } from '#server/review-desk.ts';
import type { SignedIn } from '#server/sign-in.ts';
import type { Approved, Reviews } from '#server/verdicts.ts';
import { type ReviewJson, reviewShape } from './review-json.ts';

export type ReviewApiDeps = {
  reviews: Reviews;
  reviewDesk: ReviewDesk;
  events: Pick<Events, 'reviewDecided' | 'reviewUndone'>;
};

/** What is wrong with a verdict, for an answer of its own or for one of many. */
export type Refusal = { status: 400 | 404 | 409; type: string; message: string; review?: Review };

/** What all routes of reviews share: who sees which, and how they are shown. */
export function reviewAnswers({ reviews, reviewDesk, events }: ReviewApiDeps) {
  const shapesOf = async (all: readonly Review[]): Promise<ReviewJson[]> => {
    const details = await reviewDesk.detailsOf(all);
    return details.map(({ review, ...about }) => {
      const risk = riskOf(review).level;
      const needed = reviewDesk.approvalsNeeded({ ...review, risk });
      return reviewShape(review, { ...about, approvalsNeeded: needed });
    });
  };

  const refusedWith = async (c: Context, { status, type, message, review }: Refusal) => {
    const [shown] = review === undefined ? [] : await shapesOf([review]);
    return refuse(c, status, type, message, shown === undefined ? {} : { review: shown });
  };

  /** The review, when there is one and it is of a mailbox this person sees. */
  const seen = async (c: Context<SignedIn>, id: string): Promise<Review | undefined> => {
    const review = await reviews.find(id);
    return review !== undefined && seesMailbox(c.var.who, review.grantId) ? review : undefined;
  };

  const shown = async (c: Context<SignedIn>, review: Review) => {
    const [shape] = await shapesOf([review]);
    return shape === undefined ? noSuchReview(c) : c.json(shape, 200);
  };

  /** Answers what a person did to it, with the review as it is then. */
  const taken = async (c: Context<SignedIn>, given: Approved, tell: (review: Review) => void) => {
    if (given.kind !== 'accepted') return refusedWith(c, refusalOf(given));
    tell(given.review);
    const [shape] = await shapesOf([given.review]);
    return shape === undefined ? noSuchReview(c) : c.json(shape, 202);
  };

  const decided = (c: Context<SignedIn>, given: Approved, verdict: Verdict['kind']) =>
    taken(c, given, (review) => tellOf(events, review, verdict, c.var.who.id));

  return { shapesOf, refusedWith, seen, shown, taken, decided };
}

/** Counts and logs a verdict that stands; a first approval of several is told apart. */
export function tellOf(
  events: Pick<Events, 'reviewDecided'>,
  { id, status }: Review,
  verdict: Verdict['kind'],
  by: string,
): void {
  const agreed = verdict === 'approve' && status === 'open';
  events.reviewDecided({ reviewId: id, verdict: agreed ? 'agree' : verdict, by });
}

export function refusalOf(given: Exclude<Approved, { kind: 'accepted' }>): Refusal {
  switch (given.kind) {
    case 'conflict':
      return { status: 409, type: given.code, message: conflictMessages[given.code], review: given.review };
    case 'empty':
      return {
        status: 400,
        type: 'empty_reply',
        message: 'body: is empty, and so is the draft. Write the reply first.',
      };
    case 'missing':
      return { status: 404, type: 'not_found', message: NO_SUCH };
  }
}

const conflictMessages: Record<Conflict, string> = {
  stale_version: 'The review has changed since you saw it. Look at it as it is now and decide again.',
  already_decided: 'A verdict stands already, or the review is closed. Nothing was changed.',
  already_approved: 'You approved this text already. Somebody else has to approve it too.',
  sign_in_first: 'Several people have to approve this, each signed in on the page or with a token.',
  too_late:
    'There is nothing to undo any more: it was carried out, or had no time to be undone. Nothing was changed.',
};

const NO_SUCH = 'There is no review with this id. GET /api/reviews lists them.';

export function noSuchReview(c: Context) {
  return refuse(c, 404, 'not_found', NO_SUCH);
}
