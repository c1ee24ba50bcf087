import { createRoute, z } from '@hono/zod-openapi';
import type { GapGroup } from '#domain/knowledge-gap.ts';
import { seesMailbox } from '#domain/person.ts';
import { createApi } from './base.ts';
import { GrantId, MessageId, Time } from './common-json.ts';
import { answers, orEmpty } from './declare.ts';
import { isoOf } from './time.ts';

export type KnowledgeApiDeps = {
  /** What could not be answered since then, in mailboxes that are seen. Rejects when Redis does not answer. */
  gaps: (sinceMs: number, isSeen: (grantId: string) => boolean) => Promise<GapGroup[]>;
  now: () => number;
};

const DAY_MS = 24 * 60 * 60 * 1000;

const GapJson = z
  .object({
    agent: z.string(),
    question: z.string().meta({ description: "One of them, in the sender's words." }),
    count: z.int(),
    belongs_to: z.string().nullable().meta({ description: 'File and headings where an answer may belong.' }),
    last_at: Time,
    messages: z.array(z.object({ grant_id: GrantId, message_id: MessageId })),
  })
  .openapi('KnowledgeGap');

const listGaps = createRoute({
  method: 'get',
  path: '/api/knowledge/gaps',
  operationId: 'listKnowledgeGaps',
  summary: 'Questions that the knowledge did not answer, the most frequent first',
  tags: ['Agents'],
  request: {
    query: z.object({
      since: orEmpty(
        z
          .string()
          .regex(/^([1-9]|[12]\d|3[0-5])d$/, 'is a number of days from 1d to 35d')
          .default('7d'),
      ).openapi({ description: 'How many days back.', example: '30d' }),
    }),
  },
  responses: answers(200, z.object({ gaps: z.array(GapJson) }), 'Alike ones together.', 400),
});
export type KnowledgeRoutes = typeof listGaps;

/** `GET /api/knowledge/gaps`: the questions that the knowledge did not answer, alike ones together. */
export function knowledgeApi({ gaps, now }: KnowledgeApiDeps) {
  const api = createApi();
  api.openapi(listGaps, async (c) => {
    const days = Number.parseInt(c.req.valid('query').since, 10);
    const groups = await gaps(now() - days * DAY_MS, (grantId) => seesMailbox(c.var.who, grantId));
    return c.json({ gaps: groups.map(gapShape) }, 200);
  });
  return api;
}

function gapShape({
  agent,
  question,
  count,
  belongsTo,
  lastAtMs,
  messages,
}: GapGroup): z.infer<typeof GapJson> {
  return {
    agent,
    question,
    count,
    belongs_to: belongsTo,
    last_at: isoOf(lastAtMs),
    messages: messages.map(({ grantId, messageId }) => ({ grant_id: grantId, message_id: messageId })),
  };
}
