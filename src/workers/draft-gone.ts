import { answerTo } from '#agent/mail/answered.ts';
import { PermanentError } from '#errors.ts';
import { take } from '#store/ledger.ts';
import type { Lease } from '#store/lease.ts';
import { closeAnswered, closeReview } from './close.ts';
import { commit } from './commit.ts';
import type { Deps, Next } from './deps.ts';

/** The draft of an open review was missing from the mailbox: a person sent it or removed it in a mail client. */
export async function workDraftGone(deps: Deps, lease: Lease, item: string, reviewId: string): Promise<Next> {
  const review = await deps.reviews.find(reviewId);
  const served = deps.mailboxOf(lease.grantId);
  if (review?.status !== 'open' || review.draftId === null || !served) {
    return commit(deps, lease, take(lease, item));
  }
  try {
    if (await deps.nylas.getDraft(lease.grantId, review.draftId, lease.signal)) {
      return await commit(deps, lease, take(lease, item));
    }
    const thread = await deps.nylas.listThread(lease.grantId, lease.threadId, lease.signal);
    const target = thread.messages.find((message) => message.id === review.messageId);
    const answered = target && answerTo(thread, target, served.mailbox.address);
    if (answered) return await closeAnswered(deps, lease, item, review, answered);
    const reason = { code: 'draft_removed', detail: 'a person removed the draft in a mail client' };
    return await closeReview(deps, lease, item, { review, status: 'closed', state: 'skipped', reason });
  } catch (error) {
    if (error instanceof PermanentError) return commit(deps, lease, take(lease, item));
    throw error; // the thread counts and ends it
  }
}
