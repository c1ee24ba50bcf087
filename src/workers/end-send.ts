import type { Reason } from '#domain/decision.ts';
import type { Account, MessageRecord } from '#domain/ledger.ts';
import type { Message } from '#domain/mail.ts';
import { PermanentError } from '#errors.ts';
import { accountOf, end, expectProof, expectState, take } from '#store/ledger.ts';
import type { Lease } from '#store/lease.ts';
import { open, replace } from '#store/reviews.ts';
import type { Operation } from '#store/transaction.ts';
import { withAges } from '#domain/review-ages.ts';
import { withStep } from './account.ts';
import { commit } from './commit.ts';
import type { Deps, Next } from './deps.ts';
import { isInterruption } from './faults.ts';
import { isOverdue } from './look.ts';
import { learned } from './learned.ts';
import { observed, outcomeOfSending, tallied } from './observed.ts';
import { withReason } from './reasons.ts';
import { reopened, reviewAs, reviewOfUnsent } from './review-forms.ts';
import type { Errand, Sending } from './sending.ts';
import { tellConcluded } from './tell.ts';

/**
 * Records that the mail left. An approved review is `sent` with it; its inbox item stays until its draft is deleted too.
 */
export async function endSent(
  deps: Deps,
  lease: Lease,
  record: Sending,
  errand: Errand,
  sentId: string | undefined,
  how: string,
): Promise<Next> {
  const { messageId, outgoing, firstSendAtMs } = record;
  const nowMs = deps.now();
  const state = outgoing.kind === 'escalation' ? 'escalated' : 'sent';
  const account = withStep(
    record.account ?? accountOf([]),
    'send',
    firstSendAtMs,
    nowMs - firstSendAtMs,
    how,
  );
  const outcome = outcomeOfSending(deps, record, errand.review);
  const next = await commit(deps, lease, [
    expectState(lease, messageId, record.state),
    ...end(lease, messageId, state, {
      account,
      outgoing: { ...outgoing, bytes: '' },
      attempts: 0,
      ...(sentId === undefined ? {} : { sentId }),
    }),
    ...observed(deps, lease, record, outcome),
    ...tallied(lease, account, outcome),
    ...learned(deps, lease, errand.review),
    ...endErrand(lease, errand, nowMs),
  ]);
  if (next.kind === 'later') return next;
  if (errand.review?.status === 'approved')
    deps.events.reviewClosed({ reviewId: errand.review.id, status: 'sent' });
  tellConcluded(deps, record, state, account);
  return next;
}

/** A review that has expired stays so; like every review it keeps its item. */
function endErrand(lease: Lease, { item, review }: Errand, nowMs: number): Operation[] {
  if (!review) return take(lease, item);
  return review.status === 'expired' ? [] : replace(lease, review, reviewAs(review, 'sent', nowMs), nowMs);
}

/** Nylas will not take it: nothing left, so a person gets it with what was written. */
export function endRefused(
  deps: Deps,
  lease: Lease,
  record: Sending,
  errand: Errand,
  reason: Reason,
): Promise<Next> {
  return handToPerson(deps, lease, record, errand, reason, 'review');
}

/** The kill switch was thrown before it left: a person gets it with what was written. */
export function endPaused(
  deps: Deps,
  lease: Lease,
  record: Sending,
  errand: Errand,
  reason: Reason,
): Promise<Next> {
  return handToPerson(deps, lease, record, errand, reason, 'review');
}

/** It was taken for sent, or was in doubt, and is now known not to have left: a person gets it. */
export function endUnsent(
  deps: Deps,
  lease: Lease,
  record: MessageRecord,
  { item, review }: Errand,
  reason: Reason,
): Promise<Next> {
  // the draft of a review that ended is gone
  const again = review && { ...review, draftId: review.status === 'open' ? review.draftId : null };
  return handToPerson(deps, lease, record, { item, review: again }, reason, 'review');
}

/** It may have left and cannot be found: a person looks before anything is sent again. */
export function endInDoubt(deps: Deps, lease: Lease, record: MessageRecord, errand: Errand): Promise<Next> {
  const detail =
    'sending had no sure answer, and the mail can be found neither by its metadata nor in its thread; ' +
    'it may have gone out. Approving sends it again.';
  return handToPerson(deps, lease, record, errand, { code: 'send_doubt', detail }, 'doubt');
}

/** The record has lost the bytes: nothing can be sent or repeated, and an attempt may have been made. */
export async function endWithoutBytes(
  deps: Deps,
  lease: Lease,
  record: MessageRecord,
  errand: Errand,
): Promise<Next> {
  const detail =
    'what was to be sent is missing from the record, so nobody can say whether it went out. ' +
    'Look into the mailbox, then write the reply anew.';
  const reason = { code: 'reply_lost', detail };
  return handToPerson(deps, lease, record, errand, reason, 'doubt');
}

async function handToPerson(
  deps: Deps,
  lease: Lease,
  record: MessageRecord,
  errand: Errand,
  reason: Reason,
  state: 'review' | 'doubt',
): Promise<Next> {
  const { grantId, messageId } = record;
  const nowMs = deps.now();
  const before = record.account ?? accountOf([]);
  const account: Account = { ...before, reasons: withReason(before.reasons, reason) };
  const review = errand.review
    ? reopened(errand.review, reason, nowMs)
    : withAges(
        reviewOfUnsent(record, account, await targetOf(deps, lease, record), nowMs),
        deps.mailboxOf(grantId)?.agent.config.reviews,
      );
  const next = await commit(deps, lease, [
    expectState(lease, messageId, record.state),
    expectProof(lease, record),
    ...end(lease, messageId, state, { account, reviewId: review.id, attempts: 0 }),
    ...(errand.review ? replace(lease, errand.review, review, nowMs) : open(lease, review, nowMs)),
    ...take(lease, errand.item),
  ]);
  if (next.kind === 'later') return next;
  deps.events.reviewOpened({ grantId, messageId, reviewId: review.id, reasons: review.reasons });
  tellConcluded(deps, record, state, account);
  return next;
}

/** The message, for the person who decides; without it when Nylas refuses to show it, or was away for a day. */
async function targetOf(deps: Deps, lease: Lease, record: MessageRecord): Promise<Message | undefined> {
  try {
    const thread = await deps.nylas.listThread(lease.grantId, lease.threadId, lease.signal);
    return thread.messages.find((message) => message.id === record.messageId);
  } catch (error) {
    if (error instanceof PermanentError || (!isInterruption(error) && isOverdue(deps, record)))
      return undefined;
    throw error;
  }
}
