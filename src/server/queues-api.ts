import { Hono, type Context } from 'hono';
import { z } from 'zod';
import type { DeadLetter, Retried } from '#domain/dead-letter.ts';
import { check, refuse } from './answers.ts';
import type { HealthDeps } from './health.ts';
import { pauseShape, type PauseApiDeps } from './pause-api.ts';
import { isoOf } from './api/time.ts';
import type { SignedIn } from './sign-in.ts';

/** Wake-up jobs and what waits in the inboxes of one shard. Times are milliseconds since 1970. */
export type QueueSurvey = {
  shard: number;
  jobs: { waiting: number; active: number; delayed: number; failed: number };
  threads: number;
  counted: number;
  held: number;
  items: number;
  oldestAdmittedMs: number | undefined;
  firstDueMs: number | undefined;
  openReviews: number;
};

export type QueueApiDeps = Pick<HealthDeps, 'outlook'> & {
  pauses: Pick<PauseApiDeps['pauses'], 'list'>;
  survey: () => Promise<QueueSurvey[]>;
  deadLetters: {
    list(limit: number): Promise<DeadLetter[]>;
    count(): Promise<number>;
    retry(id: string, by: string): Promise<Retried>;
    retryMessage(grantId: string, messageId: string, by: string): Promise<Retried>;
    dismiss(id: string, by: string): Promise<'dismissed' | 'missing'>;
  };
  now: () => number;
};

const Query = z.object({
  limit: z.coerce.number('is a number').int().min(1).max(1000).default(100),
});

/** `GET /api/queues`: how much waits, where, and since when. */
export function queueApi({ survey, outlook, deadLetters, pauses, now }: QueueApiDeps): Hono<SignedIn> {
  const app = new Hono<SignedIn>();
  app.get('/', async (c) => {
    const [shards, dead, { oldest_unseen_seconds }, paused] = await Promise.all([
      survey(),
      deadLetters.count(),
      outlook(),
      pauses.list(),
    ]);
    const nowMs = now();
    const ageOf = (ms: number | undefined) => (ms === undefined ? null : Math.max(0, (nowMs - ms) / 1000));
    return c.json({
      shards: shards.map(({ shard, jobs, threads, counted, held, items, ...since }) => ({
        shard,
        jobs,
        threads,
        threads_counted: counted,
        leases_held: held,
        items,
        oldest_message_seconds: ageOf(since.oldestAdmittedMs),
        overdue_seconds: ageOf(since.firstDueMs),
      })),
      oldest_unseen_seconds,
      open_reviews: shards.reduce((sum, { openReviews }) => sum + openReviews, 0),
      dead_letters: dead,
      pauses: paused.map(pauseShape),
    });
  });
  return app;
}

/** `/api/dead`: what was given up, and how it is sent round again or taken off the list. */
export function deadLetterApi({ deadLetters }: QueueApiDeps): Hono<SignedIn> {
  const app = new Hono<SignedIn>();

  app.get('/', async (c) => {
    const query = check(Query, c.req.query());
    if (query.kind === 'bad') return refuse(c, 400, 'invalid_query', query.message);
    return c.json({ dead_letters: (await deadLetters.list(query.value.limit)).map(letterShape) });
  });

  app.post('/:id/retry', async (c) => {
    return answerRetry(c, await deadLetters.retry(c.req.param('id'), c.var.who.id));
  });

  app.post('/:id/dismiss', async (c) => {
    const dismissed = await deadLetters.dismiss(c.req.param('id'), c.var.who.id);
    return dismissed === 'missing' ? answerRetry(c, 'missing') : c.json({ status: 'dismissed' });
  });

  return app;
}

/** What is said to somebody who wanted to send a dead letter round again; 202 when its thread has it. */
export function answerRetry(c: Context, retried: Retried): Response {
  switch (retried) {
    case 'retried':
      return c.json({ status: 'retried' }, 202);
    case 'missing':
      return refuse(c, 404, 'not_found', 'There is no such dead letter. GET /api/dead lists them.');
    case 'not_dead':
      return refuse(
        c,
        409,
        'not_dead',
        'This message is not dead: it is being worked, or has its end already. Nothing was done.',
      );
    case 'may_have_left':
      return refuse(
        c,
        409,
        'may_have_left',
        'A reply to this message was on its way, and what was sent is lost. Look into the mailbox and answer by hand.',
      );
  }
}

function letterShape(letter: DeadLetter) {
  return {
    id: letter.id,
    kind: letter.kind,
    grant_id: letter.grantId,
    thread_id: letter.threadId,
    message_id: letter.messageId,
    review_id: letter.reviewId,
    step: letter.step,
    error: letter.error,
    attempts: letter.attempts,
    first_at: isoOf(letter.firstAtMs),
    last_at: isoOf(letter.lastAtMs),
  };
}
