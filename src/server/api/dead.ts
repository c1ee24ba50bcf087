import { createRoute, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import type { DeadLetter, Retried } from '#domain/dead-letter.ts';
import { seesMailbox } from '#domain/person.ts';
import { refuse } from '#server/answers.ts';
import { needs, type SignedIn } from '#server/sign-in.ts';
import { createApi } from './base.ts';
import { GrantId, MessageId, ThreadId, Time } from './common-json.ts';
import { answers, limitOf } from './declare.ts';
import { isoOf } from './time.ts';

export type DeadApiDeps = {
  deadLetters: {
    list(limit: number): Promise<DeadLetter[]>;
    find(id: string): Promise<DeadLetter | undefined>;
    count(): Promise<number>;
    retry(id: string, by: string): Promise<Retried>;
    retryMessage(grantId: string, messageId: string, by: string): Promise<Retried>;
    dismiss(id: string, by: string): Promise<'dismissed' | 'missing'>;
  };
};

const LetterJson = z
  .object({
    id: z.string(),
    kind: z.string().meta({
      description:
        'What failed: a `message`, or looking after a `verdict`, an `outbound` mail, …; or `unknown`.',
      examples: ['message'],
    }),
    grant_id: GrantId,
    thread_id: ThreadId,
    message_id: MessageId.nullable(),
    review_id: z.string().nullable(),
    step: z.string().meta({ description: 'The step that failed.', examples: ['load'] }),
    error: z.string().meta({ description: 'What the last fault said.' }),
    attempts: z.int(),
    first_at: Time,
    last_at: Time,
  })
  .openapi('DeadLetter');

const LIMIT = 1000;
const params = z.object({ id: z.string().meta({ description: 'Of the dead letter.' }) });
const tags = ['Queues and dead letters'];
export const RetriedJson = z.object({ status: z.literal('retried') });

const listDeadLetters = createRoute({
  method: 'get',
  path: '/api/dead',
  operationId: 'listDeadLetters',
  summary: 'What was given up, those that died last first',
  tags,
  request: { query: z.object({ limit: limitOf(LIMIT, 100) }) },
  responses: answers(200, z.object({ dead_letters: z.array(LetterJson) }), 'The dead letters.', 400),
});

const retryDeadLetter = createRoute({
  method: 'post',
  path: '/api/dead/{id}/retry',
  operationId: 'retryDeadLetter',
  summary: 'Send one round again, with all its tries',
  tags,
  middleware: needs('admin'),
  request: { params },
  responses: answers(202, RetriedJson, 'Its thread has it.', 404, 409),
});

const dismissDeadLetter = createRoute({
  method: 'post',
  path: '/api/dead/{id}/dismiss',
  operationId: 'dismissDeadLetter',
  summary: 'Take one off the list',
  description: 'Its message stays dead.',
  tags,
  middleware: needs('admin'),
  request: { params },
  responses: answers(200, z.object({ status: z.literal('dismissed') }), 'It is off the list.', 404),
});

export type DeadRoutes = typeof listDeadLetters | typeof retryDeadLetter | typeof dismissDeadLetter;

/** `/api/dead`: what was given up, and how it is sent round again or taken off the list. */
export function deadLetterApi({ deadLetters }: DeadApiDeps) {
  const api = createApi();

  const isSeen = async (c: Context<SignedIn>, id: string) => {
    const letter = await deadLetters.find(id);
    return letter !== undefined && seesMailbox(c.var.who, letter.grantId);
  };

  api.openapi(listDeadLetters, async (c) => {
    const { limit } = c.req.valid('query');
    // Of those that are not shown any number may come first.
    const found = await deadLetters.list(c.var.who.mailboxes === 'all' ? limit : LIMIT);
    const shown = found.filter(({ grantId }) => seesMailbox(c.var.who, grantId)).slice(0, limit);
    return c.json({ dead_letters: shown.map(letterShape) }, 200);
  });

  api.openapi(retryDeadLetter, async (c) => {
    const { id } = c.req.valid('param');
    if (!(await isSeen(c, id))) return noSuchLetter(c);
    return answerRetry(c, await deadLetters.retry(id, c.var.who.id));
  });

  api.openapi(dismissDeadLetter, async (c) => {
    const { id } = c.req.valid('param');
    if (!(await isSeen(c, id))) return noSuchLetter(c);
    const dismissed = await deadLetters.dismiss(id, c.var.who.id);
    return dismissed === 'missing' ? noSuchLetter(c) : c.json({ status: 'dismissed' as const }, 200);
  });

  return api;
}

/** What is said to somebody who wanted to send a dead letter round again; 202 when its thread has it. */
export function answerRetry(c: Context, retried: Retried) {
  switch (retried) {
    case 'retried':
      return c.json({ status: 'retried' as const }, 202);
    case 'missing':
      return noSuchLetter(c);
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

function noSuchLetter(c: Context) {
  return refuse(c, 404, 'not_found', 'There is no such dead letter. GET /api/dead lists them.');
}

function letterShape(letter: DeadLetter): z.infer<typeof LetterJson> {
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
