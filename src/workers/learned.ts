import { pairFrom } from '#agent/learn/pair.ts';
import type { Review } from '#domain/review.ts';
import type { Lease } from '#store/lease.ts';
import { keepPair } from '#store/pairs.ts';
import type { Operation } from '#store/transaction.ts';
import type { Deps } from './deps.ts';

/**
 * The writes that keep what a person made of a draft, where its mailbox allows it (`learn: true`); none anywhere else. They
 * stand in the transaction that records the send, so that a pair is kept once, and only of what left.
 */
export function learned(
  deps: Pick<Deps, 'mailboxOf' | 'now'>,
  lease: Lease,
  review: Review | undefined,
): Operation[] {
  const served = deps.mailboxOf(lease.grantId);
  if (served?.mailbox.learn !== true || review?.status !== 'approved') return [];
  const pair = pairFrom(served.agent, review, deps.now());
  return pair === undefined ? [] : keepPair(lease, pair);
}
