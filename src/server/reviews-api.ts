import { Hono, type Context } from 'hono';
import { z } from 'zod';
import { seesMailbox } from '#domain/person.ts';
import { reviewStatuses, type Verdict } from '#domain/review.ts';
import type { Events } from '#telemetry/events.ts';
import { check, checkBody, refuse } from './answers.ts';
import { needs, type SignedIn } from './sign-in.ts';
import { reviewShape } from './shapes.ts';
import { Approval, Rejection, Revision, approve, type Approved, type Reviews } from './verdicts.ts';

export type ReviewApiDeps = { reviews: Reviews; events: Pick<Events, 'reviewDecided'> };

const Query = z.object({
  status: z.enum(reviewStatuses, `is one of ${reviewStatuses.join(', ')}`).optional(),
  grant: z.string().min(1).optional(),
  limit: z.coerce.number('is a number').int().min(1).max(200).default(50),
});

/** `/api/reviews` (DESIGN section 6): list, one, and the three verdicts. Mounted behind the sign-in. */
export function reviewApi({ reviews, events }: ReviewApiDeps): Hono<SignedIn> {
  const app = new Hono<SignedIn>();

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

  app.get('/', async (c) => {
    const given = Object.entries(c.req.query()).filter(([, value]) => value !== '');
    const query = check(Query, Object.fromEntries(given));
    if (query.kind === 'bad') return refuse(c, 400, 'invalid_query', query.message);
    const { status, grant, limit } = query.value;
    const found = await reviews.list({ status, limit, ...(grant === undefined ? {} : { grantId: grant }) });
    const seen = found.filter(({ grantId }) => seesMailbox(c.var.who, grantId));
    return c.json({ reviews: seen.map(reviewShape) });
  });

  app.get('/:id', async (c) => {
    const review = await reviews.find(c.req.param('id'));
    return review === undefined ? noSuchReview(c) : c.json(reviewShape(review));
  });

  app.post('/:id/approve', needs('reviewer'), async (c) => {
    const body = await checkBody(c, Approval);
    if (body.kind === 'bad') return refuse(c, 400, 'invalid_body', body.message);
    return answer(c, await approve(reviews, c.req.param('id'), body.value, c.var.who.id), 'approve');
  });

  app.post('/:id/reject', needs('reviewer'), async (c) => {
    const body = await checkBody(c, Rejection);
    if (body.kind === 'bad') return refuse(c, 400, 'invalid_body', body.message);
    const { version, reason } = body.value;
    const decided = await reviews.decide(
      c.req.param('id'),
      version,
      { kind: 'reject', reason },
      c.var.who.id,
    );
    return answer(c, decided, 'reject');
  });

  app.post('/:id/revise', needs('reviewer'), async (c) => {
    const body = await checkBody(c, Revision);
    if (body.kind === 'bad') return refuse(c, 400, 'invalid_body', body.message);
    const { version, instruction } = body.value;
    const verdict = { kind: 'revise', instruction } as const;
    return answer(c, await reviews.decide(c.req.param('id'), version, verdict, c.var.who.id), 'revise');
  });

  return app;
}

const conflictMessages = {
  stale_version: 'The review has changed since you saw it. Look at it as it is now and decide again.',
  already_decided: 'A verdict stands already, or the review is closed. Nothing was changed.',
} as const;

function noSuchReview(c: Context): Response {
  return refuse(c, 404, 'not_found', 'There is no review with this id. GET /api/reviews lists them.');
}
