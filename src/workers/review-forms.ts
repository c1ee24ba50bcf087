import { printOf } from '#agent/mail/draft-print.ts';
import { plainText } from '#agent/reading/reading.ts';
import { replySubject } from '#agent/mail/subject.ts';
import type { Reason } from '#domain/decision.ts';
import { reviewIdOf } from '#domain/ids.ts';
import type { Account, MessageRecord } from '#domain/ledger.ts';
import type { MailDraft, Message } from '#domain/mail.ts';
import type { Review } from '#domain/review.ts';
import { withReason } from './reasons.ts';

type Shown = Pick<
  Review,
  'covers' | 'from' | 'to' | 'cc' | 'subject' | 'body' | 'question' | 'citations' | 'sources' | 'actions'
>;

/** A review as it opens: what led to it, from the account, and what the person is shown. */
export function newReview(
  { grantId, threadId, messageId }: Pick<MessageRecord, 'grantId' | 'threadId' | 'messageId'>,
  { agent, category, confidence, reasons, cost, trust }: Account,
  shown: Shown,
  nowMs: number,
): Review {
  return {
    id: reviewIdOf(grantId, messageId),
    version: 1,
    status: 'open',
    grantId,
    threadId,
    messageId,
    agent,
    category,
    confidence,
    reasons,
    cost,
    trust: trust ?? null,
    ...shown,
    draftId: null,
    createdAtMs: nowMs,
    updatedAtMs: nowMs,
    verdict: null,
    closedBecause: null,
  };
}

/** The review of a mail that Nylas did not take, or that may not have left; the text is empty where the record lost it. */
export function reviewOfUnsent(
  record: MessageRecord,
  account: Account,
  target: Message | undefined,
  nowMs: number,
): Review {
  const { outgoing } = record;
  const isReply = outgoing?.kind === 'reply';
  const shown = {
    covers: outgoing?.covers ?? [],
    from: target?.from ?? [],
    to: isReply ? outgoing.to : replyAddresses(target),
    cc: isReply ? outgoing.cc : [],
    subject: outgoing?.subject ?? replySubject(target?.subject ?? ''),
    body: outgoing?.body ?? '',
    question: target ? plainText(target).text : '',
    citations: account.draft?.citations ?? [],
    ...(account.sources === undefined ? {} : { sources: account.sources }),
  };
  return newReview(record, account, shown, nowMs);
}

/** An escalation went to a colleague; what a person writes instead goes to the sender. */
function replyAddresses(target: Message | undefined) {
  if (!target) return [];
  return target.replyTo.length > 0 ? target.replyTo : target.from;
}

/** What a review keeps of its draft: which one, and what it said, to notice an edit in a mail client. */
export function draftShown(draft: MailDraft): Pick<Review, 'draftId' | 'draftPrint'> {
  return { draftId: draft.id, draftPrint: draft.body === '' ? undefined : printOf(draft) };
}

/** The same of a draft from an earlier life, which a person may have edited since: what it said stands in its metadata. */
export function draftFound(draft: MailDraft): ReturnType<typeof draftShown> {
  const shown = draftShown(draft);
  return shown.draftPrint === undefined
    ? shown
    : { ...shown, draftPrint: draft.metadata['print'] ?? shown.draftPrint };
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

/** The review in another status, with why, when no person's verdict ended it. */
export function reviewAs(review: Review, status: Review['status'], nowMs: number, because?: Reason): Review {
  return {
    ...review,
    status,
    version: review.version + 1,
    updatedAtMs: nowMs,
    closedBecause: because ?? review.closedBecause,
  };
}
