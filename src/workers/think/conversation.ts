import { recipientsOf } from '#agent/mail/recipients.ts';
import { type Reading, readConversation } from '#agent/reading/reading.ts';
import { knownTo } from '#agent/trust/strangers.ts';
import type { Mailbox } from '#domain/agent-config.ts';
import type { Message, Thread } from '#domain/mail.ts';

/**
 * The conversation an answer is written from: only mails that those it goes to have been part of, so that whoever gets
 * into a thread learns nothing from it that they were not told.
 */
export function conversationFor(
  { thread, target, mailbox }: { thread: Thread; target: Message; mailbox: Mailbox },
  ownAddresses: readonly string[],
  covers: readonly string[],
): Reading[] {
  const { to } = recipientsOf(target, [mailbox.address, ...ownAddresses], false);
  return readConversation(knownTo(thread, target, to), target.id, covers, mailbox.address);
}
