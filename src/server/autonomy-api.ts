import { Hono } from 'hono';
import { z } from 'zod';
import { type AutonomyLevel, autonomyLevels, type LevelRow, type LevelSet } from '#domain/autonomy.ts';
import type { Address } from '#domain/mail.ts';
import { check, checkBody, refuse } from './answers.ts';
import { isoOf } from './api/time.ts';
import type { SignedIn } from './sign-in.ts';

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

const Query = z.object({ limit: z.coerce.number('is a number').int().min(1).max(1000).default(100) });
const Change = z.strictObject({
  level: z.enum(autonomyLevels, `is one of ${autonomyLevels.join(', ')}`),
  reason: z.string().max(500).default(''),
});

/** `/api/autonomy`: the levels that categories have earned, what is held, and how a level is set by hand. */
export function autonomyApi({ autonomy }: AutonomyApiDeps): Hono<SignedIn> {
  const app = new Hono<SignedIn>();

  app.get('/', async (c) => {
    const query = check(Query, c.req.query());
    if (query.kind === 'bad') return refuse(c, 400, 'invalid_query', query.message);
    const [levels, held] = await Promise.all([autonomy.list(), autonomy.held(query.value.limit)]);
    return c.json({ levels: levels.map(levelShape), held: held.map(heldShape) });
  });

  app.post('/:grant/:category', async (c) => {
    const body = await checkBody(c, Change);
    if (body.kind === 'bad') return refuse(c, 400, 'invalid_body', body.message);
    const { level, reason: why } = body.value;
    const { grant: grantId, category } = c.req.param();
    switch (await autonomy.set({ grantId, category, level, by: c.var.who.id, why })) {
      case 'set':
        return c.json({ status: 'set', level });
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

  return app;
}

function levelShape(row: LevelRow) {
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

function heldShape({ grantId, threadId, messageId, untilMs, to, subject, body, category }: HeldRow) {
  return {
    grant_id: grantId,
    thread_id: threadId,
    message_id: messageId,
    category,
    leaves_at: isoOf(untilMs),
    to,
    subject,
    body,
  };
}
