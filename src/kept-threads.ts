import type { Thread } from '#domain/mail.ts';

/** While a person looks, the same thread is asked for again and again: its text, each frame, a reload. */
const KEPT_MS = 30_000;
const MOST_THREADS = 50;
/** Characters of bodies of all threads that are kept. */
const MOST_KEPT = 40_000_000;

type Kept = { thread: Thread; change: string | null; untilMs: number; size: number };

/** Threads that were read a moment ago, bounded in time, number and size. */
export type KeptThreads = {
  /** The thread as it was read, if nothing is known to have changed in it since: `change` names its last change. */
  find(grantId: string, threadId: string, change: string | null): Thread | undefined;
  keep(thread: Thread, change: string | null): void;
  /** Whether there was one. */
  forget(grantId: string, threadId: string): boolean;
};

export function createKeptThreads(now: () => number): KeptThreads {
  const kept = new Map<string, Kept>();
  return {
    find(grantId, threadId, change) {
      const known = kept.get(keyOf(grantId, threadId));
      return known !== undefined && known.untilMs > now() && known.change === change
        ? known.thread
        : undefined;
    },
    keep(thread, change) {
      const key = keyOf(thread.grantId, thread.id);
      const size = thread.messages.reduce((sum, { body }) => sum + body.length, 1_000);
      kept.delete(key);
      kept.set(key, { thread, change, untilMs: now() + KEPT_MS, size });
      shrink(kept);
    },
    forget: (grantId, threadId) => kept.delete(keyOf(grantId, threadId)),
  };
}

function keyOf(grantId: string, threadId: string): string {
  return JSON.stringify([grantId, threadId]);
}

/** Drops the oldest until what is kept is within its bounds. */
function shrink(kept: Map<string, Kept>): void {
  let size = [...kept.values()].reduce((sum, one) => sum + one.size, 0);
  for (const [key, one] of kept) {
    if (kept.size <= MOST_THREADS && size <= MOST_KEPT) return;
    kept.delete(key);
    size -= one.size;
  }
}
