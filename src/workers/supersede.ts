import { encodeItem } from '#domain/inbox.ts';
import type { Review } from '#domain/review.ts';
import { accountOf, change, end, expectState, put } from '#store/ledger.ts';
import type { Lease } from '#store/lease.ts';
import { replace } from '#store/reviews.ts';
import type { Served } from './answer.ts';
import type { Deps } from './deps.ts';
import { audienceOf, type Waiting } from './select.ts';

/**
 * A newer message makes the thread's open reviews for the same people stale: nobody can approve a text that does not know
 * it. The messages they were for are covered by the newer one's reply from now on; their ids are returned.
 */
export async function supersede(
  deps: Deps,
  lease: Lease,
  { record, message }: Waiting,
  { agent }: Served,
): Promise<string[]> {
  const audience = audienceOf(message, deps.ownAddresses(), agent.config.reply_all);
  const covers = new Set(record.supersedes);
  for (const review of await deps.reviews.openIn(lease)) {
    if (review.messageId === record.messageId || reviewAudience(review) !== audience) continue;
    const adds = [review.messageId, ...review.covers];
    const result = await deps.transact(
      lease,
      staling(deps, lease, review, record.messageId, [...covers, ...adds]),
    );
    if (result.kind !== 'committed') continue; // approved this very moment: the person's verdict stands
    for (const id of adds) covers.add(id);
    deps.events.reviewClosed({ reviewId: review.id, status: 'stale', reason: newer(record.messageId) });
  }
  covers.delete(record.messageId);
  return [...covers];
}

function staling(deps: Deps, lease: Lease, review: Review, newerId: string, supersedes: string[]) {
  const nowMs = deps.now();
  const closedBecause = newer(newerId);
  const stale: Review = {
    ...review,
    status: 'stale',
    version: review.version + 1,
    updatedAtMs: nowMs,
    closedBecause,
  };
  const superseded = { code: 'superseded', detail: `answered together with the newer message ${newerId}` };
  return [
    ...replace(lease, review, stale, nowMs),
    expectState(lease, review.messageId, 'review', 'doubt'),
    ...end(lease, review.messageId, 'skipped', {
      account: accountOf([...review.reasons, superseded], review.agent),
    }),
    ...change(lease, newerId, { supersedes }),
    ...put(lease, encodeItem({ kind: 'verdict', reviewId: review.id }), nowMs),
  ];
}

const newer = (messageId: string) => ({
  code: 'newer_message',
  detail: `message ${messageId} came into the thread`,
});

function reviewAudience(review: Review): string {
  return [...review.to, ...review.cc]
    .map(({ email }) => email.trim().toLowerCase())
    .toSorted()
    .join(' ');
}
