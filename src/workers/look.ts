import type { MessageRecord } from '#domain/ledger.ts';
import { failedMails } from '#domain/report.ts';
import { PermanentError } from '#errors.ts';
import type { Lease } from '#store/lease.ts';
import { GIVE_UP_MS } from './after-send.ts';
import type { Deps } from './deps.ts';
import { isInterruption, LOOK_ATTEMPTS } from './faults.ts';
import type { Sending } from './sending.ts';

export type Found = { kind: 'sent'; id: string } | { kind: 'absent' } | { kind: 'unknowable' };

/**
 * Looks for a mail of ours: first by its metadata, the durable proof of sending, then in the thread (CONTRACT 4.2).
 * Throws when either look-up fails, since then nothing is proven; once Nylas has refused it long enough, such as for a
 * grant that is gone, or was away for a day, nothing can be known.
 */
export async function lookForSent(deps: Deps, lease: Lease, record: Sending): Promise<Found> {
  try {
    return await lookOnce(deps, lease, record);
  } catch (error) {
    const refused = error instanceof PermanentError && record.attempts >= LOOK_ATTEMPTS;
    if (refused || (!isInterruption(error) && isOverdue(deps, record))) return { kind: 'unknowable' };
    throw error;
  }
}

/** Whether it was tried for so long that a person gets it, even if nothing can be looked up for them. */
export function isOverdue(deps: Pick<Deps, 'now'>, { tryingSinceMs }: MessageRecord): boolean {
  return tryingSinceMs !== null && deps.now() - tryingSinceMs > GIVE_UP_MS;
}

async function lookOnce(deps: Deps, lease: Lease, record: Sending): Promise<Found> {
  const { sendId } = record.outgoing;
  const failed = failedMails(record.reports);
  const byMetadata = await deps.nylas.findSent(lease.grantId, sendId, lease.signal);
  if (byMetadata && !failed.has(byMetadata.id)) return { kind: 'sent', id: byMetadata.id };
  const thread = await deps.nylas.listThread(lease.grantId, lease.threadId, lease.signal);
  const inThread = thread.messages.find(({ id, metadata }) => metadata['key1'] === sendId && !failed.has(id));
  return inThread ? { kind: 'sent', id: inThread.id } : { kind: 'absent' };
}
