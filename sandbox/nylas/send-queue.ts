import { setTimeout as sleep } from 'node:timers/promises';
import type { RequestFault } from '../control/actions.ts';
import type { World } from '../world.ts';
import type { MailBody, MailRequest } from './body.ts';
import { announceSendFailed, announceSendSuccess } from './events.ts';
import type { Mailbox } from './mailbox.ts';
import { sendMail } from './send-mail.ts';
import type { Json } from './wire.ts';

/**
 * The send queue of Agent Accounts: accepted now, sent or failed later (CONTRACT section 5.3). Returns at once;
 * `whenSent` is called after it was sent.
 */
export function queueSend(
  world: World,
  mailbox: Mailbox,
  request: MailRequest,
  how: Pick<RequestFault, 'delay_ms' | 'outcome'> & { key?: string | undefined },
  whenSent: () => void = () => {},
): void {
  void leaveLater(world, mailbox, request, how, whenSent);
}

async function leaveLater(
  world: World,
  mailbox: Mailbox,
  request: MailRequest,
  {
    delay_ms: delayMs,
    outcome,
    key,
  }: Pick<RequestFault, 'delay_ms' | 'outcome'> & { key?: string | undefined },
  whenSent: () => void,
): Promise<void> {
  try {
    await sleep(delayMs, undefined, { signal: world.stopping, ref: false });
    if (outcome === 'failed') throw new Error('sending failed after it was accepted');
    const message = await sendMail(world, mailbox, request, { via: 'queue', key });
    whenSent();
    if (world.settings.send_webhooks) announceSendSuccess(world, message, {});
  } catch (error) {
    if (world.stopping.aborted) return;
    const reason = error instanceof Error ? error.message : String(error);
    announceSendFailed(world, mailbox.grant.id, request.body, reason);
  }
}

/** What a 202 shows: the request as it will be sent, without the id of a message that is not there yet. */
export function echo(mailbox: Mailbox, body: MailBody): Json {
  const { grant } = mailbox;
  const parent = body.reply_to_message_id ? mailbox.messages.get(body.reply_to_message_id) : undefined;
  const people = { to: body.to ?? [], cc: body.cc ?? [], bcc: body.bcc ?? [], reply_to: body.reply_to ?? [] };
  return {
    grant_id: grant.id,
    object: 'message',
    ...(parent && { thread_id: parent.threadId, reply_to_message_id: parent.id }),
    subject: body.subject ?? '',
    from: body.from?.length ? body.from : [{ name: grant.name, email: grant.email }],
    ...people,
    body: body.body ?? '',
    ...(body.metadata && { metadata: body.metadata }),
  };
}
