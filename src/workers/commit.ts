import { encodeItem } from '#domain/inbox.ts';
import type { Lease } from '#store/lease.ts';
import type { Operation } from '#store/transaction.ts';
import type { Deps, Next } from './deps.ts';

/**
 * Does the writes under the lease. An expectation that fails means that somebody else changed a record which only the
 * holder or a person's verdict may change: the thread is looked at again at once, with fresh eyes.
 */
export async function commit(deps: Deps, lease: Lease, operations: readonly Operation[]): Promise<Next> {
  const result = await deps.transact(lease, operations);
  if (result.kind === 'committed') return { kind: 'next', inbox: result.inbox };
  return { kind: 'later', inMs: 50 };
}

export const messageItem = (messageId: string): string => encodeItem({ kind: 'message', messageId });
