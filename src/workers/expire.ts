import { answerTo } from '#agent/mail/answered.ts';
import { composeEscalation } from '#agent/mail/compose.ts';
import type { Reason } from '#domain/decision.ts';
import { spanText } from '#domain/duration.ts';
import type { MessageRecord, Outgoing } from '#domain/ledger.ts';
import type { Message, Thread } from '#domain/mail.ts';
import type { Review } from '#domain/review.ts';
import { accountOf, take } from '#store/ledger.ts';
import type { Lease } from '#store/lease.ts';
import { withStep } from './account.ts';
import type { Served } from './answer.ts';
import { closeAnswered, closeReview, deleteDraft } from './close.ts';
import { commit } from './commit.ts';
import { deliver } from './deliver.ts';
import type { Deps, Next } from './deps.ts';
import { escalationIdOf, linksTo, nextEpochOf, outgoingOf } from './outgoing.ts';
import { withReason } from './reasons.ts';
import { sendForReview } from './send-for-review.ts';
import { findTarget } from './target.ts';
import { hideCodes } from './think/codes.ts';
import { conversationFor } from './think/conversation.ts';

/**
 * Carries out the end of a review that nobody decided: its message gets no reply, or goes to the person that the agent's
 * file names, with the note and the thread of every escalation. What somebody answered meanwhile ends as answered.
 */
export async function workExpired(deps: Deps, lease: Lease, item: string, review: Review): Promise<Next> {
  const [record] = await deps.ledger.read(lease.shard, lease.grantId, [review.messageId]);
  switch (record?.state) {
    case 'review':
    case 'doubt':
      return endExpired(deps, lease, item, review, record);
    case 'ready':
    case 'sending':
      return deliver(deps, lease, record, { item, review });
    case undefined:
    case 'new':
    case 'sent':
    case 'skipped':
    case 'escalated':
    case 'dead':
      await deleteDraft(deps, lease, review);
      return commit(deps, lease, take(lease, item));
  }
}

async function endExpired(
  deps: Deps,
  lease: Lease,
  item: string,
  review: Review,
  record: MessageRecord,
): Promise<Next> {
  const served = deps.mailboxOf(lease.grantId);
  const reason = reasonOf(review);
  const close = () => closeReview(deps, lease, item, { review, status: 'expired', state: 'skipped', reason });
  if (!served) return close();
  const thread = await deps.nylas.listThread(lease.grantId, lease.threadId, lease.signal);
  const target = await findTarget(deps, lease, thread, review.messageId);
  const answered = target && answerTo(thread, target, served.mailbox.address);
  if (answered) return closeAnswered(deps, lease, item, review, answered);
  const { on_expiry, escalate_to: to } = served.agent.config.reviews ?? {};
  if (!target || on_expiry !== 'escalate' || to === undefined) return close();
  return handOver(deps, lease, item, { review, record, served, thread, target, to });
}

type Expired = {
  review: Review;
  record: MessageRecord;
  served: Served;
  thread: Thread;
  target: Message;
  to: string;
};

/** Hands the mail to the person that the file names, as an escalation does. */
async function handOver(deps: Deps, lease: Lease, item: string, expired: Expired): Promise<Next> {
  const { review, record } = expired;
  const startedMs = deps.now();
  const outgoing = await escalationFor(deps, lease, expired);
  const before = record.account ?? accountOf(review.reasons, review.agent);
  const reason = reasonOf(review);
  const account = {
    ...withStep(before, 'expired', startedMs, deps.now() - startedMs, `handed to ${expired.to}`),
    decision: 'escalate' as const,
    reasons: withReason(before.reasons, reason),
  };
  return sendForReview(deps, lease, item, { review, record, account, outgoing });
}

async function escalationFor(
  deps: Deps,
  lease: Lease,
  { review, record, served, thread, target, to }: Expired,
): Promise<Outgoing> {
  const { agent, mailbox } = served;
  const whole = conversationFor({ thread, target, mailbox }, deps.ownAddresses(), review.covers);
  const { conversation } = await hideCodes(deps, lease, agent, whole);
  const sendId = escalationIdOf(target);
  const waited = spanText(deps.now() - review.createdAtMs);
  const parked = review.reasons.map(({ detail }) => detail).join('; ');
  const composed = composeEscalation({
    agent,
    mailbox,
    target,
    conversation,
    to,
    reasons: [reasonOf(review)],
    seen: record.account?.classification ?? null,
    trust: review.trust,
    tried: { words: `it waited ${waited} for a person: ${parked}`, draft: review.body },
    links: linksTo(deps.publicUrl, record, review.id),
    sendId,
  });
  return outgoingOf('escalation', review, '', sendId, composed, nextEpochOf(record));
}

function reasonOf({ closedBecause }: Review): Reason {
  return closedBecause ?? { code: 'review_expired', detail: 'nobody decided it' };
}
