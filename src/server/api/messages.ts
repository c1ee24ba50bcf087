import { createRoute, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import type { MessageRecord } from '#domain/ledger.ts';
import { seesMailbox } from '#domain/person.ts';
import { refuse } from '#server/answers.ts';
import { needs } from '#server/sign-in.ts';
import { createApi } from './base.ts';
import { GrantId, MessageId } from './common-json.ts';
import { answerRetry, type DeadApiDeps, RetriedJson } from './dead.ts';
import { answers } from './declare.ts';
import { MessageJson, messageShape } from './message-json.ts';

export type MessageApiDeps = Pick<DeadApiDeps, 'deadLetters'> & {
  /** What the ledger knows; undefined for a message never seen, or forgotten since. */
  findMessage: (grantId: string, messageId: string) => Promise<MessageRecord | undefined>;
  /** Takes a reply back that is still held. */
  takeBack: (
    grantId: string,
    messageId: string,
    by: string,
  ) => Promise<'taken_back' | 'has_left' | 'missing'>;
};

const params = z.object({ grant: GrantId, message: MessageId });
const tags = ['Messages'];

const getMessage = createRoute({
  method: 'get',
  path: '/api/messages/{grant}/{message}',
  operationId: 'getMessage',
  summary: 'What became of a message',
  description: 'Messages are forgotten 14 days after their end. Ids come URL-encoded.',
  tags,
  request: { params },
  responses: answers(200, MessageJson, 'What is known of it now.', 404),
});

const retryMessage = createRoute({
  method: 'post',
  path: '/api/messages/{grant}/{message}/retry',
  operationId: 'retryMessage',
  summary: 'Send a dead message round again, with all its tries',
  tags,
  middleware: needs('admin'),
  request: { params },
  responses: answers(202, RetriedJson, 'Its thread has it.', 404, 409),
});

const takeBackReply = createRoute({
  method: 'post',
  path: '/api/messages/{grant}/{message}/undo',
  operationId: 'takeBackReply',
  summary: 'Take a held reply back',
  description: 'From then on it cannot leave; it becomes a review with the same text.',
  tags,
  middleware: needs('reviewer'),
  request: { params },
  responses: answers(202, z.object({ status: z.literal('taken_back') }), 'It will not leave.', 404, 409),
});

export type MessageRoutes = typeof getMessage | typeof retryMessage | typeof takeBackReply;

/** `/api/messages/{grant}/{message}`: what became of a message, how a dead one goes round again, and how a held reply is taken back. Ids come URL-encoded (CONTRACT section 0). */
export function messageApi({ findMessage, takeBack, deadLetters }: MessageApiDeps) {
  const api = createApi();

  api.openapi(getMessage, async (c) => {
    const { grant, message } = c.req.valid('param');
    if (!seesMailbox(c.var.who, grant)) return neverSeen(c);
    const record = await findMessage(grant, message);
    return record === undefined ? neverSeen(c) : c.json(messageShape(record), 200);
  });

  api.openapi(retryMessage, async (c) => {
    const { grant, message } = c.req.valid('param');
    if (!seesMailbox(c.var.who, grant)) return answerRetry(c, 'missing');
    return answerRetry(c, await deadLetters.retryMessage(grant, message, c.var.who.id));
  });

  api.openapi(takeBackReply, async (c) => {
    const { grant, message } = c.req.valid('param');
    if (!seesMailbox(c.var.who, grant)) return neverSeen(c);
    switch (await takeBack(grant, message, c.var.who.id)) {
      case 'taken_back':
        return c.json({ status: 'taken_back' as const }, 202);
      case 'has_left':
        return refuse(
          c,
          409,
          'has_left',
          'No reply to this message is held: it is on its way, has left, or was stopped already.',
        );
      case 'missing':
        return neverSeen(c);
    }
  });

  return api;
}

function neverSeen(c: Context) {
  return refuse(
    c,
    404,
    'not_found',
    'This message was never seen. Check both ids; in the path they must be URL-encoded.',
  );
}
