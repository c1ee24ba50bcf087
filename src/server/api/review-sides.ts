import { createRoute, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { LONGEST_NOTE, LONGEST_SNOOZE_MS } from '#domain/note.ts';
import type { Clock } from '#domain/ports.ts';
import type { SideChanged } from '#store/review-sides.ts';
import { refuse } from '#server/answers.ts';
import { needs, type SignedIn } from '#server/sign-in.ts';
import type { Access } from '#server/sign-in/access.ts';
import { everybody } from '#server/sign-in/people.ts';
import { createApi } from './base.ts';
import { orNull, Time } from './common-json.ts';
import { answers, jsonBody } from './declare.ts';
import { noSuchReview, refusalOf, reviewAnswers, type ReviewApiDeps } from './review-answers.ts';
import { ReviewJson } from './review-json.ts';

export type ReviewSidesDeps = ReviewApiDeps & { access: Pick<Access, 'people' | 'seen'>; now: Clock };

const params = z.object({ id: z.string().meta({ description: 'Of the review.' }) });
const tags = ['Reviews'];
const middleware = needs('reviewer');
const changed =
  'The review as it is now. Its version has not changed, so that verdicts under way still hold.';

const assignReview = createRoute({
  method: 'post',
  path: '/api/reviews/{id}/assign',
  operationId: 'assignReview',
  summary: 'Say who looks after it',
  tags,
  middleware,
  request: {
    params,
    body: jsonBody(
      z.strictObject({
        to: z
          .string()
          .min(1)
          .nullable()
          .meta({ description: 'Id of a person of `/api/people`; null: nobody.' }),
      }),
    ),
  },
  responses: answers(200, ReviewJson, changed, 400, 404, 409),
});

const snoozeReview = createRoute({
  method: 'post',
  path: '/api/reviews/{id}/snooze',
  operationId: 'snoozeReview',
  summary: 'Put it off until a time',
  description: 'A newer message in its thread ends it early.',
  tags,
  middleware,
  request: {
    params,
    body: jsonBody(
      z.strictObject({
        until: orNull(Time).meta({ description: 'Within 30 days; null: it is no longer put off.' }),
      }),
    ),
  },
  responses: answers(200, ReviewJson, changed, 400, 404, 409),
});

const noteReview = createRoute({
  method: 'post',
  path: '/api/reviews/{id}/notes',
  operationId: 'noteReview',
  summary: 'Write a note for colleagues',
  tags,
  middleware,
  request: {
    params,
    body: jsonBody(z.strictObject({ text: z.string().trim().min(1, 'write something').max(LONGEST_NOTE) })),
  },
  responses: answers(200, ReviewJson, changed, 400, 404, 409),
});

export type ReviewSideRoutes = typeof assignReview | typeof snoozeReview | typeof noteReview;

/** What colleagues say about a review beside its text: who looks after it, when, and notes. */
export function reviewSidesApi(deps: ReviewSidesDeps) {
  const { reviewDesk, access, now } = deps;
  const api = createApi();
  const { seen, shown, refusedWith } = reviewAnswers(deps);

  const answer = (c: Context<SignedIn>, given: SideChanged) => {
    switch (given.kind) {
      case 'done':
        return shown(c, given.review);
      case 'ended':
        return refusedWith(c, refusalOf({ kind: 'conflict', code: 'already_decided', review: given.review }));
      case 'full':
        return refuse(c, 409, 'too_many_notes', 'There are 100 notes already. Write to each other instead.');
      case 'missing':
        return noSuchReview(c);
    }
  };

  api.openapi(assignReview, async (c) => {
    const { id } = c.req.valid('param');
    if ((await seen(c, id)) === undefined) return noSuchReview(c);
    const { to } = c.req.valid('json');
    const { who } = c.var;
    if (to !== null && to !== who.id && !(await everybody(access)).some((person) => person.id === to))
      return refuse(c, 404, 'no_such_person', 'Nobody has this id. GET /api/people lists who there is.');
    return answer(c, await reviewDesk.assign(id, to, who.id));
  });

  api.openapi(snoozeReview, async (c) => {
    const { id } = c.req.valid('param');
    if ((await seen(c, id)) === undefined) return noSuchReview(c);
    const { until } = c.req.valid('json');
    const untilMs = until === null ? null : Date.parse(until);
    if (untilMs !== null && (untilMs <= now() || untilMs > now() + LONGEST_SNOOZE_MS))
      return refuse(c, 400, 'invalid_body', 'until: is a time within the next 30 days');
    return answer(c, await reviewDesk.snooze(id, untilMs, c.var.who.id));
  });

  api.openapi(noteReview, async (c) => {
    const { id } = c.req.valid('param');
    if ((await seen(c, id)) === undefined) return noSuchReview(c);
    return answer(c, await reviewDesk.note(id, c.req.valid('json').text, c.var.who.id));
  });

  return api;
}
