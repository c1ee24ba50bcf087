import { sendIdOf, shortIdOf } from '#domain/ids.ts';
import { headerOf, sameAddress, type Message, type Thread } from '#domain/mail.ts';

import { isAutoSubmitted } from './headers.ts';

export type Answered = { by: 'us' | 'person'; message: Message };

/**
 * The message of the thread that answers `message`, when there is one (CONTRACT section 4.2 and 6.1).
 *
 * A reply of ours answers what its mark names and nothing else: its date proves nothing, since it may answer an
 * earlier message. A person writing in a mail client leaves no mark, so there In-Reply-To or a later date counts.
 */
export function answerTo(thread: Thread, message: Message, mailboxAddress: string): Answered | undefined {
  for (const candidate of thread.messages) {
    if (candidate.id === message.id || !leftMailbox(candidate, mailboxAddress)) continue;
    if (isEscalation(candidate)) continue;
    if (isOurs(candidate)) {
      if (oursAnswers(candidate, message)) return { by: 'us', message: candidate };
    } else if (!isAutoSubmitted(candidate) && personAnswers(candidate, message)) {
      return { by: 'person', message: candidate };
    }
  }
  return undefined;
}

/** How many replies of ours the thread holds, for `limits.per_thread`. Escalations are not replies. */
export function ourRepliesIn(thread: Thread, mailboxAddress: string): number {
  return thread.messages.filter((message) => isReplyOfOurs(message, mailboxAddress)).length;
}

/** Whether we sent it in answer to a mail, rather than a person, or as an escalation. */
export function isReplyOfOurs(message: Message, mailboxAddress: string): boolean {
  return leftMailbox(message, mailboxAddress) && isReplyMark(markOf(message)) && !isEscalation(message);
}

/**
 * Whether the message was sent from this mailbox. The sender alone does not prove it, as anyone can write our
 * address into From: mail that lies in the inbox or among junk came in.
 */
export function leftMailbox(message: Message, mailboxAddress: string): boolean {
  if (message.folders.includes('drafts')) return false;
  if (message.folders.includes('sent') || message.metadata['key3'] === 'inreply') return true;
  const cameIn = message.folders.includes('inbox') || message.folders.includes('junk');
  return !cameIn && message.from.some((from) => sameAddress(from.email, mailboxAddress));
}

/** Whether Inreply sent it, as a reply or an escalation, rather than a person. */
export function isSentByUs(message: Message, mailboxAddress: string): boolean {
  return leftMailbox(message, mailboxAddress) && (isOurs(message) || isEscalation(message));
}

function markOf(message: Message): string | undefined {
  return message.metadata['key1'] ?? headerOf(message, 'X-Inreply-Id')?.trim();
}

function isReplyMark(mark: string | undefined): boolean {
  return mark?.startsWith('r_') === true;
}

function isOurs(message: Message): boolean {
  return (
    isReplyMark(message.metadata['key1']) ||
    message.metadata['key3'] === 'inreply' ||
    headerOf(message, 'X-Inreply-Id') !== undefined
  );
}

function isEscalation(message: Message): boolean {
  return message.metadata['kind'] === 'escalation';
}

function oursAnswers(candidate: Message, message: Message): boolean {
  if (markOf(candidate) === sendIdOf(message.grantId, message.id)) return true;
  if (candidate.metadata['key1'] !== undefined) {
    return (candidate.metadata['covers'] ?? '').split(',').includes(shortIdOf(message.id));
  }
  return isInReplyTo(candidate, message);
}

function personAnswers(candidate: Message, message: Message): boolean {
  return candidate.dateMs > message.dateMs || isInReplyTo(candidate, message);
}

function isInReplyTo(candidate: Message, message: Message): boolean {
  const wanted = messageIdsIn(headerOf(message, 'Message-ID'))[0];
  return wanted !== undefined && messageIdsIn(headerOf(candidate, 'In-Reply-To')).includes(wanted);
}

/** The ids of a Message-ID or In-Reply-To header (RFC 5322 section 3.6.4). */
function messageIdsIn(value: string | undefined): string[] {
  return value?.match(/<[^<>\s]+>/g) ?? [];
}
