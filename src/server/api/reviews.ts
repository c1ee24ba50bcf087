import { createRoute, z } from '@hono/zod-openapi';
import { seesMailbox } from '#domain/person.ts';
import { reviewStatuses } from '#domain/review.ts';
import { createApi } from './base.ts';
import { GrantId } from './common-json.ts';
import { answers, limitOf, orEmpty } from './declare.ts';
import { noSuchReview, reviewAnswers, type ReviewApiDeps } from './review-answers.ts';
import { ReviewJson } from './review-json.ts';

export type { ReviewApiDeps };

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
  request: { params: z.object({ id: z.string().meta({ description: 'Of the review.' }) }) },
  responses: answers(200, ReviewJson, 'The review as it is now.', 404),
});

export type ReviewRoutes = typeof listReviews | typeof getReview;

/** Reading reviews (DESIGN section 6): the list, and one. */
export function reviewApi(deps: ReviewApiDeps) {
  const api = createApi();
  const { seen, shown, shapesOf } = reviewAnswers(deps);

  api.openapi(listReviews, async (c) => {
    const { status, grant, limit } = c.req.valid('query');
    const sees = (grantId: string) =>
      (grant === undefined || grantId === grant) && seesMailbox(c.var.who, grantId);
    return c.json({ reviews: await shapesOf(await deps.reviews.list({ status, sees, limit })) }, 200);
  });

  api.openapi(getReview, async (c) => {
    const review = await seen(c, c.req.valid('param').id);
    return review === undefined ? noSuchReview(c) : shown(c, review);
  });

  return api;
}
