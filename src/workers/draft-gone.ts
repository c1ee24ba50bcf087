import { answerTo } from '#agent/mail/answered.ts';
import { PermanentError } from '#errors.ts';
import { take } from '#store/ledger.ts';
import type { Lease } from '#store/lease.ts';
import { closeAnswered, closeReview } from './close.ts';
import { commit } from './commit.ts';
import type { Deps, Next } from './deps.ts';
import { showEdit } from './edited-draft.ts';
import { isEdited } from './is-edited.ts';

/**
 * The draft of an open review was missing from the mailbox, since a person sent or removed it in a mail client, or says
 * something else by now: then the edit is shown before anybody decides.
 */
export async function workDraftGone(deps: Deps, lease: Lease, item: string, reviewId: string): Promise<Next> {
  const review = await deps.reviews.find(reviewId);
  const served = deps.mailboxOf(lease.grantId);
  if (review?.status !== 'open' || review.draftId === null || !served) {
    return commit(deps, lease, take(lease, item));
  }
  try {
    const draft = await deps.nylas.getDraft(lease.grantId, review.draftId, lease.signal);
    if (draft && !isEdited(review, draft)) return await commit(deps, lease, take(lease, item));
    const thread = await deps.nylas.listThread(lease.grantId, lease.threadId, lease.signal);
    const target = thread.messages.find((message) => message.id === review.messageId);
    if (draft && !target) return await commit(deps, lease, take(lease, item));
    if (draft && target)
      return await showEdit(deps, lease, item, { review, target, agent: served.agent, edited: draft });
    const answered = target && answerTo(thread, target, served.mailbox.address);
    if (answered) return await closeAnswered(deps, lease, item, review, answered);
    const reason = { code: 'draft_removed', detail: 'a person removed the draft in a mail client' };
    return await closeReview(deps, lease, item, { review, status: 'closed', state: 'skipped', reason });
  } catch (error) {
    if (error instanceof PermanentError) return commit(deps, lease, take(lease, item));
    throw error; // the thread counts and ends it
  }
}
