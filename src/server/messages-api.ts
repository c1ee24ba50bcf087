import { Hono } from 'hono';
import type { MessageRecord } from '#domain/ledger.ts';
import { refuse } from './answers.ts';
import { answerRetry, type QueueApiDeps } from './queues-api.ts';
import { messageShape } from './shapes.ts';
import type { SignedIn } from './sign-in.ts';

export type MessageApiDeps = Pick<QueueApiDeps, 'deadLetters'> & {
  /** What the ledger knows; undefined for a message never seen, or forgotten since. */
  findMessage: (grantId: string, messageId: string) => Promise<MessageRecord | undefined>;
  /** Takes a reply back that is still held. */
  takeBack: (
    grantId: string,
    messageId: string,
    by: string,
  ) => Promise<'taken_back' | 'has_left' | 'missing'>;
};

/** `/api/messages/{grant}/{message}`: what became of a message, how a dead one goes round again, and how a held reply is taken back. Ids come URL-encoded (CONTRACT section 0). */
export function messageApi({ findMessage, takeBack, deadLetters }: MessageApiDeps): Hono<SignedIn> {
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
    return answerRetry(c, await deadLetters.retryMessage(grant, message, c.var.who.id));
  });

  app.post('/:grant/:message/undo', async (c) => {
    const { grant, message } = c.req.param();
    switch (await takeBack(grant, message, c.var.who.id)) {
      case 'taken_back':
        return c.json({ status: 'taken_back' }, 202);
      case 'has_left':
        return refuse(
          c,
          409,
          'has_left',
          'No reply to this message is held: it is on its way, has left, or was stopped already.',
        );
      case 'missing':
        return refuse(
          c,
          404,
          'not_found',
          'This message was never seen. Check both ids; in the path they must be URL-encoded.',
        );
    }
  });

  return app;
}
