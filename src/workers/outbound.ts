import { answerTo } from '#agent/mail/answered.ts';
import type { Review } from '#domain/review.ts';
import type { Thread } from '#domain/mail.ts';
import { PermanentError } from '#errors.ts';
import { take } from '#store/ledger.ts';
import type { Lease } from '#store/lease.ts';
import { closeAnswered } from './close.ts';
import { commit } from './commit.ts';
import type { Deps, Next } from './deps.ts';
import { workWatched } from './watched.ts';

/**
 * A mail left the mailbox in this thread. If it answers what an open review is about, by a person's hand, as its sent
 * draft, or as a send of ours that was in doubt, that review is over.
 */
export async function workOutbound(deps: Deps, lease: Lease, item: string, messageId: string): Promise<Next> {
  const [outbound] = await deps.ledger.read(lease.shard, lease.grantId, [messageId]);
  const ours = outbound?.answers ?? null;
  if (ours !== null) {
    const [answered] = await deps.ledger.read(lease.shard, lease.grantId, [ours]);
    if (answered?.state !== 'review' && answered?.state !== 'doubt')
      return commit(deps, lease, take(lease, item));
  }
  const open = await deps.reviews.openIn(lease);
  const watched = await deps.holds.watchedIn(lease);
  const served = deps.mailboxOf(lease.grantId);
  if (open.length + watched.length === 0 || !served) return commit(deps, lease, take(lease, item));
  try {
    const thread = await deps.nylas.listThread(lease.grantId, lease.threadId, lease.signal);
    const ended = await workWatched(deps, lease, watched, thread, served);
    if (ended) return ended; // with the item still there the next look finds what else is answered
    const review = open.find((one) => answerIn(thread, one, served.mailbox.address));
    const answered = review && answerIn(thread, review, served.mailbox.address);
    // with the item still there the next look finds a further review, until none is answered
    if (review && answered)
      return await closeAnswered(deps, lease, open.length > 1 ? '' : item, review, answered);
    return await commit(deps, lease, take(lease, item));
  } catch (error) {
    if (error instanceof PermanentError) return commit(deps, lease, take(lease, item));
    throw error; // the thread counts and ends it
  }
}

function answerIn(thread: Thread, review: Review, mailboxAddress: string) {
  const target = thread.messages.find((message) => message.id === review.messageId);
  return target && answerTo(thread, target, mailboxAddress);
}
