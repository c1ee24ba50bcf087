import { Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import { z } from 'zod';
import { closeWhileAnswering } from './closing.ts';

export const WAKE_QUEUE = 'wake';

/** Payload of a wake-up job: which thread has something in its inbox. Everything else stands in the inbox itself. */
export const WakeJob = z.object({ t: z.string().min(1) });
export type WakeJob = z.infer<typeof WakeJob>;

export type WakeQueue = AsyncDisposable & {
  /**
   * Wakes threads, given by their keys. While a thread's job waits or is delayed a further wake-up is absorbed; while it
   * is active one is kept and follows it (`keepLastIfActive`), so nothing is lost between "inbox empty" and "job done".
   * `at_once` also ends the delay of a thread that backs off: a person waits.
   */
  wake(threads: readonly string[], when?: 'in_turn' | 'at_once'): Promise<void>;
  /** Jobs waiting, delayed and active. */
  size(): Promise<number>;
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

    async size() {
      const counts = await queue.getJobCounts('waiting', 'delayed', 'active');
      return Object.values(counts).reduce((sum, count) => sum + count, 0);
    },

    async [Symbol.asyncDispose]() {
      await closeWhileAnswering(options.connection, () => queue.close());
    },
  };
}
