import { newId, newMessageId } from '../ids.ts';
import { composeMail } from '../mail/compose.ts';
import { parseMail } from '../mail/parse.ts';
import { snippetOf } from '../mail/text.ts';
import type { Person, StoredMessage } from '../mail/types.ts';
import { handOn } from '../smtp/out.ts';
import { findByAddress, type World } from '../world.ts';
import type { MailRequest } from './body.ts';
import { invalid, notFound } from './errors.ts';
import { announceDelivered } from './events.ts';
import { type Origin, takeIn } from './filing.ts';
import { findThread, type Mailbox } from './mailbox.ts';
import { receiveMail } from './receive.ts';

const MAX_RECIPIENTS = 50;

/** Refuses what Nylas would refuse before sending: no or too many recipients, an unknown message to reply to. */
export function checkSend(mailbox: Mailbox, { body }: MailRequest): void {
  const count = recipientsOf(body).length;
  if (count === 0) throw invalid('to: name at least one recipient');
  if (count > MAX_RECIPIENTS) throw invalid(`to: at most ${MAX_RECIPIENTS} recipients, ${count} given`);
  if (body.reply_to_message_id && !mailbox.messages.has(body.reply_to_message_id))
    throw notFound('reply_to_message_id');
  const foreign = body.from?.find(({ email }) => email.toLowerCase() !== mailbox.grant.email.toLowerCase());
  if (foreign) throw invalid('from: another address than that of the grant cannot be used');
}

/** Sends: files the mail in Sent, announces it, and brings a copy to every recipient (CONTRACT section 3.2). */
export async function sendMail(
  world: World,
  mailbox: Mailbox,
  request: MailRequest,
  origin: Origin,
): Promise<StoredMessage> {
  const message = await buildSent(world, mailbox, request);
  takeIn(world, mailbox, message, origin);
  await deliver(world, message);
  return message;
}

async function buildSent(
  world: World,
  mailbox: Mailbox,
  { body, attachments }: MailRequest,
): Promise<StoredMessage> {
  const { grant } = mailbox;
  const parent = body.reply_to_message_id ? mailbox.messages.get(body.reply_to_message_id) : undefined;
  const content = {
    subject: body.subject ?? '',
    from: body.from?.length ? body.from : [{ name: grant.name, email: grant.email }],
    to: body.to ?? [],
    cc: body.cc ?? [],
    bcc: body.bcc ?? [],
    replyTo: body.reply_to ?? [],
    body: body.body ?? '',
    attachments,
  };
  const mail = {
    ...content,
    isPlaintext: body.is_plaintext ?? false,
    messageId: newMessageId(grant.email),
    inReplyTo: parent?.messageId,
    references: parent ? referencesTo(parent) : [],
    customHeaders: (body.custom_headers ?? []).map(({ name, value }) => ({ name, value })),
    dateMs: Date.now(),
  };
  const { headers, messageId, ancestors } = await parseMail(await composeMail(mail));
  return {
    ...content,
    id: newId('msg'),
    grantId: grant.id,
    threadId: parent?.threadId ?? findThread(mailbox, { messageId, ancestors }) ?? newId('thr'),
    sequence: world.nextSequence(),
    date: world.seconds(),
    listedAtMs: 0,
    findableAtMs: 0,
    snippet: snippetOf(content.body),
    unread: false,
    starred: false,
    folders: ['sent'],
    headers,
    metadata: body.metadata ?? {},
    raw: () => composeMail(mail),
    messageId,
    references: ancestors,
    replyToMessageId: body.reply_to_message_id ?? undefined,
    trackingOptions: body.tracking_options ?? undefined,
  };
}

/** The parent's references followed by the parent itself (RFC 5322 section 3.6.4). */
function referencesTo(parent: StoredMessage): string[] {
  const earlier = parent.references.toReversed();
  return [...new Set(parent.messageId ? [...earlier, parent.messageId] : earlier)];
}

async function deliver(world: World, message: StoredMessage): Promise<void> {
  const caught: string[] = [];
  const from = message.from[0]?.email ?? '';
  for (const recipient of recipientsOf(message)) {
    const local = findByAddress(world, recipient);
    if (local) {
      await receiveMail(world, local, await message.raw(), {
        from,
        helo: 'sandbox.inreply.test',
        via: 'mailbox',
      });
    } else caught.push(recipient);
  }
  for (const recipient of caught) catchMail(world, message, recipient);
  if (caught.length === 0) return;
  announceDelivered(world, message, caught);
  if (world.options.smtpOut)
    void handOn(world.options.smtpOut, { from, to: caught, raw: await message.raw() });
}

function catchMail(world: World, message: StoredMessage, recipient: string): void {
  world.outbox.add({
    id: newId('out'),
    at: Date.now(),
    grantId: message.grantId,
    messageId: message.id,
    threadId: message.threadId,
    recipient,
    from: message.from,
    to: message.to,
    cc: message.cc,
    subject: message.subject,
    headers: message.headers,
    body: message.body,
    raw: message.raw,
  });
}

/** Every address once, without regard to case. */
function recipientsOf(mail: {
  to?: Person[] | undefined;
  cc?: Person[] | undefined;
  bcc?: Person[] | undefined;
}): string[] {
  const all = [...(mail.to ?? []), ...(mail.cc ?? []), ...(mail.bcc ?? [])];
  return [...new Map(all.map(({ email }) => [email.toLowerCase(), email])).values()];
}
