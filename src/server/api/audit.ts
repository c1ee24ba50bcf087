import { createRoute, z } from '@hono/zod-openapi';
import type { AuditEntry } from '#domain/audit.ts';
import { seesMailbox } from '#domain/person.ts';
import type { Review } from '#domain/review.ts';
import type { AuditTrail } from '#store/audit-trail.ts';
import { refuse } from '#server/answers.ts';
import { needs } from '#server/sign-in.ts';
import { createApi } from './base.ts';
import { Time } from './common-json.ts';
import { answers, limitOf, orEmpty } from './declare.ts';
import { isoOf } from './time.ts';

export type AuditApiDeps = {
  auditTrail: AuditTrail;
  reviews: { find(id: string): Promise<Review | undefined> };
};

const StateJson = z
  .record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]))
  .nullable()
  .meta({
    description:
      'Of a review its `version`, `status` and `text`: the SHA-256 of subject, body and recipients, never the text itself.',
  });

const AuditEntryJson = z
  .object({
    at: Time,
    by: z.string().meta({ description: 'Id of a person or token; `inreply` where code acted by itself.' }),
    what: z.string().meta({ examples: ['approve'] }),
    about: z
      .record(z.string(), z.string())
      .meta({ description: 'What it was done to, and why: `review`, `grant`, `message`, `why`, …' }),
    before: StateJson,
    after: StateJson,
  })
  .openapi('AuditEntry');

const tags = ['Audit'];

const listAudit = createRoute({
  method: 'get',
  path: '/api/audit',
  operationId: 'listAudit',
  summary: 'Who did what, newest first',
  tags,
  middleware: needs('admin', 'all mailboxes'),
  request: {
    query: z.object({
      review: orEmpty(z.string().optional()).openapi({ description: 'Only of this review.' }),
      by: orEmpty(z.string().optional()).openapi({ description: 'Only of this person, token or part.' }),
      before: orEmpty(
        z
          .string()
          .refine((text) => isCursor(text) || !Number.isNaN(Date.parse(text)), 'is a time, or a `next`')
          .optional(),
      ).openapi({ description: 'Only older ones: a time, or the `next` of an earlier answer.' }),
      limit: limitOf(1000, 100),
    }),
  },
  responses: answers(
    200,
    z.object({
      entries: z.array(AuditEntryJson),
      next: z.string().nullable().meta({ description: 'Finds older ones; `null` when there are none.' }),
    }),
    'What is kept: about the last 100,000 entries.',
    400,
  ),
});

const getHistory = createRoute({
  method: 'get',
  path: '/api/reviews/{id}/history',
  operationId: 'getReviewHistory',
  summary: 'What was done to a review, newest first',
  tags,
  request: { params: z.object({ id: z.string().meta({ description: 'Of the review.' }) }) },
  responses: answers(200, z.object({ entries: z.array(AuditEntryJson) }), 'The latest 200 entries.', 404),
});

export type AuditRoutes = typeof listAudit | typeof getHistory;

const MOST_OF_A_REVIEW = 200;
const DAY_MS = 24 * 60 * 60 * 1000;
/** So many stretches of the stream are looked through for one review. */
const STRETCHES = 5;

/** `/api/audit` and the history of a review: who did what, and how it was before and after. */
export function auditApi({ auditTrail, reviews }: AuditApiDeps) {
  const api = createApi();

  api.openapi(listAudit, async (c) => {
    const { before, ...query } = c.req.valid('query');
    const from = before === undefined || isCursor(before) ? before : Date.parse(before);
    const { entries, next } = await auditTrail.list({ ...query, before: from });
    return c.json({ entries: entries.map(entryShape), next }, 200);
  });

  api.openapi(getHistory, async (c) => {
    const review = await reviews.find(c.req.valid('param').id);
    if (review === undefined || !seesMailbox(c.var.who, review.grantId))
      return refuse(c, 404, 'not_found', 'There is no review with this id. GET /api/reviews lists them.');
    const entries = await historyOf(auditTrail, review);
    return c.json({ entries: entries.map(entryShape) }, 200);
  });

  return api;
}

/** A day is allowed for clocks that differ. */
async function historyOf(trail: AuditTrail, { id, createdAtMs }: Review): Promise<AuditEntry[]> {
  const found: AuditEntry[] = [];
  let before: string | undefined;
  for (let stretch = 0; stretch < STRETCHES && found.length < MOST_OF_A_REVIEW; stretch++) {
    const limit = MOST_OF_A_REVIEW - found.length;
    const { entries, next } = await trail.list({ review: id, sinceMs: createdAtMs - DAY_MS, before, limit });
    found.push(...entries);
    if (next === null) break;
    before = next;
  }
  return found;
}

const isCursor = (text: string) => /^\d{1,15}-\d{1,15}\.\d{1,5}$/.test(text);

function entryShape({ atMs, by, what, about, before, after }: AuditEntry): z.infer<typeof AuditEntryJson> {
  return {
    at: isoOf(atMs),
    by,
    what,
    about: { ...about },
    before: before && { ...before },
    after: after && { ...after },
  };
}
