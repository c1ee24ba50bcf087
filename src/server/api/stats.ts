import { createRoute, z } from '@hono/zod-openapi';
import { seesMailbox } from '#domain/person.ts';
import type { Counter } from '#domain/stats.ts';
import type { Stats } from '#store/stats.ts';
import { createApi } from './base.ts';
import { CostJson, GrantId } from './common-json.ts';
import { answers, orEmpty } from './declare.ts';

export type StatsApiDeps = { stats: Pick<Stats, 'read'> };

const count = (description: string) => z.int().meta({ description });
const counts: Record<Counter, z.ZodInt> = {
  received: count('Mails that came in.'),
  replied: count('First end: a reply left by itself.'),
  reviewed: count('First end: it waited for a person.'),
  skipped: count('First end: no reply.'),
  escalated: count('First end: handed to a person by mail.'),
  dead: count('First end: given up.'),
  approved_unedited: count('Drafts that a person sent as they were.'),
  approved_edited: count('Drafts that a person changed and sent.'),
  rejected: count('Drafts that a person refused, removed or replaced by a mail of their own.'),
  sent: count('Replies that left, by themselves or approved.'),
  bounced: count('Replies of which some came back.'),
  complained: count('Replies whose reader complained.'),
};

const StatsJson = z
  .object({
    days: z
      .array(z.object({ date: z.string().meta({ examples: ['2026-11-21'] }), ...counts, cost: CostJson }))
      .meta({ description: 'Oldest first; the last is today. Days are those of UTC.' }),
    first_reply_ms: z.object({ p50: z.number(), p90: z.number() }).nullable().meta({
      description: 'Within which time half, and nine in ten, of the replies left; null without any.',
    }),
    hours: z.array(z.int()).length(24).meta({ description: 'Mails that came in each hour of today (UTC).' }),
  })
  .openapi('Stats');

const getStats = createRoute({
  method: 'get',
  path: '/api/stats',
  operationId: 'getStats',
  summary: 'What was done, day by day',
  tags: ['Activity'],
  request: {
    query: z.object({
      days: orEmpty(z.coerce.number('is a number').int().min(1).max(90).default(14)).openapi({
        type: 'integer',
        minimum: 1,
        maximum: 90,
        default: 14,
        description: 'How many days, up to today.',
      }),
      grant: orEmpty(GrantId.optional()),
    }),
  },
  responses: answers(200, StatsJson, 'Of the mailboxes you see, or of one of them.', 400),
});

export type StatsRoutes = typeof getStats;

/** `/api/stats`: counts of days, kept for 90 of them. */
export function statsApi({ stats }: StatsApiDeps) {
  const api = createApi();
  api.openapi(getStats, async (c) => {
    const { days, grant } = c.req.valid('query');
    const found = await stats.read({
      days,
      sees: (grantId) => (grant === undefined || grant === grantId) && seesMailbox(c.var.who, grantId),
    });
    return c.json({ days: found.days, first_reply_ms: found.firstReplyMs, hours: found.hours }, 200);
  });
  return api;
}
