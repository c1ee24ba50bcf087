import { createRoute, z } from '@hono/zod-openapi';
import { compress } from 'hono/compress';
import { seesMailbox } from '#domain/person.ts';
import type { ReviewDesk } from '#server/review-desk.ts';
import { createApi } from './base.ts';
import { answers } from './declare.ts';
import { reviewRowShape, ReviewRowJson } from './review-row-json.ts';

export type ReviewRowsDeps = { reviewDesk: Pick<ReviewDesk, 'rows' | 'approvalsNeeded'> };

const LIMITS = { open: 10_000, decided: 200 } as const;

const listReviewRows = createRoute({
  method: 'get',
  path: '/api/review-rows',
  operationId: 'listReviewRows',
  summary: 'The queue: all open reviews in short, or the latest that ended',
  description: 'Made for thousands: a row holds no text of the reply. Those that are snoozed are among them.',
  tags: ['Reviews'],
  request: {
    query: z.object({
      status: z.enum(['open', 'decided'], 'is open or decided').default('open').openapi({
        description: '`decided`: the 200 that were decided or ended last.',
      }),
    }),
  },
  responses: answers(
    200,
    z.object({
      rows: z.array(ReviewRowJson),
      total: z.int().meta({ description: 'How many there are.' }),
      truncated: z
        .boolean()
        .meta({ description: 'Whether there are more than are given: the newest 10,000.' }),
    }),
    'Of the mailboxes you see, newest first.',
    400,
  ),
});

export type ReviewRowRoutes = typeof listReviewRows;

/** `/api/review-rows`: what the queue on the page shows. */
export function reviewRowsApi({ reviewDesk }: ReviewRowsDeps) {
  const api = createApi();
  api.use('/api/review-rows', compress()); // thousands of rows are megabytes that are much alike

  api.openapi(listReviewRows, async (c) => {
    const { status: which } = c.req.valid('query');
    const sees = (grantId: string) => seesMailbox(c.var.who, grantId);
    const { rows, total } = await reviewDesk.rows({ which, sees, limit: LIMITS[which] });
    const shown = rows.map((row) => reviewRowShape(row, reviewDesk.approvalsNeeded(row)));
    return c.json({ rows: shown, total, truncated: which === 'open' && total > rows.length }, 200);
  });

  return api;
}
