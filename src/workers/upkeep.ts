import type { Pending } from '#store/pending.ts';
import type { Events } from '#telemetry/events.ts';

const THREADS_A_SWEEP = 200;

/** Wakes threads that have work, are overdue and have nobody at them: their wake-up was lost. A needless one is harmless. */
export async function wakeForgotten(deps: {
  pending: Pending;
  wake: (shard: number, threads: readonly string[]) => Promise<void>;
  shards: number;
  overdueBeforeMs: number;
  events: Pick<Events, 'threadWoken'>;
}): Promise<void> {
  for (let shard = 0; shard < deps.shards; shard++) {
    const threads = await deps.pending.overdue(shard, deps.overdueBeforeMs, THREADS_A_SWEEP);
    if (threads.length === 0) continue;
    await deps.wake(shard, threads);
    deps.events.threadWoken(threads.length);
  }
}
