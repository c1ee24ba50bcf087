import type { AgentConfig } from '#domain/agent-config.ts';
import { sameAddress, type Address, type Message, type Thread } from '#domain/mail.ts';

import { leftMailbox } from '#agent/mail/answered.ts';

/**
 * Whether the author of a mail is a stranger to its thread: others were there before, none of them is this author, and
 * nothing that left the mailbox was written to them. Who was only copied is a stranger too: the thread is not theirs.
 * Where the mailbox itself began the thread, those it wrote to are no strangers.
 */
export function isStranger(thread: Thread, target: Message, mailboxAddress: string): boolean {
  const earlier = earlierThan(thread, target);
  const first = earlier[0];
  if (first === undefined) return false;
  const author = authorOf(target);
  if (author === '') return true;
  const ours = earlier.filter((message) => leftMailbox(message, mailboxAddress));
  if (ours.some(({ to }) => to.some(({ email }) => sameAddress(email, author)))) return false;
  return !sameAddress(authorOf(first), author);
}

/**
 * Whether an answer may go to more people than the author of a mail. A stranger names whom they like in To and Cc, so
 * they are answered alone.
 */
export function mayReplyAll(
  config: AgentConfig,
  thread: Thread,
  target: Message,
  mailboxAddress: string,
): boolean {
  return config.reply_all && !isStranger(thread, target, mailboxAddress);
}

/** The mails of a thread that the people a reply goes to have been part of; ours and others', the target always. */
export function knownTo(thread: Thread, target: Message, readers: readonly Address[]): Thread {
  const messages = thread.messages.filter((message) => {
    if (message.id === target.id) return true;
    const party = [...message.from, ...message.to, ...message.cc, ...message.replyTo];
    return readers.every((reader) => party.some(({ email }) => sameAddress(email, reader.email)));
  });
  return { ...thread, messages };
}

/** The address of the one author of a mail; empty when it names none. */
export function authorOf({ from }: Pick<Message, 'from'>): string {
  return from[0]?.email ?? '';
}

/** Oldest first. */
export function earlierThan(thread: Thread, target: Message): Message[] {
  return thread.messages
    .filter(
      (message) =>
        message.id !== target.id && message.dateMs <= target.dateMs && !message.folders.includes('drafts'),
    )
    .filter((message) => message.metadata['kind'] !== 'escalation')
    .toSorted((a, b) => a.dateMs - b.dateMs);
}
