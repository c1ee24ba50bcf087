import type { Message, Thread } from '#domain/mail.ts';
import type { Lease } from '#store/lease.ts';
import type { Deps } from './deps.ts';
import { isNotFound } from './faults.ts';

/** A message of the thread, asked for by its id when the listing lacks it; undefined when Nylas no longer has it. */
export async function findTarget(
  deps: Deps,
  lease: Lease,
  thread: Thread,
  messageId: string,
): Promise<Message | undefined> {
  const listed = thread.messages.find((message) => message.id === messageId);
  if (listed) return listed;
  try {
    return await deps.nylas.getMessage(lease.grantId, messageId, lease.signal);
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}
