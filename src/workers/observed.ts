import { outcomeOfEdit } from '#agent/autonomy/edits.ts';
import type { Outcome } from '#domain/autonomy.ts';
import type { MessageRecord } from '#domain/ledger.ts';
import type { Review } from '#domain/review.ts';
import { verdictCounterOf } from '#domain/stats.ts';
import { observe } from '#store/autonomy.ts';
import type { Lease } from '#store/lease.ts';
import type { Operation } from '#store/transaction.ts';
import { tally } from '#store/turn.ts';
import type { Deps } from './deps.ts';

const HEAVY_EDIT = 0.3;

/**
 * The writes that keep what became of a reply which its category would have sent by itself; none for any other. They stand
 * in the transaction of that very effect, so that an outcome counts once however often it is carried out.
 */
export function observed(
  deps: Pick<Deps, 'now'>,
  lease: Lease,
  { messageId, account }: Pick<MessageRecord, 'messageId' | 'account'>,
  outcome: Outcome | undefined,
): Operation[] {
  const { earned, category } = account ?? {};
  if (!earned || outcome === undefined || category === undefined || category === null) return [];
  return observe(lease, category, { ...earned, messageId, outcome, atMs: deps.now() });
}

/** The writes that count what a person made of a draft. */
export function tallied(
  lease: Lease,
  account: MessageRecord['account'],
  outcome: Outcome | undefined,
): Operation[] {
  const counter = outcome && verdictCounterOf[outcome];
  return counter === undefined ? [] : tally(lease, counter, account?.category ?? null);
}

/** What it says that a reply left: that nobody took it back, or what a person made of it. */
export function outcomeOfSending(
  deps: Pick<Deps, 'mailboxOf'>,
  { grantId, account, outgoing }: Pick<MessageRecord, 'grantId' | 'account' | 'outgoing'>,
  review: Review | undefined,
): Outcome | undefined {
  if (outgoing?.kind !== 'reply') return undefined;
  // words that code wrote say nothing about the model's
  if (account?.reasons.some(({ code }) => code === 'verification_asked')) return undefined;
  if (!review) return 'left';
  const heavy = deps.mailboxOf(grantId)?.agent.config.autonomy?.heavy_edit ?? HEAVY_EDIT;
  const edit = outcomeOfEdit(account?.draft?.body ?? '', outgoing.body, heavy);
  return edit === 'unedited' && (review.revisions ?? 0) > 0 ? 'edited' : edit;
}
