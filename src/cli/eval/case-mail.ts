import type { Mailbox } from '#domain/agent-config.ts';
import { sendIdOf } from '#domain/ids.ts';
import { type Address, type Header, type Message, sameAddress, type Thread } from '#domain/mail.ts';
import type { CaseMail } from './case-schema.ts';

/** Mails without a date count from here, a Thursday; so a case reads the same on every day. */
const NOON_MS = Date.UTC(2026, 0, 15, 12);
const HOUR_MS = 3_600_000;

/** The mails of a case in their order; an .eml file comes as a message already. */
export type CaseThread = readonly (CaseMail | Message)[];

/**
 * The thread of a case as the mailbox would hold it, and the message to answer, its last. Mails without a date lie an
 * hour apart before their successor. A mail of ours counts as the agent's reply to the mail before it.
 */
export function threadFor(
  caseId: string,
  mails: CaseThread,
  mailbox: Mailbox,
): { thread: Thread; message: Message } {
  const dates = datesOf(mails);
  const threadId = `eval-${caseId}`;
  const messages: Message[] = [];
  for (const [at, mail] of mails.entries()) {
    const place = {
      id: `${threadId}-${at + 1}`,
      grantId: mailbox.grant,
      threadId,
      dateMs: dates[at] ?? NOON_MS,
    };
    const earlier = messages.findLast(({ folders }) => !folders.includes('sent'));
    messages.push('folders' in mail ? { ...mail, ...place } : messageFrom(mail, place, mailbox, earlier));
  }
  const message = messages.at(-1);
  if (message === undefined) throw new Error('a case has at least one mail');
  return { thread: { id: threadId, grantId: mailbox.grant, messages }, message };
}

function datesOf(mails: CaseThread): number[] {
  const dates: number[] = [];
  let next: number | undefined;
  for (const mail of mails.toReversed()) {
    const given = 'dateMs' in mail ? mail.dateMs : Date.parse(mail.date ?? '');
    const date: number = Number.isFinite(given) ? given : next === undefined ? NOON_MS : next - HOUR_MS;
    dates.unshift(date);
    next = date;
  }
  return dates;
}

function messageFrom(
  mail: CaseMail,
  place: Pick<Message, 'id' | 'grantId' | 'threadId' | 'dateMs'>,
  mailbox: Mailbox,
  answered: Message | undefined,
): Message {
  const isOurs = mail.by === 'us';
  const us: Address = { email: mailbox.address };
  const people = (given: string[] | undefined) => (given ?? []).map((one) => addressOf(one, mailbox));
  const to = people(mail.to);
  const usual = isOurs ? (answered?.from ?? []) : [us];
  return {
    ...place,
    subject: mail.subject ?? '',
    from: isOurs ? [us] : people(mail.from === undefined ? [] : [mail.from]),
    to: to.length > 0 ? to : usual,
    cc: people(mail.cc),
    replyTo: people(mail.reply_to),
    body: mail.html ?? mail.body ?? '',
    folders: [mail.folder ?? (isOurs ? 'sent' : 'inbox')],
    attachments: (mail.attachments ?? []).map(({ filename, type, size }, index) => ({
      id: String(index),
      filename,
      contentType: type,
      size,
      isInline: false,
    })),
    headers: [...headersFrom(mail.headers ?? {}), ...kindOf(mail)],
    metadata: isOurs && answered ? { key1: sendIdOf(place.grantId, answered.id), key3: 'inreply' } : {},
  };
}

/** Says of a plain body that it is plain, so that `<` in it is no markup. */
function kindOf({ html, headers }: CaseMail): Header[] {
  const named = Object.keys(headers ?? {}).some((name) => name.toLowerCase() === 'content-type');
  return named
    ? []
    : [{ name: 'Content-Type', value: `text/${html === undefined ? 'plain' : 'html'}; charset=utf-8` }];
}

function headersFrom(headers: Record<string, string | string[]>): Header[] {
  return Object.entries(headers).flatMap(([name, value]) =>
    [value].flat().map((one) => ({ name, value: one })),
  );
}

/** `Name <address>`, an address alone, or `us`. */
function addressOf(text: string, mailbox: Mailbox): Address {
  if (text.trim() === 'us') return { email: mailbox.address };
  const [, name = '', email] = /^\s*"?([^"<]*?)"?\s*<([^<>]*)>\s*$/.exec(text) ?? [];
  if (email === undefined) return { email: text.trim() };
  return name === '' ? { email: email.trim() } : { name, email: email.trim() };
}

/** The mailbox that the last mail of a case names in To or Cc; else, unless it has to be `named`, the first. */
export function mailboxFor(
  mails: CaseThread,
  mailboxes: readonly Mailbox[],
  named?: 'named',
): Mailbox | undefined {
  const last = mails.at(-1);
  const receivers = [last?.to ?? [], last?.cc ?? []]
    .flat()
    .map((one) => (typeof one === 'string' ? one : one.email));
  const isTo = ({ address }: Mailbox) =>
    receivers.some(
      (one) => sameAddress(one, address) || one.toLowerCase().includes(`<${address.toLowerCase()}>`),
    );
  return mailboxes.find(isTo) ?? (named ? undefined : mailboxes[0]);
}
