import { keysOf, type ThreadRef } from './keys.ts';
import type { Operation } from './transaction.ts';

/** One line of the audit stream: who did what, and to what. */
export function audit(ref: ThreadRef, entry: Record<string, string | number>): Operation {
  return ['XADD', keysOf(ref.shard).audit, 'MAXLEN', '~', 100_000, '*', ...Object.entries(entry).flat()];
}
