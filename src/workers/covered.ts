import { accountOf, end, expectState, take } from '#store/ledger.ts';
import type { Lease } from '#store/lease.ts';
import type { Operation } from '#store/transaction.ts';
import { aboutOf } from './account.ts';
import type { Case } from './answer.ts';
import { messageItem } from './commit.ts';
import type { Deps } from './deps.ts';
import { supersedeHeld } from './held.ts';
import { becauseOf, stale } from './supersede.ts';

/** The writes that end what a reply covers: other messages of the burst, open reviews that it makes stale, and held replies. */
export function endCovered(
  deps: Deps,
  lease: Lease,
  { agent, target, covered, superseded, held }: Case,
): Operation[] {
  const reason = {
    code: 'answered_together',
    detail: `covered by what becomes of the newer message ${target.id}`,
  };
  const messages = covered.flatMap(({ record, message }) => [
    expectState(lease, record.messageId, 'new'),
    ...end(lease, record.messageId, 'skipped', {
      account: { ...accountOf([reason], agent.name), about: aboutOf(message) },
    }),
    ...take(lease, messageItem(record.messageId)),
  ]);
  return [
    ...messages,
    ...stale(lease, superseded, target.id, deps.now()),
    ...supersedeHeld(lease, held, target.id),
  ];
}

/** Tells of what ended with the writes above. */
export function tellCovered(deps: Deps, { target, superseded, held }: Case): void {
  for (const { grantId, messageId } of held) {
    deps.events.replyHeldBack({ grantId, messageId, because: 'superseded' });
  }
  for (const { review } of superseded) {
    deps.events.reviewClosed({ reviewId: review.id, status: 'stale', reason: becauseOf(target.id) });
  }
}
