import { answerTo } from '#agent/mail/answered.ts';
import { composeReply } from '#agent/mail/compose.ts';
import { mayReplyAll } from '#agent/trust/strangers.ts';
import { sendIdOf } from '#domain/ids.ts';
import { printOfBytes } from '#agent/mail/draft-print.ts';
import type { Reason } from '#domain/decision.ts';
import type { MessageRecord, Outgoing } from '#domain/ledger.ts';
import type { Message, Thread } from '#domain/mail.ts';
import { failedMails } from '#domain/report.ts';
import type { Review } from '#domain/review.ts';
import { accountOf, take } from '#store/ledger.ts';
import type { Lease } from '#store/lease.ts';
import { replace } from '#store/reviews.ts';
import { act } from './act.ts';
import { withActions, withStep } from './account.ts';
import { closeAnswered, closeReview } from './close.ts';
import { commit } from './commit.ts';
import { deliver } from './deliver.ts';
import type { Deps, Next } from './deps.ts';
import { reopened } from './review-forms.ts';
import { showEdit } from './edited-draft.ts';
import { isEdited } from './is-edited.ts';
import { newerMail } from './newer-mail.ts';
import { nextEpochOf, outgoingOf } from './outgoing.ts';
import { sendForReview } from './send-for-review.ts';
import { findTarget } from './target.ts';

/**
 * Sends what a person approved, through the same keyed send as every reply, then deletes the draft. Before that it makes
 * sure that nobody answered, or removed the draft, in a mail client meanwhile: that verdict came first.
 */
export async function approve(deps: Deps, lease: Lease, item: string, review: Review): Promise<Next> {
  const [record] = await deps.ledger.read(lease.shard, lease.grantId, [review.messageId]);
  switch (record?.state) {
    case 'ready':
    case 'sending':
      return deliver(deps, lease, record, { item, review });
    case 'review':
    case 'doubt':
      return prepare(deps, lease, item, review, record);
    case undefined:
    case 'new':
    case 'sent':
    case 'skipped':
    case 'escalated':
    case 'dead':
      return closeReview(deps, lease, item, {
        review,
        status: 'closed',
        state: 'skipped',
        reason: {
          code: 'not_waiting',
          detail: `its message is ${record?.state ?? 'forgotten'}, so nothing was sent`,
        },
      });
  }
}

async function prepare(
  deps: Deps,
  lease: Lease,
  item: string,
  review: Review,
  record: MessageRecord,
): Promise<Next> {
  const startedMs = deps.now();
  const served = deps.mailboxOf(lease.grantId);
  if (!served)
    return reopen(deps, lease, item, review, {
      code: 'verdict_failed',
      detail: 'could not be carried out: no agent answers this mailbox any more. Decide again.',
    });
  const loaded = await deps.nylas.listThread(lease.grantId, lease.threadId, lease.signal);
  const failed = failedMails(record.reports);
  const thread = { ...loaded, messages: loaded.messages.filter(({ id }) => !failed.has(id)) };
  const target = await findTarget(deps, lease, thread, review.messageId);
  const close = (code: string, detail: string) =>
    closeReview(deps, lease, item, { review, status: 'closed', state: 'skipped', reason: { code, detail } });
  if (!target) return close('message_gone', 'Nylas no longer has the message');
  const answered = answerTo(thread, target, served.mailbox.address);
  if (answered) return closeAnswered(deps, lease, item, review, answered);
  const draft =
    review.draftId === null
      ? undefined
      : await deps.nylas.getDraft(lease.grantId, review.draftId, lease.signal);
  if (review.draftId !== null && !draft) {
    return close('draft_removed', 'a person removed the draft in a mail client');
  }
  const newer = await newerMail(deps, lease, thread, target, review, served);
  if (newer?.kind === 'waits') return reopen(deps, lease, item, review, newerThanApproved(newer.id));
  const outgoing = outgoingFor(deps, served, thread, target, review, record);
  if (draft && isEdited(review, draft)) {
    const keepText = printOfBytes(outgoing.bytes) !== review.draftPrint;
    return showEdit(deps, lease, item, { review, target, agent: served.agent, edited: draft, keepText });
  }

  const acted = await act(deps, lease, served.agent, review);
  if (acted.kind === 'changed') return { kind: 'later', inMs: 50 };
  if (acted.kind === 'stopped') return reopen(deps, lease, item, acted.review, acted.reason);

  const account = withStep(
    withActions(record.account ?? accountOf(review.reasons, review.agent), acted.review, deps.now()),
    'approved',
    startedMs,
    deps.now() - startedMs,
    'by a person',
  );
  return sendForReview(deps, lease, item, { review: acted.review, record, account, outgoing });
}

/** What was approved cannot be sent as it is: the person is told why, and may decide again. */
function reopen(deps: Deps, lease: Lease, item: string, review: Review, reason: Reason): Promise<Next> {
  const nowMs = deps.now();
  return commit(deps, lease, [
    ...replace(lease, review, reopened(review, reason, nowMs), nowMs),
    ...take(lease, item),
  ]);
}

const newerThanApproved = (messageId: string): Reason => ({
  code: 'newer_mail_first',
  detail: `message ${messageId} came before this was sent, and is worked first; decide again if this stays open`,
});

/** What was approved, as it will be sent; after an earlier send of this message it goes under a new key. */
function outgoingFor(
  deps: Deps,
  { agent, mailbox }: NonNullable<ReturnType<Deps['mailboxOf']>>,
  thread: Thread,
  target: Message,
  review: Review,
  record: MessageRecord,
): Outgoing {
  const { body, subject, covers } = review;
  const sendId = sendIdOf(target.grantId, target.id);
  const ownAddresses = deps.ownAddresses();
  const replyAll = mayReplyAll(agent.config, thread, target, mailbox.address);
  const composed = composeReply({
    agent,
    mailbox,
    target,
    covers,
    ownAddresses,
    replyAll,
    subject,
    body,
    sendId,
  });
  return outgoingOf('reply', review, body, sendId, composed, nextEpochOf(record));
}
