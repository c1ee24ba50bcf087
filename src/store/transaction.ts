import type { Clock } from '#domain/ports.ts';
import { keysOf, threadKeyOf, type ThreadRef } from './keys.ts';
import { Fenced, INBOX_WINDOW, type Lease } from './lease.ts';
import type { Scripts } from './scripts.ts';
import { timed } from './turn.ts';

/**
 * An expectation `['is', key, field, …values]` ('' = no such field), `turn` or `tally` (turn.ts), or a Redis command with its
 * arguments.
 */
export type Operation = readonly [string, ...(string | number)[]];

export type Committed =
  | { kind: 'committed'; inbox: string[] }
  /** Expectation number `index` did not hold; nothing was written. */
  | { kind: 'refused'; index: number; found: string };

/**
 * Does all the writes or none, when every expectation holds; all keys belong to the thread's shard.
 * With a lease it throws Fenced when that is no longer the newest, renews it, and gives it back when the inbox is empty.
 */
export type Transact = (holder: Lease | ThreadRef, operations: readonly Operation[]) => Promise<Committed>;

export function createTransact(scripts: Scripts, leaseMs: number, now: Clock = Date.now): Transact {
  return async (holder, operations) => {
    const nowMs = now();
    const keys = keysOf(holder.shard);
    const thread = threadKeyOf(holder);
    const [result, ...rest] = await scripts.transact(
      keys.lease(thread),
      keys.inbox(thread),
      keys.pend,
      'token' in holder ? holder.token : '',
      leaseMs,
      thread,
      INBOX_WINDOW,
      JSON.stringify(
        operations.map((operation) => timed(operation, nowMs).map((part) => String(part).toWellFormed())),
      ),
    );
    if (result === -1) throw new Fenced(`lease of ${thread} has passed to somebody else`);
    if (result === 0) return { kind: 'refused', index: Number(rest[0]), found: String(rest[1]) };
    return { kind: 'committed', inbox: rest.map(String) };
  };
}
