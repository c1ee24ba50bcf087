import { createRoute, z } from '@hono/zod-openapi';
import { type Pair, pairChanges } from '#domain/pair.ts';
import { seesMailbox } from '#domain/person.ts';
import type { Pairs } from '#store/pairs.ts';
import { needs } from '#server/sign-in.ts';
import { createApi } from './base.ts';
import { GrantId, MessageId, Time } from './common-json.ts';
import { answers, jsonBody, orEmpty } from './declare.ts';
import { isoOf } from './time.ts';

export type LearningApiDeps = { pairs: Pairs; now: () => number };

const DAY_MS = 24 * 60 * 60 * 1000;

const PairJson = z
  .object({
    id: z.string().meta({ description: 'Of the review.' }),
    agent: z.string(),
    grant_id: GrantId,
    message_id: MessageId,
    category: z.string().nullable(),
    reasons: z.array(z.string()),
    by: z.string().meta({ description: 'Who approved it.' }),
    at: Time,
    question: z.string(),
    draft: z.string(),
    final: z.string(),
    why: z.string().nullable(),
    changes: z.array(z.enum(pairChanges)).meta({ description: 'How the two differ, by rule.' }),
  })
  .openapi('Pair', { description: 'A draft, and what a person sent in its place; personal data is marked.' });

const tags = ['Learning'];

const listPairs = createRoute({
  method: 'get',
  path: '/api/learning/pairs',
  operationId: 'listPairs',
  summary: 'Drafts and what people sent in their place, newest first',
  tags,
  middleware: needs('admin'),
  request: {
    query: z.object({
      agent: orEmpty(z.string().optional()),
      since: orEmpty(
        z
          .string()
          .regex(/^([1-9]|[1-8]\d|90)d$/, 'is a number of days from 1d to 90d')
          .default('30d'),
      ).openapi({ description: 'How many days back.', example: '30d' }),
    }),
  },
  responses: answers(
    200,
    z.object({ pairs: z.array(PairJson) }),
    'Of mailboxes that allow it (`learn: true`).',
    400,
  ),
});

const Forgetting = z
  .strictObject({
    grant_id: z.string().optional().meta({ description: 'Those of this mailbox.' }),
    before: z.iso.datetime({ offset: true }).optional().meta({ description: 'Those that are older.' }),
    all: z.literal(true).optional().meta({ description: 'All of them.' }),
  })
  .refine(
    ({ grant_id, before, all }) => (all === true) !== (grant_id !== undefined || before !== undefined),
    'say which: grant_id, before or both; or all',
  );

const forgetPairs = createRoute({
  method: 'post',
  path: '/api/learning/forget',
  operationId: 'forgetPairs',
  summary: 'Erase what was kept to learn from',
  tags,
  middleware: needs('admin'),
  request: { body: jsonBody(Forgetting) },
  responses: answers(200, z.object({ forgotten: z.int() }), 'How many are gone.', 400, 413),
});

export type LearningRoutes = typeof listPairs | typeof forgetPairs;

/** `/api/learning`: what people made of drafts, where their mailboxes allow to keep it. */
export function learningApi({ pairs, now }: LearningApiDeps) {
  const api = createApi();

  api.openapi(listPairs, async (c) => {
    const { agent, since } = c.req.valid('query');
    const found = await pairs.list({ agent, sinceMs: now() - Number.parseInt(since, 10) * DAY_MS });
    const seen = found.filter(({ grantId }) => seesMailbox(c.var.who, grantId));
    return c.json({ pairs: seen.map(pairShape) }, 200);
  });

  api.openapi(forgetPairs, async (c) => {
    const { grant_id: grantId, before } = c.req.valid('json');
    const { who } = c.var;
    const isChosen = (pair: Pair) =>
      seesMailbox(who, pair.grantId) &&
      (grantId === undefined || pair.grantId === grantId) &&
      (before === undefined || pair.atMs < Date.parse(before));
    return c.json({ forgotten: await pairs.forget(isChosen, who.id, now()) }, 200);
  });

  return api;
}

function pairShape(pair: Pair): z.infer<typeof PairJson> {
  const { grantId, messageId, atMs, ...rest } = pair;
  return { ...rest, grant_id: grantId, message_id: messageId, at: isoOf(atMs) };
}
