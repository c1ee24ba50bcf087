import { type Answered, answerTo } from '#agent/mail/answered.ts';
import { isBelow, type Outcome } from '#domain/autonomy.ts';
import type { Reason } from '#domain/decision.ts';
import type { MessageRecord } from '#domain/ledger.ts';
import type { Message, Thread } from '#domain/mail.ts';
import { Unworkable } from '#errors.ts';
import { expectHeld, letGo } from '#store/held.ts';
import { accountOf, change, end, take } from '#store/ledger.ts';
import type { Lease } from '#store/lease.ts';
import type { Served } from './answer.ts';
import { choose } from './choose.ts';
import { commit, messageItem } from './commit.ts';
import { deliver } from './deliver.ts';
import type { Deps, Next } from './deps.ts';
import { keepBack } from './held.ts';
import { placesOf, settleLevel } from './levels.ts';
import { newerMail } from './newer-mail.ts';
import { observed } from './observed.ts';
import { createDraftAndOpen } from './park.ts';
import { reviewOfUnsent } from './review-forms.ts';
import { findTarget } from './target.ts';
import { tellConcluded } from './tell.ts';

/** While a newer mail is worked, what it makes of the reply is waited for so long. */
const NEWER_FIRST_MS = 10_000;

/**
 * A reply that was kept back: its time is over, or a person took it back. Before it leaves everything is looked at again
 * that may have changed: whether somebody answered, the guard and its limits, switches and mode, the level of its category,
 * and newer mail. Whatever speaks against it stops it for good; only what does not leaves.
 */
export async function workHeld(deps: Deps, lease: Lease, record: MessageRecord): Promise<Next> {
  const { hold, outgoing, messageId } = record;
  if (!hold || outgoing?.bytes === undefined)
    throw new Unworkable(messageId, 'its record holds nothing to release');
  if (hold.takenBackBy === null && hold.untilMs > deps.now()) {
    return commit(deps, lease, [...expectHeld(lease, record), ...keepBack(lease, messageId, hold.untilMs)]);
  }
  const served = deps.mailboxOf(lease.grantId);
  if (!served) {
    return endUnsent(deps, lease, record, [
      { code: 'mailbox_not_served', detail: 'no agent answers this mailbox any more' },
    ]);
  }
  const thread = await deps.nylas.listThread(lease.grantId, lease.threadId, lease.signal);
  const target = await findTarget(deps, lease, thread, messageId);
  if (!target) {
    return endUnsent(deps, lease, record, [
      { code: 'message_gone', detail: 'Nylas no longer has the message' },
    ]);
  }
  const found = await lookAgain(deps, lease, record, served, thread, target);
  switch (found.kind) {
    case 'end':
      return endUnsent(deps, lease, record, found.reasons, found.outcome);
    case 'person':
      return giveToPerson(deps, lease, record, target, found.reasons);
    case 'wait': {
      const untilMs = deps.now() + NEWER_FIRST_MS;
      return commit(deps, lease, [...expectHeld(lease, record), ...keepBack(lease, messageId, untilMs)]);
    }
    case 'leave':
      return letLeave(deps, lease, record);
  }
}

type Found =
  | { kind: 'end'; reasons: Reason[]; outcome?: Outcome }
  | { kind: 'person'; reasons: Reason[] }
  /** A newer mail is worked first. */
  | { kind: 'wait' }
  | { kind: 'leave' };

async function lookAgain(
  deps: Deps,
  lease: Lease,
  record: MessageRecord,
  served: Served,
  thread: Thread,
  target: Message,
): Promise<Found> {
  const { hold, outgoing } = record;
  const answered = answerTo(thread, target, served.mailbox.address);
  if (answered) return { kind: 'end', ...endOfAnswered(answered) };
  const { ended, target: still } = await choose(deps, lease, served, thread, [{ record, message: target }]);
  const [stopped] = ended;
  if (stopped) return { kind: 'end', reasons: stopped.reasons };
  if (hold && hold.takenBackBy !== null)
    return toPerson('taken_back', 'a person took it back before it left');
  const guarded = still?.guarded;
  const doubts = guarded?.kind === 'review' ? guarded.reasons : (guarded?.parkBecause ?? []);
  if (doubts.length > 0) return { kind: 'person', reasons: doubts };
  if (served.agent.config.mode === 'shadow') {
    const detail = 'the agent is in shadow mode now; would have been: reply';
    return { kind: 'end', reasons: [{ code: 'shadow_mode', detail }] };
  }
  const against = await levelAgainst(deps, record, served);
  if (against) return { kind: 'person', reasons: [against] };
  if (!outgoing) return { kind: 'leave' };
  const newer = await newerMail(deps, lease, thread, target, outgoing, served);
  if (newer?.kind === 'waits') return { kind: 'wait' };
  if (newer?.kind === 'unanswered')
    return toPerson('newer_message', `message ${newer.id} came into the thread and got no answer`);
  return { kind: 'leave' };
}

/** The mode, and the level that the category has now, may say that nothing leaves by itself any more. */
async function levelAgainst(
  deps: Deps,
  { account, grantId }: MessageRecord,
  { agent }: Served,
): Promise<Reason | undefined> {
  const { mode, autonomy } = agent.config;
  if (mode !== 'auto') return { code: 'mode_review', detail: 'the agent is in review mode now' };
  if (!autonomy) return undefined; // taken out of the file meanwhile: the mode alone decides
  const place = placesOf([agent]).find(
    (one) => one.grantId === grantId && one.category === account?.category,
  );
  const detail = `${account?.category ?? 'its category'} has not earned more than review here any more`;
  if (!place) return { code: 'autonomy_review', detail };
  const { level, why } = await settleLevel(deps, place);
  return isBelow(level, 'delayed') ? { code: 'autonomy_review', detail: `${detail}: ${why}` } : undefined;
}

/** From here on it is a reply like any other. */
async function letLeave(deps: Deps, lease: Lease, record: MessageRecord): Promise<Next> {
  const released = await commit(deps, lease, [
    ...expectHeld(lease, record),
    ...change(lease, record.messageId, { state: 'ready', hold: null }),
    ...letGo(lease, record.messageId),
  ]);
  if (released.kind === 'later') return released;
  const errand = { item: messageItem(record.messageId), review: undefined };
  return deliver(deps, lease, { ...record, hold: null }, errand);
}

/** It becomes a review with the same text; its key was never used. */
async function giveToPerson(
  deps: Deps,
  lease: Lease,
  record: MessageRecord,
  target: Message,
  reasons: Reason[],
): Promise<Next> {
  const { messageId, grantId } = record;
  const before = record.account ?? accountOf([]);
  const account = {
    ...before,
    decision: 'review' as const,
    reasons: [...reasons, ...withoutHeld(before.reasons)],
  };
  const parked = reviewOfUnsent(record, account, target, deps.now());
  const changes = { state: 'new' as const, account, parked, hold: null, attempts: 0 };
  const stored = await commit(deps, lease, [
    ...expectHeld(lease, record),
    ...change(lease, messageId, changes),
    ...letGo(lease, messageId),
  ]);
  if (stored.kind === 'later') return stored;
  deps.events.replyHeldBack({ grantId, messageId, because: reasons[0]?.code ?? 'none' });
  return createDraftAndOpen(deps, lease, { ...record, ...changes }, 'first');
}

/** How a message ends that somebody answered while its reply was held; a person's own text stands against ours. */
export function endOfAnswered({ by, message }: Answered): { reasons: Reason[]; outcome?: Outcome } {
  const detail = `before the reply could leave, in message ${message.id}`;
  const reasons = [{ code: 'already_answered', detail }];
  return by === 'person' ? { reasons, outcome: 'edited' } : { reasons };
}

/** It gets no reply after all. */
export async function endUnsent(
  deps: Deps,
  lease: Lease,
  record: MessageRecord,
  reasons: Reason[],
  outcome?: Outcome,
): Promise<Next> {
  const { messageId, grantId } = record;
  const before = record.account ?? accountOf([]);
  const account = {
    ...before,
    decision: 'skip' as const,
    reasons: [...reasons, ...withoutHeld(before.reasons)],
  };
  const next = await commit(deps, lease, [
    ...expectHeld(lease, record),
    ...end(lease, messageId, 'skipped', { account, outgoing: null }),
    ...letGo(lease, messageId),
    ...observed(deps, lease, record, outcome),
    ...take(lease, messageItem(messageId)),
  ]);
  if (next.kind === 'later') return next;
  deps.events.replyHeldBack({ grantId, messageId, because: reasons[0]?.code ?? 'none' });
  tellConcluded(deps, record, 'skipped', account);
  return next;
}

const toPerson = (code: string, detail: string): Found => ({ kind: 'person', reasons: [{ code, detail }] });
const withoutHeld = (reasons: readonly Reason[]) => reasons.filter(({ code }) => code !== 'held');
