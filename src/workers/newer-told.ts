import type { Message, Thread } from '#domain/mail.ts';
import type { Review } from '#domain/review.ts';
import type { Lease } from '#store/lease.ts';
import { noteNewer } from '#store/review-sides.ts';
import { replace } from '#store/reviews.ts';
import type { Deps } from './deps.ts';

/**
 * Lets the open reviews of the thread know of a newer message, whatever becomes of it: they are no longer put off, what
 * people saw of them is no longer all there is, and who agreed to one without knowing it has to agree again. Gives the
 * open reviews as they stand then. A review that a person decides in this moment is left to them: before anything is
 * sent its worker looks at the thread again.
 */
export async function tellOfNewer(
  deps: Deps,
  lease: Lease,
  thread: Thread,
  message: Message,
): Promise<Review[]> {
  const open = await deps.reviews.openIn(lease);
  const known: Review[] = [];
  for (const review of open) {
    const isNews = review.messageId !== message.id && dateOf(thread, review) < message.dateMs;
    known.push(isNews ? await told(deps, lease, review, message.id) : review);
  }
  return known;
}

function dateOf(thread: Thread, { messageId }: Review): number {
  return thread.messages.find(({ id }) => id === messageId)?.dateMs ?? 0;
}

async function told(deps: Deps, lease: Lease, review: Review, newerId: string): Promise<Review> {
  if ((review.approvals ?? []).length === 0) {
    await deps.transact(lease, noteNewer(lease, review, newerId));
    return review;
  }
  const nowMs = deps.now();
  const after: Review = { ...review, approvals: [], version: review.version + 1, updatedAtMs: nowMs };
  const act = { by: 'inreply', what: 'newer_message' };
  const done = await deps.transact(lease, [
    ...replace(lease, review, after, nowMs, act),
    ...noteNewer(lease, review, newerId),
  ]);
  return done.kind === 'committed' ? after : review;
}
