import { recipientsOf } from '#agent/mail/recipients.ts';
import type { Reason } from '#domain/decision.ts';
import type { Account, Outgoing } from '#domain/ledger.ts';
import { unreachable } from '#errors.ts';
import { change, end, expectState, take } from '#store/ledger.ts';
import type { Lease } from '#store/lease.ts';
import { accountFor } from './account.ts';
import type { Case } from './answer.ts';
import { commit, messageItem } from './commit.ts';
import { endCovered, tellCovered } from './covered.ts';
import { deliver } from './deliver.ts';
import type { Deps, Next } from './deps.ts';
import { answeredMeanwhile, endAnswered } from './meanwhile.ts';
import { escalationOf, replyOf } from './outgoing.ts';
import { park } from './park.ts';
import { tellConcluded } from './tell.ts';
import type { Thought } from './think/think.ts';
import type { Trace } from './trace.ts';

/** Does what was decided: sends, parks, hands over or leaves it, and records why (DESIGN section 4, step 9). */
export async function conclude(
  deps: Deps,
  lease: Lease,
  subject: Case,
  thought: Thought,
  trace: Trace,
): Promise<Next> {
  const { decision } = thought;
  if (subject.agent.config.mode === 'shadow') return shadow(deps, lease, subject, thought, trace);
  switch (decision.kind) {
    case 'skip':
      return endSkipped(deps, lease, subject, accountFor(subject, thought, trace));
    case 'review':
      return park(deps, lease, subject, thought, trace);
    case 'escalate':
      return sendWithin(deps, lease, subject, thought, trace, escalationOf(subject, thought, decision.to));
    case 'reply':
      return sendWithin(deps, lease, subject, thought, trace, replyOf(subject, thought.draft?.body ?? ''));
    default:
      return unreachable(decision);
  }
}

/** Sends when the budgets of the mailbox and of the sender allow it, and parks otherwise. */
async function sendWithin(
  deps: Deps,
  lease: Lease,
  subject: Case,
  thought: Thought,
  trace: Trace,
  outgoing: Outgoing,
): Promise<Next> {
  const { limits } = subject.agent.config;
  const reserved = await deps.limits.reserve({
    grantId: lease.grantId,
    recipient: recipientsOf(subject.target, subject.ownAddresses, false).to[0]?.email ?? '',
    messageId: subject.target.id,
    nowMs: deps.now(),
    perMailboxPerHour: limits.per_mailbox_per_hour,
    perSenderPerDay: limits.per_sender_per_day,
  });
  if (reserved === 'reserved')
    return send(deps, lease, subject, accountFor(subject, thought, trace), outgoing);
  const spent: Reason = { code: reserved, detail: 'the budget was spent while this was worked' };
  return park(deps, lease, subject, { ...thought, decision: { kind: 'review', reasons: [spent] } }, trace);
}

/** Stores the exact bytes and the key, then sends them. */
async function send(
  deps: Deps,
  lease: Lease,
  subject: Case,
  account: Account,
  outgoing: Outgoing,
): Promise<Next> {
  const { messageId } = subject.record;
  const stored = await commit(deps, lease, [
    expectState(lease, messageId, 'new'),
    ...change(lease, messageId, { state: 'ready', account, outgoing, attempts: 0 }),
    ...endCovered(deps, lease, subject),
  ]);
  if (stored.kind === 'later') return stored;
  tellCovered(deps, subject);
  const answered = await answeredMeanwhile(deps, lease, subject, stored.inbox);
  if (answered) return endAnswered(deps, lease, subject.record, account, answered);
  const ready = { ...subject.record, state: 'ready' as const, account, outgoing, attempts: 0 };
  return deliver(deps, lease, ready, { item: messageItem(messageId), review: undefined });
}

/** Ends the message alone: what else waits in the thread, or is open for review, may still deserve an answer. */
async function endSkipped(deps: Deps, lease: Lease, subject: Case, account: Account): Promise<Next> {
  const { messageId } = subject.record;
  const next = await commit(deps, lease, [
    expectState(lease, messageId, 'new'),
    ...end(lease, messageId, 'skipped', { account }),
    ...take(lease, messageItem(messageId)),
  ]);
  if (next.kind === 'next') tellConcluded(deps, subject.record, 'skipped', account);
  return next;
}

/** Shadow mode: everything is decided and recorded, nothing is written to the mailbox. */
async function shadow(
  deps: Deps,
  lease: Lease,
  subject: Case,
  thought: Thought,
  trace: Trace,
): Promise<Next> {
  const reason = { code: 'shadow_mode', detail: `in shadow mode; would have been: ${thought.decision.kind}` };
  return endSkipped(deps, lease, subject, accountFor(subject, thought, trace, [reason]));
}
