import { Hono } from 'hono';
import { z } from 'zod';
import type { GapGroup } from '#domain/knowledge-gap.ts';
import { check, refuse } from './answers.ts';
import { isoOf } from './api/time.ts';
import type { SignedIn } from './sign-in.ts';

export type KnowledgeApiDeps = {
  /** What could not be answered since then. Rejects when Redis does not answer. */
  gaps: (sinceMs: number) => Promise<GapGroup[]>;
  now: () => number;
};

const DAY_MS = 24 * 60 * 60 * 1000;
const Query = z.object({
  since: z
    .string()
    .regex(/^([1-9]|[12]\d|3[0-5])d$/, 'is a number of days from 1d to 35d')
    .default('7d'),
});

/** `GET /api/knowledge/gaps`: the questions that the knowledge did not answer, alike ones together. */
export function knowledgeApi({ gaps, now }: KnowledgeApiDeps): Hono<SignedIn> {
  const app = new Hono<SignedIn>();
  app.get('/gaps', async (c) => {
    const query = check(Query, c.req.query());
    if (query.kind === 'bad') return refuse(c, 400, 'invalid_query', query.message);
    const groups = await gaps(now() - Number.parseInt(query.value.since, 10) * DAY_MS);
    return c.json({
      gaps: groups.map(({ agent, question, count, belongsTo, lastAtMs, messages }) => ({
        agent,
        question,
        count,
        belongs_to: belongsTo,
        last_at: isoOf(lastAtMs),
        messages: messages.map(({ grantId, messageId }) => ({ grant_id: grantId, message_id: messageId })),
      })),
    });
  });
  return app;
}
