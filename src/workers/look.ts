import type { MessageRecord, Outgoing } from '#domain/ledger.ts';
import { PermanentError } from '#errors.ts';
import type { Lease } from '#store/lease.ts';
import type { Deps } from './deps.ts';
import { LOOK_ATTEMPTS } from './faults.ts';

export type Found = { kind: 'sent'; id: string } | { kind: 'absent' } | { kind: 'unknowable' };

/**
 * Looks for a mail of ours: first by its metadata, the durable proof of sending, then in the thread (CONTRACT 4.2).
 * Throws when either look-up fails, since then nothing is proven; once Nylas has refused it long enough, such as for a
 * grant that is gone, nothing can be known.
 */
export async function lookForSent(
  deps: Deps,
  lease: Lease,
  record: MessageRecord & { outgoing: Outgoing },
): Promise<Found> {
  try {
    return await lookOnce(deps, lease, record);
  } catch (error) {
    if (error instanceof PermanentError && record.attempts >= LOOK_ATTEMPTS) return { kind: 'unknowable' };
    throw error;
  }
}

async function lookOnce(
  deps: Deps,
  lease: Lease,
  record: MessageRecord & { outgoing: Outgoing },
): Promise<Found> {
  const { sendId } = record.outgoing;
  const byMetadata = await deps.nylas.findSent(lease.grantId, sendId, lease.signal);
  if (byMetadata) return { kind: 'sent', id: byMetadata.id };
  const thread = await deps.nylas.listThread(lease.grantId, lease.threadId, lease.signal);
  const inThread = thread.messages.find((message) => message.metadata['key1'] === sendId);
  return inThread ? { kind: 'sent', id: inThread.id } : { kind: 'absent' };
}
