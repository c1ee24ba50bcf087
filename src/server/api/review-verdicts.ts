import { createRoute, z } from '@hono/zod-openapi';
import { needs } from '#server/sign-in.ts';
import { Approval, approve, Rejection, Revision, Undo } from '#server/verdicts.ts';
import { createApi } from './base.ts';
import { answers, jsonBody } from './declare.ts';
import { noSuchReview, reviewAnswers, type ReviewApiDeps } from './review-answers.ts';
import { ReviewJson } from './review-json.ts';

const params = z.object({ id: z.string().meta({ description: 'Of the review.' }) });
const tags = ['Reviews'];
const stands = 'The verdict stands; what follows from it happens next.';
const middleware = needs('reviewer');

const approveReview = createRoute({
  method: 'post',
  path: '/api/reviews/{id}/approve',
  operationId: 'approveReview',
  summary: 'Send it, as it is or with a text of your own',
  description: 'Where several people have to approve, it stays open until they have approved the same text.',
  tags,
  middleware,
  request: { params, body: jsonBody(Approval) },
  responses: answers(202, ReviewJson, stands, 400, 404, 409),
});

const rejectReview = createRoute({
  method: 'post',
  path: '/api/reviews/{id}/reject',
  operationId: 'rejectReview',
  summary: 'Send nothing',
  tags,
  middleware,
  request: { params, body: jsonBody(Rejection) },
  responses: answers(202, ReviewJson, stands, 400, 404, 409),
});

const reviseReview = createRoute({
  method: 'post',
  path: '/api/reviews/{id}/revise',
  operationId: 'reviseReview',
  summary: 'Have it written anew',
  description: 'The review stays open and gets a new version once the text is there.',
  tags,
  middleware,
  request: { params, body: jsonBody(Revision) },
  responses: answers(202, ReviewJson, stands, 400, 404, 409),
});

const undoReview = createRoute({
  method: 'post',
  path: '/api/reviews/{id}/undo',
  operationId: 'undoReview',
  summary: 'Take the verdict back while it can be undone',
  description: 'Of a review that several people have to approve, the latest approval is taken back.',
  tags,
  middleware,
  request: { params, body: jsonBody(Undo) },
  responses: answers(202, ReviewJson, 'The review is open again, and nothing was done.', 400, 404, 409),
});

export type ReviewVerdictRoutes =
  | typeof approveReview
  | typeof rejectReview
  | typeof reviseReview
  | typeof undoReview;

/** The verdicts of people on reviews (DESIGN section 6), and taking one back. */
export function reviewVerdictsApi(deps: ReviewApiDeps) {
  const { reviews, events } = deps;
  const api = createApi();
  const { seen, decided, taken } = reviewAnswers(deps);

  api.openapi(approveReview, async (c) => {
    const { id } = c.req.valid('param');
    if ((await seen(c, id)) === undefined) return noSuchReview(c);
    return decided(c, await approve(reviews, id, c.req.valid('json'), c.var.who.id), 'approve');
  });

  api.openapi(rejectReview, async (c) => {
    const { id } = c.req.valid('param');
    if ((await seen(c, id)) === undefined) return noSuchReview(c);
    const { version, reason, undo_seconds } = c.req.valid('json');
    const verdict = { kind: 'reject', reason } as const;
    const how = { undoMs: undo_seconds * 1000 };
    return decided(c, await reviews.decide(id, version, verdict, c.var.who.id, how), 'reject');
  });

  api.openapi(reviseReview, async (c) => {
    const { id } = c.req.valid('param');
    if ((await seen(c, id)) === undefined) return noSuchReview(c);
    const { version, instruction } = c.req.valid('json');
    const verdict = { kind: 'revise', instruction } as const;
    return decided(c, await reviews.decide(id, version, verdict, c.var.who.id), 'revise');
  });

  api.openapi(undoReview, async (c) => {
    const { id } = c.req.valid('param');
    if ((await seen(c, id)) === undefined) return noSuchReview(c);
    const by = c.var.who.id;
    const undone = await reviews.undo(id, c.req.valid('json').version, by);
    return taken(c, undone, () => events.reviewUndone({ reviewId: id, by }));
  });

  return api;
}
