import { createRoute, z } from '@hono/zod-openapi';
import { type AutonomyLevel, autonomyLevels, type LevelRow, type LevelSet } from '#domain/autonomy.ts';
import type { Address } from '#domain/mail.ts';
import { seesMailbox } from '#domain/person.ts';
import { refuse } from '#server/answers.ts';
import { needs } from '#server/sign-in.ts';
import { createApi } from './base.ts';
import { AddressJson, GrantId, MessageId, ThreadId, Time } from './common-json.ts';
import { answers, jsonBody, limitOf } from './declare.ts';
import { isoOf } from './time.ts';

/** A reply that can still be taken back. */
export type HeldRow = {
  grantId: string;
  threadId: string;
  messageId: string;
  untilMs: number;
  to: Address[];
  subject: string;
  /** Markdown. */
  body: string;
  category: string | null;
};

/** What the HTTP side needs of levels and held replies. All reject when Redis does not answer. */
export type AutonomyDesk = {
  list(): Promise<LevelRow[]>;
  held(limit: number): Promise<HeldRow[]>;
  set(to: {
    grantId: string;
    category: string;
    level: AutonomyLevel;
    by: string;
    why: string;
  }): Promise<LevelSet>;
};

export type AutonomyApiDeps = { autonomy: AutonomyDesk };

const level = z.enum(autonomyLevels, `is one of ${autonomyLevels.join(', ')}`);
const Change = z.strictObject({ level, reason: z.string().max(500).default('') });

const LevelJson = z
  .object({
    agent: z.string(),
    grant_id: GrantId,
    category: z.string(),
    level,
    since: Time.nullable().meta({ description: 'When it was set; null: never.' }),
    by: z.string().meta({ description: '`evidence`, or who set it.' }),
    why: z.string(),
    outcomes: z.int().meta({ description: 'Replies at this level.' }),
    good: z.int(),
    lower_bound: z.number().meta({ description: 'The share of good ones that is reached at least.' }),
    missing: z.string().nullable().meta({ description: 'What the next level lacks.' }),
    proposed: z
      .object({ level, why: z.string() })
      .nullable()
      .meta({ description: 'A step up that waits for a person.' }),
  })
  .openapi('Level');

const HeldJson = z
  .object({
    grant_id: GrantId,
    thread_id: ThreadId,
    message_id: MessageId,
    category: z.string().nullable(),
    leaves_at: Time,
    to: z.array(AddressJson),
    subject: z.string(),
    body: z.string().meta({ description: 'Markdown.' }),
  })
  .openapi('HeldReply');

const LIMIT = 1000;
const tags = ['Agents'];

const getAutonomy = createRoute({
  method: 'get',
  path: '/api/autonomy',
  operationId: 'getAutonomy',
  summary: 'The levels that categories have earned, and replies that can still be taken back',
  tags,
  request: { query: z.object({ limit: limitOf(LIMIT, 100) }) },
  responses: answers(
    200,
    z.object({ levels: z.array(LevelJson), held: z.array(HeldJson) }),
    'Levels, and held replies with the next to leave first; `limit` bounds those.',
    400,
  ),
});

const setLevel = createRoute({
  method: 'post',
  path: '/api/autonomy/{grant}/{category}',
  operationId: 'setLevel',
  summary: 'Set a level by hand, up or down',
  description: 'The outcomes at it count anew.',
  tags,
  middleware: needs('admin'),
  request: { params: z.object({ grant: GrantId, category: z.string() }), body: jsonBody(Change) },
  responses: answers(200, z.object({ status: z.literal('set'), level }), 'It is in force.', 400, 404, 409),
});

export type AutonomyRoutes = typeof getAutonomy | typeof setLevel;

/** `/api/autonomy`: the levels that categories have earned, what is held, and how a level is set by hand. */
export function autonomyApi({ autonomy }: AutonomyApiDeps) {
  const api = createApi();

  api.openapi(getAutonomy, async (c) => {
    const isSeen = ({ grantId }: { grantId: string }) => seesMailbox(c.var.who, grantId);
    const { limit } = c.req.valid('query');
    // Of those that are not shown any number may come first.
    const most = c.var.who.mailboxes === 'all' ? limit : LIMIT;
    const [levels, held] = await Promise.all([autonomy.list(), autonomy.held(most)]);
    const shown = held.filter(isSeen).slice(0, limit);
    return c.json({ levels: levels.filter(isSeen).map(levelShape), held: shown.map(heldShape) }, 200);
  });

  api.openapi(setLevel, async (c) => {
    const { level: wanted, reason: why } = c.req.valid('json');
    const { grant: grantId, category } = c.req.valid('param');
    const outcome = seesMailbox(c.var.who, grantId)
      ? await autonomy.set({ grantId, category, level: wanted, by: c.var.who.id, why })
      : 'missing';
    switch (outcome) {
      case 'set':
        return c.json({ status: 'set' as const, level: wanted }, 200);
      case 'missing':
        return refuse(
          c,
          404,
          'not_found',
          'No such category earns its autonomy. GET /api/autonomy lists them.',
        );
      case 'never':
        return refuse(
          c,
          409,
          'never_auto',
          "The agent's file names this category in never_auto. Change it there.",
        );
      case 'busy':
        return refuse(c, 409, 'level_changed', 'The level was changed meanwhile. Look at it as it is now.');
    }
  });

  return api;
}

function levelShape(row: LevelRow): z.infer<typeof LevelJson> {
  return {
    agent: row.agent,
    grant_id: row.grantId,
    category: row.category,
    level: row.level,
    since: row.sinceMs === 0 ? null : isoOf(row.sinceMs),
    by: row.by,
    why: row.why,
    outcomes: row.all,
    good: row.good,
    lower_bound: Math.round(row.lower * 1e4) / 1e4,
    missing: row.missing,
    proposed: row.proposed,
  };
}

function heldShape(row: HeldRow): z.infer<typeof HeldJson> {
  return {
    grant_id: row.grantId,
    thread_id: row.threadId,
    message_id: row.messageId,
    category: row.category,
    leaves_at: isoOf(row.untilMs),
    to: row.to,
    subject: row.subject,
    body: row.body,
  };
}
