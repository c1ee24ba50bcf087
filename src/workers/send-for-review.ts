import type { Account, MessageRecord, Outgoing } from '#domain/ledger.ts';
import type { Review } from '#domain/review.ts';
import { change, expectState } from '#store/ledger.ts';
import type { Lease } from '#store/lease.ts';
import { commit } from './commit.ts';
import { deliver } from './deliver.ts';
import type { Deps, Next } from './deps.ts';

/**
 * Stores the exact bytes and the key of the mail that a review ends in, then sends it. The review keeps its item until its
 * draft is deleted too.
 */
export async function sendForReview(
  deps: Deps,
  lease: Lease,
  item: string,
  mail: { review: Review; record: MessageRecord; account: Account; outgoing: Outgoing },
): Promise<Next> {
  const { review, record, account, outgoing } = mail;
  const changes = {
    account,
    outgoing,
    attempts: 0,
    tryingSinceMs: null,
    firstSendAtMs: null,
    acceptedAtMs: null,
  };
  const stored = await commit(deps, lease, [
    expectState(lease, review.messageId, 'review', 'doubt'),
    ...change(lease, review.messageId, { ...changes, state: 'ready' }),
  ]);
  if (stored.kind === 'later') return stored;
  return deliver(deps, lease, { ...record, ...changes, state: 'ready' }, { item, review });
}
