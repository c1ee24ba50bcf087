import { headerOf, isSameAuthor, sameAddress, type Message, type Thread } from '#domain/mail.ts';

import { leftMailbox } from '#agent/mail/answered.ts';
import { attachedText, type AttachmentReading, listAttachments } from './attachments.ts';
import { withinBudget } from './budget.ts';
import { contentOf } from './content.ts';
import type { QuotedFields } from './header-block.ts';
import type { Hidden } from './hidden.ts';

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
  /** All of it, with quotes and signature: for checks of what a draft may have taken from it, never for a prompt. */
  whole: string;
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
export type Forwarded = QuotedFields & { text: string };

/**
 * What a mail says: HTML as text, hidden text and invisible characters removed and noted, quotes and signature split
 * off, attachments listed as unread, size bounded with a visible mark. Takes any string, in bounded time. `answered` is
 * the mail whose author is `sender`.
 */
export function readMessage(message: Message, mailboxAddress: string, answered = message): Reading {
  const { whole, text, quoted, forwarded, hidden, notes } = contentOf(message);
  const fromUs = leftMailbox(message, mailboxAddress);
  return {
    messageId: message.id,
    from: senderText(message),
    dateMs: message.dateMs,
    fromUs,
    by: fromUs ? 'us' : isSameAuthor(message, answered) ? 'sender' : 'other',
    text,
    quoted,
    whole,
    forwarded,
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

/** What its sender brings in a mail, without quotes and signature: their words, and a mail they pass on. */
export function newestText(message: Message): string {
  const { text, forwarded } = contentOf(message);
  return [text, forwarded?.text ?? ''].filter((part) => part !== '').join('\n\n');
}

/**
 * The conversation up to the target, oldest first, ending with it. Mails of ours and of others, no drafts, no
 * escalations, nothing newer than the target except what it covers. Within what a model may be given: the newest
 * whole, older ones shortened and at last left out, each with a mark that says so.
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
  return withinBudget(
    readMessage(target, mailboxAddress),
    earlier.map((message) => () => readMessage(message, mailboxAddress, target)),
  );
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

function senderText(message: Message): string {
  const from = message.from[0];
  if (from === undefined) return headerOf(message, 'From') ?? 'unknown';
  return from.name === undefined || sameAddress(from.name, from.email)
    ? from.email
    : `${from.name} <${from.email}>`;
}
