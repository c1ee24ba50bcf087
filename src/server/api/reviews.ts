import { createRoute, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { seesMailbox } from '#domain/person.ts';
import { reviewStatuses, type Verdict } from '#domain/review.ts';
import type { Events } from '#telemetry/events.ts';
import { refuse } from '#server/answers.ts';
import { needs, type SignedIn } from '#server/sign-in.ts';
import { Approval, Rejection, Revision, approve, type Approved, type Reviews } from '#server/verdicts.ts';
import { createApi } from './base.ts';
import { GrantId } from './common-json.ts';
import { answers, jsonBody, limitOf, orEmpty } from './declare.ts';
import { ReviewJson, reviewShape } from './review-json.ts';

export type ReviewApiDeps = { reviews: Reviews; events: Pick<Events, 'reviewDecided'> };

const params = z.object({ id: z.string().meta({ description: 'Of the review.' }) });
const tags = ['Reviews'];

const listReviews = createRoute({
  method: 'get',
  path: '/api/reviews',
  operationId: 'listReviews',
  summary: 'Reviews, newest first',
  tags,
  request: {
    query: z.object({
      status: orEmpty(z.enum(reviewStatuses, `is one of ${reviewStatuses.join(', ')}`).optional()).openapi({
        description: 'Of this status; of every one when left out.',
      }),
      grant: orEmpty(GrantId.optional()),
      limit: limitOf(200, 50),
    }),
  },
  responses: answers(200, z.object({ reviews: z.array(ReviewJson) }), 'The reviews you may see.', 400),
});

const getReview = createRoute({
  method: 'get',
  path: '/api/reviews/{id}',
  operationId: 'getReview',
  summary: 'One review',
  tags,
  request: { params },
  responses: answers(200, ReviewJson, 'The review as it is now.', 404),
});

const taken = 'The verdict stands; what follows from it happens next.';

const approveReview = createRoute({
  method: 'post',
  path: '/api/reviews/{id}/approve',
  operationId: 'approveReview',
  summary: 'Send it, as it is or with a text of your own',
  tags,
  middleware: needs('reviewer'),
  request: { params, body: jsonBody(Approval) },
  responses: answers(202, ReviewJson, taken, 400, 404, 409),
});

const rejectReview = createRoute({
  method: 'post',
  path: '/api/reviews/{id}/reject',
  operationId: 'rejectReview',
  summary: 'Send nothing',
  tags,
  middleware: needs('reviewer'),
  request: { params, body: jsonBody(Rejection) },
  responses: answers(202, ReviewJson, taken, 400, 404, 409),
});

const reviseReview = createRoute({
  method: 'post',
  path: '/api/reviews/{id}/revise',
  operationId: 'reviseReview',
  summary: 'Have it written anew',
  description: 'The review stays open and gets a new version once the text is there.',
  tags,
  middleware: needs('reviewer'),
  request: { params, body: jsonBody(Revision) },
  responses: answers(202, ReviewJson, taken, 400, 404, 409),
});

export type ReviewRoutes =
  | typeof listReviews
  | typeof getReview
  | typeof approveReview
  | typeof rejectReview
  | typeof reviseReview;

/** `/api/reviews` (DESIGN section 6): list, one, and the three verdicts. */
export function reviewApi({ reviews, events }: ReviewApiDeps) {
  const api = createApi();

  /** The review, when there is one and it is of a mailbox this person sees. */
  const seen = async (c: Context<SignedIn>, id: string) => {
    const review = await reviews.find(id);
    return review !== undefined && seesMailbox(c.var.who, review.grantId) ? review : undefined;
  };

  const answer = (c: Context<SignedIn>, decided: Approved, verdict: Verdict['kind']) => {
    switch (decided.kind) {
      case 'accepted':
        events.reviewDecided({ reviewId: decided.review.id, verdict, by: c.var.who.id });
        return c.json(reviewShape(decided.review), 202);
      case 'conflict':
        return refuse(c, 409, decided.code, conflictMessages[decided.code], {
          review: reviewShape(decided.review),
        });
      case 'empty':
        return refuse(c, 400, 'empty_reply', 'body: is empty, and so is the draft. Write the reply first.');
      case 'missing':
        return noSuchReview(c);
    }
  };

  api.openapi(listReviews, async (c) => {
    const { status, grant, limit } = c.req.valid('query');
    const found = await reviews.list({ status, limit, ...(grant === undefined ? {} : { grantId: grant }) });
    const shown = found.filter(({ grantId }) => seesMailbox(c.var.who, grantId));
    return c.json({ reviews: shown.map(reviewShape) }, 200);
  });

  api.openapi(getReview, async (c) => {
    const review = await seen(c, c.req.valid('param').id);
    return review === undefined ? noSuchReview(c) : c.json(reviewShape(review), 200);
  });

  api.openapi(approveReview, async (c) => {
    const { id } = c.req.valid('param');
    if ((await seen(c, id)) === undefined) return noSuchReview(c);
    return answer(c, await approve(reviews, id, c.req.valid('json'), c.var.who.id), 'approve');
  });

  api.openapi(rejectReview, async (c) => {
    const { id } = c.req.valid('param');
    if ((await seen(c, id)) === undefined) return noSuchReview(c);
    const { version, reason } = c.req.valid('json');
    return answer(c, await reviews.decide(id, version, { kind: 'reject', reason }, c.var.who.id), 'reject');
  });

  api.openapi(reviseReview, async (c) => {
    const { id } = c.req.valid('param');
    if ((await seen(c, id)) === undefined) return noSuchReview(c);
    const { version, instruction } = c.req.valid('json');
    const verdict = { kind: 'revise', instruction } as const;
    return answer(c, await reviews.decide(id, version, verdict, c.var.who.id), 'revise');
  });

  return api;
}

const conflictMessages = {
  stale_version: 'The review has changed since you saw it. Look at it as it is now and decide again.',
  already_decided: 'A verdict stands already, or the review is closed. Nothing was changed.',
} as const;

function noSuchReview(c: Context) {
  return refuse(c, 404, 'not_found', 'There is no review with this id. GET /api/reviews lists them.');
}
