import { Hono } from 'hono';
import type { MessageRecord } from '#domain/ledger.ts';
import { refuse } from './answers.ts';
import { answerRetry, type QueueApiDeps } from './queues-api.ts';
import { messageShape } from './shapes.ts';
import type { SignedIn } from './sign-in.ts';

export type MessageApiDeps = Pick<QueueApiDeps, 'deadLetters'> & {
  /** What the ledger knows; undefined for a message never seen, or forgotten since. */
  findMessage: (grantId: string, messageId: string) => Promise<MessageRecord | undefined>;
};

/** `/api/messages/{grant}/{message}`: what became of a message, and how a dead one goes round again. Ids come URL-encoded (CONTRACT section 0). */
export function messageApi({ findMessage, deadLetters }: MessageApiDeps): Hono<SignedIn> {
  const app = new Hono<SignedIn>();

  app.get('/:grant/:message', async (c) => {
    const record = await findMessage(c.req.param('grant'), c.req.param('message'));
    if (record !== undefined) return c.json(messageShape(record));
    return refuse(
      c,
      404,
      'not_found',
      'This message was never seen. Check both ids; in the path they must be URL-encoded.',
    );
  });

  app.post('/:grant/:message/retry', async (c) => {
    const { grant, message } = c.req.param();
    return answerRetry(c, await deadLetters.retryMessage(grant, message, c.var.by));
  });

  return app;
}
