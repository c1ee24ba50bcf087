import { createRoute, z } from '@hono/zod-openapi';
import { seesMailbox } from '#domain/person.ts';
import { needs } from '#server/sign-in.ts';
import { Approval, approve, type Approved, Rejection } from '#server/verdicts.ts';
import { createApi } from './base.ts';
import { answers, jsonBody } from './declare.ts';
import { refusalOf, reviewAnswers, type ReviewApiDeps, tellOf } from './review-answers.ts';
import { ReviewJson } from './review-json.ts';

const id = z.string().meta({ description: 'Of the review.' });
const Verdicts = z.strictObject({
  verdicts: z
    .array(
      z.discriminatedUnion('verdict', [
        Approval.omit({ undo_seconds: true }).extend({ verdict: z.literal('approve'), id }),
        Rejection.omit({ undo_seconds: true }).extend({ verdict: z.literal('reject'), id }),
      ]),
    )
    .min(1)
    .max(100),
  undo_seconds: Approval.shape.undo_seconds,
});
type OneVerdict = z.infer<typeof Verdicts>['verdicts'][number];

const decideReviews = createRoute({
  method: 'post',
  path: '/api/reviews/decide',
  operationId: 'decideReviews',
  summary: 'Decide up to 100 reviews at once, each on its own',
  description: 'Each verdict is taken as by `approve` or `reject`. Some may be refused while others stand.',
  tags: ['Reviews'],
  middleware: needs('reviewer'),
  request: { body: jsonBody(Verdicts) },
  responses: answers(
    200,
    z.object({
      results: z.array(
        z.object({
          id: z.string(),
          ok: z.boolean(),
          error: z.object({ type: z.string(), message: z.string() }).optional(),
          review: ReviewJson.optional().meta({ description: 'As it is now.' }),
        }),
      ),
    }),
    'What became of each, in the order they were given.',
    400,
  ),
});

export type ReviewBulkRoutes = typeof decideReviews;

/** Many verdicts in one request. */
export function reviewBulkApi(deps: ReviewApiDeps) {
  const { reviews, events } = deps;
  const api = createApi();
  const { shapesOf } = reviewAnswers(deps);

  const decide = (one: OneVerdict, undoSeconds: number, by: string): Promise<Approved> => {
    if (one.verdict === 'approve') return approve(reviews, one.id, { ...one, undo_seconds: undoSeconds }, by);
    const verdict = { kind: 'reject', reason: one.reason } as const;
    return reviews.decide(one.id, one.version, verdict, by, { undoMs: undoSeconds * 1000 });
  };

  api.openapi(decideReviews, async (c) => {
    const { verdicts, undo_seconds } = c.req.valid('json');
    const { who } = c.var;
    const resultOf = async (one: OneVerdict) => {
      const before = await reviews.find(one.id);
      const isSeen = before !== undefined && seesMailbox(who, before.grantId);
      const given: Approved = isSeen ? await decide(one, undo_seconds, who.id) : { kind: 'missing' };
      const [review] = 'review' in given ? await shapesOf([given.review]) : [];
      const shown = { id: one.id, ...(review === undefined ? {} : { review }) };
      if (given.kind === 'accepted') {
        tellOf(events, given.review, one.verdict, who.id);
        return { ok: true, ...shown };
      }
      const { type, message } = refusalOf(given);
      return { ok: false, ...shown, error: { type, message } };
    };
    return c.json({ results: await Promise.all(verdicts.map(resultOf)) }, 200);
  });

  return api;
}
