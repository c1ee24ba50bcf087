import { Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import { z } from 'zod';
import { parseRefKey } from '#domain/ids.ts';
import { closeWhileAnswering } from './closing.ts';

export const WAKE_QUEUE = 'wake';

/** Payload of a wake-up job: which thread has something in its inbox. Everything else stands in the inbox itself. */
export const WakeJob = z.object({ t: z.string().refine(isThreadKey, 'names no thread') });
export type WakeJob = z.infer<typeof WakeJob>;

function isThreadKey(text: string): boolean {
  try {
    return parseRefKey(text).grantId !== '';
  } catch {
    return false;
  }
}

export type JobCounts = { waiting: number; active: number; delayed: number; failed: number };

export type WakeQueue = AsyncDisposable & {
  /**
   * Wakes threads, given by their keys. While a thread's job waits or is delayed a further wake-up is absorbed; while it
   * is active one is kept and follows it (`keepLastIfActive`), so nothing is lost between "inbox empty" and "job done".
   * `at_once` also ends the delay of a thread that backs off: a person waits.
   */
  wake(threads: readonly string[], when?: 'in_turn' | 'at_once'): Promise<void>;
  /** Jobs by what they do now; a failed one named no thread. */
  counts(): Promise<JobCounts>;
};

/** The wake-up queue of one shard; `prefix` keeps it in the shard's hash slot. */
export async function createWakeQueue(options: { connection: Redis; prefix: string }): Promise<WakeQueue> {
  const queue = new Queue<WakeJob>(WAKE_QUEUE, {
    ...options,
    streams: { events: { maxLen: 100 } },
  });
  queue.on('error', () => undefined); // every call rejects by itself; without a listener the process would end
  await queue.waitUntilReady();

  return {
    async wake(threads, when = 'in_turn') {
      const jobs = threads.map((thread) => ({
        name: WAKE_QUEUE,
        data: { t: thread },
        opts: {
          deduplication: {
            id: thread,
            keepLastIfActive: true,
            ...(when === 'at_once' && { reschedule: true }),
          },
        },
      }));
      const [first] = jobs;
      if (first === undefined) return;
      if (jobs.length === 1) await queue.add(first.name, first.data, first.opts);
      else await queue.addBulk(jobs);
    },

    async counts() {
      const counts = await queue.getJobCounts('waiting', 'active', 'delayed', 'failed');
      const { waiting = 0, active = 0, delayed = 0, failed = 0 } = counts;
      return { waiting, active, delayed, failed };
    },

    async [Symbol.asyncDispose]() {
      await closeWhileAnswering(options.connection, () => queue.close());
    },
  };
}
