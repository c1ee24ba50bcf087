import { headerOf, isSameAuthor, sameAddress, type Message, type Thread } from '#domain/mail.ts';

import { leftMailbox } from '#agent/mail/answered.ts';
import { tokenOf } from '#agent/mail/headers.ts';
import { attachedText, type AttachmentReading, listAttachments } from './attachments.ts';
import { type Hidden, nothingHidden } from './hidden.ts';
import { htmlToText, isHtml } from './html.ts';
import { withoutInvisible } from './invisible.ts';
import { oncePer } from '#agent/once-per.ts';
import { splitQuoted } from './quoted.ts';

/** One mail as the steps after it see it. */
export type Reading = {
  messageId: string;
  /** `Name <address>` or the address. */
  from: string;
  dateMs: number;
  /** Sent from this mailbox, by us or by a person. */
  fromUs: boolean;
  /** Who wrote it: we, the author of the mail that is answered, or somebody else in the thread, whose text must not steer. */
  by: 'us' | 'sender' | 'other';
  /** What the sender wrote, without quotes, signature and forwarded mail; empty only when they wrote nothing. */
  text: string;
  quoted: string;
  /** A mail of somebody else that the sender passes on: content, but not the sender's own words. */
  forwarded: Forwarded | undefined;
  /** What the mail kept from its reader's eyes and was therefore removed. */
  hidden: Hidden;
  /** Its files, read or not. */
  attachments: AttachmentReading[];
  /** What was left out or could not be read, for the model and for people; files apart, see `notesOf`. */
  notes: string[];
};

/** A mail passed on; its header fields as the forwarding client wrote them, never to be trusted. */
export type Forwarded = {
  from: string | undefined;
  to: string | undefined;
  date: string | undefined;
  subject: string | undefined;
  text: string;
};

/** Characters of one mail that are read; far above what people write, and the bound on time. */
const maxTextLength = 20_000;
/** Characters of a whole conversation, about 6,000 tokens. */
const maxConversationLength = 24_000;
/** A shorter rest of an older mail would only confuse. */
const leastWorthReading = 200;

/** The text of a mail, whole and in its parts. */
type Content = { whole: string; text: string; quoted: string; hidden: Hidden; notes: string[] };

/** Guard, reading and quoting look at the same mail; messages are never changed once loaded. */
const contentOf = oncePer(readContent);

/**
 * What a mail says: HTML as text, hidden text and invisible characters removed and noted, quotes and signature split
 * off, attachments listed as unread, size bounded with a visible mark. Takes any string, in bounded time. `answered` is
 * the mail whose author is `sender`.
 */
export function readMessage(message: Message, mailboxAddress: string, answered = message): Reading {
  const { text, quoted, hidden, notes } = contentOf(message);
  const fromUs = leftMailbox(message, mailboxAddress);
  return {
    messageId: message.id,
    from: senderText(message),
    dateMs: message.dateMs,
    fromUs,
    by: fromUs ? 'us' : isSameAuthor(message, answered) ? 'sender' : 'other',
    text,
    quoted,
    forwarded: undefined,
    hidden,
    attachments: listAttachments(message),
    notes,
  };
}

/** The whole text of a mail, quotes included, cleaned and bounded, and what was left out of it. */
export function plainText(message: Message): { text: string; notes: string[] } {
  const { whole, notes } = contentOf(message);
  return { text: whole, notes };
}

/** What its sender wrote in a mail, without quotes and signature. */
export function newestText(message: Message): string {
  return contentOf(message).text;
}

function readContent(message: Message): Content {
  const { text, hidden, cut } = bodyText(message);
  const { text: shown, smuggled, invisible } = withoutInvisible(text.toWellFormed());
  const folded = shown
    .replaceAll(/\r\n?|[\u2028\u2029\u0085]/g, '\n')
    .replaceAll(/[^\S\n]{40,}/g, ' ')
    .replaceAll(/[^\S\n]+$/gm, '')
    .replaceAll(/\n{3,}/g, '\n\n')
    .trim();
  const leftOut = Math.max(0, folded.length - maxTextLength) + cut;
  const kept = folded.length > maxTextLength ? folded.slice(0, maxTextLength).toWellFormed() : folded;
  const mark = `[cut: ${leftOut.toLocaleString('en-US')} characters left out]`;
  const whole = leftOut > 0 ? `${kept}\n\n${mark}` : kept;
  const notes = [
    ...(hidden + smuggled > 0 ? [`hidden text removed (${hidden + smuggled} characters)`] : []),
    ...(invisible > 0 ? [`invisible characters removed (${invisible})`] : []),
    ...(leftOut > 0 ? [mark] : []),
  ];
  const removed: Hidden =
    hidden + smuggled === 0
      ? nothingHidden
      : {
          characters: hidden + smuggled,
          kinds: [...(hidden > 0 ? (['style'] as const) : []), ...(smuggled > 0 ? (['tags'] as const) : [])],
          text: '',
        };
  return { whole, ...splitQuoted(whole), hidden: removed, notes };
}

/**
 * The conversation up to the target, oldest first, ending with it. Mails of ours and of others, no drafts, no
 * escalations, nothing newer than the target except what it covers. About 24,000 characters: the newest whole,
 * older ones shortened and at last left out, each with a mark that says so.
 */
export function readConversation(
  thread: Thread,
  targetId: string,
  coverIds: readonly string[],
  mailboxAddress: string,
): Reading[] {
  const target = thread.messages.find((message) => message.id === targetId);
  if (target === undefined) return [];
  const earlier = thread.messages
    .filter((message) => message.id !== targetId && !message.folders.includes('drafts'))
    .filter((message) => message.dateMs <= target.dateMs || coverIds.includes(message.id))
    .filter((message) => message.metadata['kind'] !== 'escalation')
    .toSorted((a, b) => b.dateMs - a.dateMs);
  const newest = readMessage(target, mailboxAddress);
  return withinBudget(newest, earlier, target, mailboxAddress);
}

/** All that a mail brings to be answered: its sender's words, and below them those that it passes on, files included. */
export function substanceOf(reading: Reading): string {
  return [reading.text, reading.forwarded?.text ?? '', attachedText(reading)]
    .filter((part) => part !== '')
    .join('\n\n');
}

/** The mails since our last one; older ones have had their answer. */
export function unansweredIn(conversation: readonly Reading[]): Reading[] {
  return conversation.slice(conversation.findLastIndex((reading) => reading.fromUs) + 1);
}

/** Goes from new to old, so that long threads are not read further than they are used. */
function withinBudget(
  newest: Reading,
  earlier: readonly Message[],
  target: Message,
  mailboxAddress: string,
): Reading[] {
  const older: Reading[] = [];
  let left = maxConversationLength - newest.text.length;
  for (const message of earlier) {
    if (left < leastWorthReading) break;
    const reading = shortened(readMessage(message, mailboxAddress, target), left);
    older.push(reading);
    left -= reading.text.length;
  }
  const leftOut = earlier.length - older.length;
  if (leftOut === 0) return [...older.toReversed(), newest];
  const note = `[cut: ${leftOut} older mails left out]`;
  const kept = [...older.toReversed(), newest];
  return kept.map((reading, at) => (at === 0 ? { ...reading, notes: [...reading.notes, note] } : reading));
}

function shortened(reading: Reading, length: number): Reading {
  if (reading.text.length <= length) return reading;
  const mark = `[cut: ${(reading.text.length - length).toLocaleString('en-US')} characters left out]`;
  return {
    ...reading,
    text: `${reading.text.slice(0, length).toWellFormed()}\n\n${mark}`,
    notes: [...reading.notes, mark],
  };
}

function bodyText(message: Message): { text: string; hidden: number; cut: number } {
  const isPlain = tokenOf(message, 'Content-Type') === 'text/plain';
  if (!isPlain && isHtml(message.body)) return htmlToText(message.body);
  const most = 400_000;
  return { text: message.body.slice(0, most), hidden: 0, cut: Math.max(0, message.body.length - most) };
}

function senderText(message: Message): string {
  const from = message.from[0];
  if (from === undefined) return headerOf(message, 'From') ?? 'unknown';
  return from.name === undefined || sameAddress(from.name, from.email)
    ? from.email
    : `${from.name} <${from.email}>`;
}
