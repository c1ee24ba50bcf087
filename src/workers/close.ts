import type { Answered } from '#agent/mail/answered.ts';
import { printOf, versionOf } from '#agent/mail/draft-print.ts';
import type { Outcome } from '#domain/autonomy.ts';
import type { Reason } from '#domain/decision.ts';
import { sendIdOf } from '#domain/ids.ts';
import type { MessageState } from '#domain/ledger.ts';
import type { Review } from '#domain/review.ts';
import { PermanentError } from '#errors.ts';
import { accountOf, end, expectState, take } from '#store/ledger.ts';
import type { Lease } from '#store/lease.ts';
import { replace } from '#store/reviews.ts';
import type { Operation } from '#store/transaction.ts';
import { commit } from './commit.ts';
import type { Deps, Next } from './deps.ts';
import { observed, tallied } from './observed.ts';
import { reviewAs } from './review-forms.ts';
import { withReason } from './reasons.ts';

/** How a review ends without our sending: what becomes of it and of its message. */
export type Closing = {
  review: Review;
  status: 'closed' | 'rejected' | 'expired';
  reason: Reason;
  state: MessageState;
  sentId?: string;
  /** What it says about the text, where the reason does not say it. */
  outcome?: Outcome;
};

/** Ends a review and its message for a reason, and takes the inbox item; a draft still there is deleted first. */
export async function closeReview(deps: Deps, lease: Lease, item: string, closing: Closing): Promise<Next> {
  await deleteDraft(deps, lease, closing.review);
  return closeWithDraft(deps, lease, item, closing);
}

/** Ends a review whose message has its answer already: from us after all, from its sent draft, or from a person. */
export async function closeAnswered(
  deps: Deps,
  lease: Lease,
  item: string,
  review: Review,
  { by, message }: Answered,
): Promise<Next> {
  if (by === 'person') {
    const detail = `a person answered in a mail client, with message ${message.id}`;
    const reason = { code: 'answered_by_person', detail };
    return closeReview(deps, lease, item, { review, status: 'closed', state: 'skipped', reason });
  }
  const detail = `the draft, or an earlier send of it, left as message ${message.id}`;
  const reason = { code: 'already_sent', detail };
  return closeReview(deps, lease, item, {
    review,
    status: 'closed',
    state: 'sent',
    reason,
    sentId: message.id,
    outcome: printOf(message) === review.draftPrint ? 'unedited' : 'edited',
  });
}

/** The same, but lets be a draft that cannot be deleted. */
export async function closeWithDraft(
  deps: Deps,
  lease: Lease,
  item: string,
  closing: Closing,
): Promise<Next> {
  const { review, status, reason, state } = closing;
  const [record] = await deps.ledger.read(lease.shard, lease.grantId, [review.messageId]);
  const nowMs = deps.now();
  const account = record?.account ?? accountOf(review.reasons, review.agent);
  const operations: Operation[] = [
    ...replace(lease, review, reviewAs(review, status, nowMs, reason), nowMs),
    ...take(lease, item),
  ];
  // `ready`: approved, and nothing has left yet
  if (record?.state === 'review' || record?.state === 'doubt' || record?.state === 'ready') {
    const outcome = closing.outcome ?? outcomeOfClosing(closing);
    operations.push(
      expectState(lease, review.messageId, record.state),
      ...end(lease, review.messageId, state, {
        account: { ...account, reasons: withReason(account.reasons, reason) },
        ...(closing.sentId === undefined ? {} : { sentId: closing.sentId }),
      }),
      ...observed(deps, lease, record, outcome),
      ...tallied(lease, account, outcome),
    );
  }
  const next = await commit(deps, lease, operations);
  if (next.kind === 'next') deps.events.reviewClosed({ reviewId: review.id, status, reason });
  return next;
}

/** A person who removed the text, or wrote another one in its place, rejected it. */
function outcomeOfClosing({ status, reason: { code } }: Closing): Outcome | undefined {
  const rejected = status === 'rejected' || code === 'answered_by_person' || code === 'draft_removed';
  return rejected ? 'rejected' : undefined;
}

/**
 * Deletes the Nylas draft of a review, and all others that carry the mark of its message: one whose creation had no
 * answer may turn up late, and a person might send it. One that is gone already counts as done. What was found is
 * deleted only under the lease, and with `before` only when it was made for an earlier version: else it may be the new
 * draft of somebody else, and would be missed as if a person had removed it.
 */
export async function deleteDraft(
  deps: Deps,
  lease: Lease,
  review: Review,
  before = Number.POSITIVE_INFINITY,
): Promise<void> {
  const { grantId, threadId, signal } = lease;
  if (review.draftId !== null) await deps.nylas.deleteDraft(grantId, review.draftId, signal);
  const mark = sendIdOf(review.grantId, review.messageId);
  const found = await deps.nylas.findDrafts(grantId, threadId, mark, signal).catch(unlessRefused);
  for (const draft of found.filter(({ id }) => id !== review.draftId)) {
    await deps.transact(lease, []);
    if (versionOf(draft) < before) await deps.nylas.deleteDraft(grantId, draft.id, signal);
  }
}

function unlessRefused(error: unknown): [] {
  if (error instanceof PermanentError) return [];
  throw error;
}
