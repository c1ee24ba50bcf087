import { recipientsOf } from '#agent/mail/recipients.ts';
import type { Reason } from '#domain/decision.ts';
import type { Account, Outgoing } from '#domain/ledger.ts';
import { unreachable } from '#errors.ts';
import { change, end, expectState, take } from '#store/ledger.ts';
import { watch } from '#store/held.ts';
import type { Lease } from '#store/lease.ts';
import type { Operation } from '#store/transaction.ts';
import { accountFor } from './account.ts';
import type { Case } from './answer.ts';
import { commit, messageItem } from './commit.ts';
import { endCovered, tellCovered } from './covered.ts';
import { type Course, courseOf } from './course.ts';
import { deliver } from './deliver.ts';
import type { Deps, Next } from './deps.ts';
import { keepBack } from './held.ts';
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
  given: Thought,
  trace: Trace,
): Promise<Next> {
  const course = await courseOf(deps, lease, subject, given, trace);
  const { thought, unseen } = course;
  const { decision } = thought;
  if (unseen) return shadow(deps, lease, subject, course, trace, unseen);
  if (subject.agent.config.mode === 'shadow') {
    const detail = `in shadow mode; would have been: ${decision.kind}`;
    return shadow(deps, lease, subject, course, trace, { code: 'shadow_mode', detail });
  }
  switch (decision.kind) {
    case 'skip':
      return endSkipped(deps, lease, subject, accountFor(subject, thought, trace));
    case 'review':
      return park(deps, lease, subject, thought, trace, course.also);
    case 'escalate':
      return sendWithin(
        deps,
        lease,
        subject,
        course,
        trace,
        escalationOf(deps, subject, thought, decision.to),
      );
    case 'reply':
      return sendWithin(deps, lease, subject, course, trace, replyOf(subject, thought.draft?.body ?? ''));
    default:
      return unreachable(decision);
  }
}

/** Sends when the budgets of the mailbox and of the sender allow it, and parks otherwise. */
async function sendWithin(
  deps: Deps,
  lease: Lease,
  subject: Case,
  { thought, holdUntilMs }: Course,
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
  const account = accountFor(subject, thought, trace);
  if (reserved === 'reserved') {
    return holdUntilMs === undefined
      ? send(deps, lease, subject, account, outgoing)
      : keep(deps, lease, subject, account, outgoing, holdUntilMs);
  }
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
  const stored = await commit(deps, lease, [...readied(deps, lease, subject, account, outgoing)]);
  if (stored.kind === 'later') return stored;
  tellCovered(deps, subject);
  const answered = await answeredMeanwhile(deps, lease, subject, stored.inbox);
  if (answered) return endAnswered(deps, lease, subject.record, account, answered);
  const ready = { ...subject.record, state: 'ready' as const, account, outgoing, attempts: 0 };
  return deliver(deps, lease, ready, { item: messageItem(messageId), review: undefined });
}

/** Stores the same, to be sent when its time is over. The thread goes on meanwhile. */
async function keep(
  deps: Deps,
  lease: Lease,
  subject: Case,
  account: Account,
  outgoing: Outgoing,
  untilMs: number,
): Promise<Next> {
  const { messageId } = subject.record;
  const next = await commit(deps, lease, [
    ...readied(deps, lease, subject, account, outgoing),
    ...keepBack(lease, messageId, untilMs),
  ]);
  if (next.kind === 'next') tellCovered(deps, subject);
  return next;
}

/** The exact bytes and the key, and the end of what the reply covers. */
function readied(deps: Deps, lease: Lease, subject: Case, account: Account, outgoing: Outgoing): Operation[] {
  const { messageId } = subject.record;
  return [
    expectState(lease, messageId, 'new'),
    ...change(lease, messageId, { state: 'ready', account, outgoing, attempts: 0 }),
    ...endCovered(deps, lease, subject),
  ];
}

/** Ends the message alone: what else waits in the thread, or is open for review, may still deserve an answer. */
async function endSkipped(
  deps: Deps,
  lease: Lease,
  subject: Case,
  account: Account,
  also: Operation[] = [],
): Promise<Next> {
  const { messageId } = subject.record;
  const next = await commit(deps, lease, [
    expectState(lease, messageId, 'new'),
    ...end(lease, messageId, 'skipped', { account }),
    ...also,
    ...take(lease, messageItem(messageId)),
  ]);
  if (next.kind === 'next') tellConcluded(deps, subject.record, 'skipped', account);
  return next;
}

/** In shadow everything is decided and recorded, nothing is written to the mailbox. What a person writes is compared. */
function shadow(
  deps: Deps,
  lease: Lease,
  subject: Case,
  { thought, also }: Course,
  trace: Trace,
  reason: Reason,
): Promise<Next> {
  const account = accountFor(subject, thought, trace, [reason]);
  const watching = thought.earned?.level === 'shadow' ? watch(lease, subject.record.messageId) : [];
  return endSkipped(deps, lease, subject, account, [...also, ...watching]);
}
