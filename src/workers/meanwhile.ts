import { answerTo } from '#agent/mail/answered.ts';
import { decodeItem } from '#domain/inbox.ts';
import type { Account, MessageRecord } from '#domain/ledger.ts';
import type { Message } from '#domain/mail.ts';
import { accountOf, end, expectState, take } from '#store/ledger.ts';
import type { Lease } from '#store/lease.ts';
import type { Case } from './answer.ts';
import { closeAnswered } from './close.ts';
import { commit, messageItem } from './commit.ts';
import type { Deps, Next } from './deps.ts';
import { withReason } from './reasons.ts';
import type { Errand, Sending } from './sending.ts';
import { tellConcluded } from './tell.ts';

/**
 * The mail of a person that answered while the model was thinking (CONTRACT 6.3). The thread is read again only when the
 * inbox shows that a mail left which is none of ours.
 */
export async function answeredMeanwhile(
  deps: Deps,
  lease: Lease,
  { target, mailbox }: Case,
  inbox: readonly string[],
): Promise<Message | undefined> {
  const items = inbox.map(decodeItem);
  const left = items.flatMap((item) => (item?.kind === 'outbound' ? [item.messageId] : []));
  if (left.length === 0) return undefined;
  const records = await deps.ledger.read(lease.shard, lease.grantId, left);
  if (records.every((record) => record !== undefined && record.answers !== null)) return undefined;
  const thread = await deps.nylas.listThread(lease.grantId, lease.threadId, lease.signal);
  return answerTo(thread, target, mailbox.address)?.message;
}

/**
 * The end of a message that somebody answered while Nylas took nothing for some time; undefined when nobody did. An
 * escalation goes out all the same: it answers nobody.
 */
export async function answeredSince(
  deps: Deps,
  lease: Lease,
  record: Sending,
  { item, review }: Errand,
): Promise<Next | undefined> {
  const served = deps.mailboxOf(lease.grantId);
  if (record.state !== 'ready' || record.outgoing.kind !== 'reply' || !served) return undefined;
  const thread = await deps.nylas.listThread(lease.grantId, lease.threadId, lease.signal);
  const target = thread.messages.find(({ id }) => id === record.messageId);
  const answered = target && answerTo(thread, target, served.mailbox.address);
  if (!answered) return undefined;
  if (review) return closeAnswered(deps, lease, item, review, answered);
  const account = record.account ?? accountOf([], served.agent.name);
  return endAnswered(deps, lease, record, account, answered.message);
}

/** Ends a message whose reply was ready, and never went out since somebody was faster. */
export async function endAnswered(
  deps: Deps,
  lease: Lease,
  record: MessageRecord,
  account: Account,
  answer: Message,
): Promise<Next> {
  const { messageId } = record;
  const detail = `before the reply could leave, in message ${answer.id}`;
  const reasons = withReason(account.reasons, { code: 'already_answered', detail });
  const next = await commit(deps, lease, [
    expectState(lease, messageId, 'ready'),
    ...end(lease, messageId, 'skipped', { account: { ...account, reasons }, outgoing: null }),
    ...take(lease, messageItem(messageId)),
  ]);
  if (next.kind === 'later') return next;
  tellConcluded(deps, record, 'skipped', { agent: account.agent, reasons });
  return next;
}
