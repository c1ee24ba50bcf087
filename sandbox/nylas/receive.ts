import { newId, newMessageId } from '../ids.ts';
import { parseMail } from '../mail/parse.ts';
import { snippetOf } from '../mail/text.ts';
import type { Header, ParsedMail, StoredMessage } from '../mail/types.ts';
import type { World } from '../world.ts';
import { type Origin, takeIn } from './filing.ts';
import { findThread, type Mailbox } from './mailbox.ts';

/** How a mail came in. `from` is the envelope sender, empty for bounces (RFC 5321 section 4.5.5). */
export type Envelope = Origin & { from: string | undefined; helo: string; folder?: string | undefined };

/** Puts raw mail into a mailbox as an MX would: trace headers, thread, inbox, webhook. Never fails on bad mail. */
export async function receiveMail(
  world: World,
  mailbox: Mailbox,
  raw: Uint8Array,
  envelope: Envelope,
): Promise<StoredMessage> {
  return receiveParsed(world, mailbox, { mail: await parseMail(raw), raw }, envelope);
}

/** The same for a mail that is read already; without `raw` its bytes are made up of what was read when they are asked for. */
export function receiveParsed(
  world: World,
  mailbox: Mailbox,
  { mail, raw }: { mail: ParsedMail; raw: Uint8Array | undefined },
  envelope: Envelope,
): StoredMessage {
  // As large mail services do, so that an answer can name what it answers.
  const messageId = mail.messageId ?? newMessageId('@sandbox.inreply.test');
  const trace = traceHeaders(mailbox.grant.email, envelope);
  if (mail.messageId === undefined) trace.push({ name: 'Message-ID', value: messageId });
  const { grant } = mailbox;
  const message: StoredMessage = {
    id: newId('msg'),
    grantId: grant.id,
    threadId: findThread(mailbox, mail) ?? newId('thr'),
    sequence: world.nextSequence(),
    date: world.seconds(),
    listedAtMs: 0,
    findableAtMs: 0,
    subject: mail.subject,
    from: mail.from.length > 0 || !envelope.from ? mail.from : [{ name: '', email: envelope.from }],
    to: mail.to,
    cc: mail.cc,
    bcc: mail.bcc,
    replyTo: mail.replyTo,
    body: mail.body,
    snippet: snippetOf(mail.body),
    unread: true,
    starred: false,
    folders: [envelope.folder ?? 'inbox'],
    attachments: mail.attachments,
    headers: [...trace, ...mail.headers],
    metadata: {},
    raw: () => Promise.resolve(rawOf(trace, mail, raw)),
    messageId,
    references: mail.ancestors,
    replyToMessageId: undefined,
    trackingOptions: undefined,
  };
  takeIn(world, mailbox, message, envelope);
  return message;
}

function rawOf(trace: Header[], mail: ParsedMail, raw: Uint8Array | undefined): Uint8Array {
  return Buffer.concat([
    Buffer.from(head(trace)),
    raw ?? Buffer.from(`${head(mail.headers)}\r\n${mail.body}\r\n`),
  ]);
}

function head(headers: Header[]): string {
  return headers.map(({ name, value }) => `${name}: ${value}\r\n`).join('');
}

/** `Return-Path` and `Received` as the last server adds them (RFC 5321 section 4.4). */
function traceHeaders(recipient: string, { from, helo }: Envelope): Header[] {
  const received = {
    name: 'Received',
    value: `from ${helo} by sandbox.inreply.test with ESMTP for <${recipient}>; ${new Date().toUTCString().replace('GMT', '+0000')}`,
  };
  return from === undefined ? [received] : [{ name: 'Return-Path', value: `<${from}>` }, received];
}
