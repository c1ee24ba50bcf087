import { createRoute, z } from '@hono/zod-openapi';
import { noCost } from '#domain/decision.ts';
import { messageStates } from '#domain/ledger.ts';
import { seesMailbox } from '#domain/person.ts';
import type { Activity, ActivityRow, ThreadRow } from '#store/activity.ts';
import { createApi } from './base.ts';
import { AddressJson, CostJson, GrantId, MessageId, orNull, ThreadId, Time } from './common-json.ts';
import { answers, limitOf, orEmpty } from './declare.ts';
import { isoOf } from './time.ts';

export type ActivityApiDeps = { activity: Activity };

const State = z.enum(messageStates, `is one of ${messageStates.join(', ')}`);
const decisions = ['reply', 'review', 'escalate', 'skip'] as const;
const Decision = z.enum(decisions, `is one of ${decisions.join(', ')}`);

const MessageRowJson = z
  .object({
    grant_id: GrantId,
    message_id: MessageId,
    thread_id: ThreadId,
    at: Time.meta({ description: 'When it last changed.' }),
    admitted_at: Time,
    state: State,
    decision: Decision.nullable(),
    category: z.string().nullable(),
    confidence: z.number().nullable(),
    reasons: z.array(z.string()).meta({ description: 'Codes.' }),
    from: orNull(AddressJson),
    subject: z.string().nullable(),
    took_ms: z.number().nullable().meta({ description: 'How long it was worked on.' }),
    cost: CostJson,
    review_id: z.string().nullable(),
    agent: z.string().nullable(),
  })
  .openapi('MessageRow');

const ThreadRowJson = z
  .object({
    grant_id: GrantId,
    thread_id: ThreadId,
    subject: z.string().nullable(),
    from: orNull(AddressJson),
    last_at: Time,
    messages: z.int().meta({ description: 'How many of its messages ended here.' }),
    state: State.meta({ description: 'Of the message that changed last.' }),
  })
  .openapi('ThreadRow');

const page = {
  grant: orEmpty(GrantId.optional()),
  q: orEmpty(z.string().max(200).optional()).openapi({
    description: 'Words that must all stand in sender, subject, category, agent or reasons.',
  }),
  before: orEmpty(z.string().max(2_000).optional()).openapi({ description: '`next` of an earlier answer.' }),
  limit: limitOf(200, 50),
};
const Next = z
  .string()
  .nullable()
  .meta({ description: 'Ask with it as `before` for more; null at the end.' });
const tags = ['Activity'];

const listActivity = createRoute({
  method: 'get',
  path: '/api/activity',
  operationId: 'listActivity',
  summary: 'Messages and what became of them, the last to change first',
  description:
    'Of the last 14 days. A search looks at 5,000 of them at once: an answer may be short and still have a `next`.',
  tags,
  request: {
    query: z.object({
      state: orEmpty(State.optional()),
      decision: orEmpty(Decision.optional()),
      category: orEmpty(z.string().optional()),
      ...page,
    }),
  },
  responses: answers(
    200,
    z.object({ messages: z.array(MessageRowJson), next: Next }),
    'Those you may see.',
    400,
  ),
});

const listThreads = createRoute({
  method: 'get',
  path: '/api/threads',
  operationId: 'listThreads',
  summary: 'Threads, the last to change first',
  tags: ['Threads'],
  request: { query: z.object(page) },
  responses: answers(
    200,
    z.object({ threads: z.array(ThreadRowJson), next: Next }),
    'Those you may see.',
    400,
  ),
});

export type ActivityRoutes = typeof listActivity | typeof listThreads;

/** `/api/activity` and `/api/threads`: lists over all messages of a person's mailboxes, page by page. */
export function activityApi({ activity }: ActivityApiDeps) {
  const api = createApi();

  api.openapi(listActivity, async (c) => {
    const { grant, ...query } = c.req.valid('query');
    const { rows, next } = await activity.messages({ ...query, sees: within(c.var.who, grant) });
    return c.json({ messages: rows.map(messageRow), next }, 200);
  });

  api.openapi(listThreads, async (c) => {
    const { grant, ...query } = c.req.valid('query');
    const { rows, next } = await activity.threads({ ...query, sees: within(c.var.who, grant) });
    return c.json({ threads: rows.map(threadRow), next }, 200);
  });

  return api;
}

/** The mailboxes a list is about: those a person sees, or the one they asked for. */
function within(who: Parameters<typeof seesMailbox>[0], grant: string | undefined) {
  return (grantId: string) => (grant === undefined || grant === grantId) && seesMailbox(who, grantId);
}

function messageRow({ brief, ...row }: ActivityRow): z.infer<typeof MessageRowJson> {
  return {
    grant_id: row.grantId,
    message_id: row.messageId,
    thread_id: row.threadId,
    at: isoOf(row.atMs),
    admitted_at: isoOf(row.admittedAtMs),
    state: row.state,
    decision: brief?.decision ?? null,
    category: brief?.category ?? null,
    confidence: brief?.confidence ?? null,
    reasons: brief?.reasons ?? [],
    from: brief?.about?.from ?? null,
    subject: brief?.about?.subject ?? null,
    took_ms: brief?.tookMs ?? null,
    cost: brief?.cost ?? noCost,
    review_id: row.reviewId,
    agent: brief === undefined || brief.agent === '' ? null : brief.agent,
  };
}

function threadRow({ brief, ...row }: ThreadRow): z.infer<typeof ThreadRowJson> {
  return {
    grant_id: row.grantId,
    thread_id: row.threadId,
    subject: brief?.about?.subject ?? null,
    from: brief?.about?.from ?? null,
    last_at: isoOf(row.lastAtMs),
    messages: row.messages,
    state: row.state,
  };
}
