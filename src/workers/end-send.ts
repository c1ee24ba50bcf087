import { plainText } from '#agent/reading.ts';
import type { Reason } from '#domain/decision.ts';
import { reviewIdOf } from '#domain/ids.ts';
import type { Account } from '#domain/ledger.ts';
import type { Message } from '#domain/mail.ts';
import type { Review } from '#domain/review.ts';
import { PermanentError } from '#errors.ts';
import { accountOf, end, expectProof, expectState, take } from '#store/ledger.ts';
import type { Lease } from '#store/lease.ts';
import { open, replace } from '#store/reviews.ts';
import { withStep } from './account.ts';
import { commit } from './commit.ts';
import type { Deps, Next } from './deps.ts';
import { withReason } from './reasons.ts';
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
  const next = await commit(deps, lease, [
    expectState(lease, messageId, 'sending'),
    ...end(lease, messageId, state, {
      account,
      outgoing: { ...outgoing, bytes: '' },
      attempts: 0,
      ...(sentId === undefined ? {} : { sentId }),
    }),
    ...(errand.review
      ? replace(lease, errand.review, reviewAs(errand.review, 'sent', nowMs), nowMs)
      : take(lease, errand.item)),
  ]);
  if (next.kind === 'later') return next;
  if (errand.review) deps.events.reviewClosed({ reviewId: errand.review.id, status: 'sent' });
  tellConcluded(deps, record, state, account);
  return next;
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

/** It may have left and cannot be found: a person looks before anything is sent again. */
export function endInDoubt(deps: Deps, lease: Lease, record: Sending, errand: Errand): Promise<Next> {
  const detail =
    'sending had no sure answer, and the mail can be found neither by its metadata nor in its thread; ' +
    'it may have gone out. Approving sends it again.';
  return handToPerson(deps, lease, record, errand, { code: 'send_doubt', detail }, 'doubt');
}

async function handToPerson(
  deps: Deps,
  lease: Lease,
  record: Sending,
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
    : await reviewOf(deps, lease, record, account, nowMs);
  const next = await commit(deps, lease, [
    expectState(lease, messageId, 'sending'),
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

/** The review as it was before its approval, with why it could not be carried out. */
export function reopened(review: Review, reason: Reason, nowMs: number): Review {
  const reasons = withReason(review.reasons, reason);
  return {
    ...review,
    status: 'open',
    version: review.version + 1,
    updatedAtMs: nowMs,
    verdict: null,
    reasons,
  };
}

export function reviewAs(review: Review, status: Review['status'], nowMs: number, because?: Reason): Review {
  return {
    ...review,
    status,
    version: review.version + 1,
    updatedAtMs: nowMs,
    closedBecause: because ?? review.closedBecause,
  };
}

async function reviewOf(
  deps: Deps,
  lease: Lease,
  record: Sending,
  account: Account,
  nowMs: number,
): Promise<Review> {
  const target = await targetOf(deps, lease, record.messageId);
  const { outgoing, grantId, threadId, messageId } = record;
  const isReply = outgoing.kind === 'reply';
  return {
    id: reviewIdOf(grantId, messageId),
    version: 1,
    status: 'open',
    grantId,
    threadId,
    messageId,
    covers: outgoing.covers,
    agent: account.agent,
    category: account.category,
    confidence: account.confidence,
    reasons: account.reasons,
    from: target?.from ?? [],
    to: isReply ? outgoing.to : replyAddresses(target),
    cc: [],
    subject: outgoing.subject,
    body: outgoing.body,
    question: target ? plainText(target).text : '',
    citations: account.draft?.citations ?? [],
    draftId: null,
    cost: account.cost,
    createdAtMs: nowMs,
    updatedAtMs: nowMs,
    verdict: null,
    closedBecause: null,
  };
}

/** The message, for the person who decides; without it when Nylas refuses to show it. */
async function targetOf(deps: Deps, lease: Lease, messageId: string): Promise<Message | undefined> {
  try {
    const thread = await deps.nylas.listThread(lease.grantId, lease.threadId, lease.signal);
    return thread.messages.find((message) => message.id === messageId);
  } catch (error) {
    if (error instanceof PermanentError) return undefined;
    throw error;
  }
}

/** An escalation went to a colleague; what a person writes instead goes to the sender. */
function replyAddresses(target: Message | undefined) {
  if (!target) return [];
  return target.replyTo.length > 0 ? target.replyTo : target.from;
}
