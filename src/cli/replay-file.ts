import { readFile } from 'node:fs/promises';
import PostalMime, { type Address as MimeAddress, type Email } from 'postal-mime';
import type { Agent, Mailbox } from '#domain/agent-config.ts';
import { type Address, type Message, sameAddress } from '#domain/mail.ts';
import { messageOf } from '#errors.ts';
import { readGivenMessage } from '#nylas/given.ts';
import { UsageError } from './terminal.ts';

export type Chosen = { agent: Agent; mailbox: Mailbox };

/** Stands for a thread of which only the one message is known. */
const ONLY_THREAD = 'file';

/** A message in a file, and the files attached to it, by attachment id, where they are in it. */
export type GivenMessage = { message: Message; files: ReadonlyMap<string, Uint8Array> };

/**
 * The message in a file: JSON as Nylas gives it, a webhook notification, or a mail as it went over the wire (RFC 5322).
 * Throws UsageError for anything else.
 */
export async function readMessageFile(path: string): Promise<GivenMessage> {
  const raw = await readFile(path).catch((error: unknown) => {
    throw new UsageError(`cannot read ${path}: ${messageOf(error)}`);
  });
  const text = raw.toString('utf8');
  if (!/^\s*[[{]/.test(text)) {
    const mail = await mailOf(raw, path);
    const { message } = mail;
    return Number.isFinite(message.dateMs) ? mail : { ...mail, message: { ...message, dateMs: Date.now() } };
  }
  const given = readGivenMessage(jsonIn(text));
  if (!given) {
    throw new UsageError(
      `${path} holds JSON, but no message with a body; give a message of Nylas, a notification, or a mail (.eml)`,
    );
  }
  return { message: { ...given, threadId: given.threadId || ONLY_THREAD }, files: new Map() };
}

/**
 * The mailbox a message in a file is for: the one asked for, the one it names, or one it was sent to; with a single agent,
 * that one's.
 */
export function chooseMailbox(
  message: Message,
  agents: readonly Agent[],
  asked: { agent?: string; grant?: string },
): Chosen {
  const all = agents.flatMap((agent) => agent.config.mailboxes.map((mailbox) => ({ agent, mailbox })));
  const wanted = all.filter(
    ({ agent, mailbox }) =>
      (asked.agent === undefined || agent.name === asked.agent) &&
      (asked.grant === undefined || mailbox.grant === asked.grant),
  );
  const isTo = ({ mailbox }: Chosen) =>
    [...message.to, ...message.cc].some(({ email }) => sameAddress(email, mailbox.address));
  const onlyAgent = new Set(wanted.map(({ agent }) => agent.name)).size === 1;
  const chosen =
    wanted.find(({ mailbox }) => mailbox.grant === message.grantId) ??
    wanted.find(isTo) ??
    (onlyAgent ? wanted[0] : undefined);
  if (chosen) return chosen;
  const names = agents.map(({ name }) => name).join(', ');
  throw new UsageError(`which agent is to answer it? Say --agent NAME (there are: ${names || 'none'})`);
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A mail as it went over the wire (RFC 5322); `dateMs` is NaN where it has no date, `id` the name given where it has none. */
export async function mailOf(raw: Uint8Array, name: string): Promise<GivenMessage> {
  const mail = await PostalMime.parse(raw);
  const files = mail.attachments.map(
    ({ content }, index) =>
      [String(index), typeof content === 'string' ? Buffer.from(content) : new Uint8Array(content)] as const,
  );
  return { message: fromMail(mail, name), files: new Map(files) };
}

function fromMail(mail: Email, name: string): Message {
  return {
    id: mail.messageId ?? name,
    grantId: '',
    threadId: ONLY_THREAD,
    subject: mail.subject ?? '',
    from: people(mail.from ? [mail.from] : []),
    to: people(mail.to),
    cc: people(mail.cc),
    replyTo: people(mail.replyTo),
    dateMs: Date.parse(mail.date ?? ''),
    body: mail.html?.trim() ? mail.html : (mail.text ?? ''),
    folders: ['inbox'],
    attachments: mail.attachments.map(({ filename, mimeType, content, disposition }, index) => ({
      id: String(index),
      filename: filename ?? undefined,
      contentType: mimeType,
      size: typeof content === 'string' ? content.length : content.byteLength,
      isInline: disposition === 'inline',
    })),
    headers: mail.headers.map(({ originalKey, value }) => ({ name: originalKey, value })),
    metadata: {},
  };
}

function people(addresses: readonly MimeAddress[] | undefined): Address[] {
  return (addresses ?? [])
    .flatMap((one) => one.group ?? [one])
    .filter(({ address }) => address.trim() !== '')
    .map(({ name, address }) => ({ name, email: address }));
}
