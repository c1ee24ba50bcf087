import type { Holds } from '#store/held.ts';
import { threadKeyOf } from '#store/keys.ts';
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

/**
 * Puts replies whose time to be taken back is over into the inboxes of their threads, and wakes those. Any number of
 * processes may do so at once, and after a restart: a reply is either still held, or in its inbox.
 */
export async function ripenHeld(deps: {
  holds: Pick<Holds, 'due' | 'ripen'>;
  wake: (shard: number, threads: readonly string[]) => Promise<void>;
  shards: number;
  nowMs: number;
}): Promise<void> {
  const { holds, nowMs } = deps;
  for (let shard = 0; shard < deps.shards; shard++) {
    const ripe: string[] = [];
    for (const held of await holds.due(shard, nowMs, THREADS_A_SWEEP)) {
      if (await holds.ripen(held, nowMs)) ripe.push(threadKeyOf(held.ref));
    }
    if (ripe.length > 0) await deps.wake(shard, ripe);
  }
}
