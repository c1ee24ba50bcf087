import { accountOf, end, expectState, take } from '#store/ledger.ts';
import type { Lease } from '#store/lease.ts';
import type { Operation } from '#store/transaction.ts';
import type { Case } from './answer.ts';
import { messageItem } from './commit.ts';

/** The writes that end the messages a reply covers. */
export function endCovered(lease: Lease, { agent, target, covered }: Case): Operation[] {
  const reason = {
    code: 'answered_together',
    detail: `covered by what becomes of the newer message ${target.id}`,
  };
  return covered.flatMap(({ record }) => [
    expectState(lease, record.messageId, 'new'),
    ...end(lease, record.messageId, 'skipped', { account: accountOf([reason], agent.name) }),
    ...take(lease, messageItem(record.messageId)),
  ]);
}
