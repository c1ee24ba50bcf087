import { Queue, Worker } from 'bullmq';
import type { Redis } from 'ioredis';
import { closeWhileAnswering } from './closing.ts';

/**
 * Runs a piece of upkeep every `everyMs`, once over all processes, on a BullMQ job scheduler.
 * A run that throws is reported and the next one comes as planned.
 */
export async function startSchedule(options: {
  name: string;
  connection: Redis;
  prefix: string;
  everyMs: number;
  run: () => Promise<void>;
  onError: (error: unknown) => void;
}): Promise<AsyncDisposable> {
  const { name, connection, prefix, everyMs, run, onError } = options;
  const queue = new Queue(name, { connection, prefix, streams: { events: { maxLen: 100 } } });
  queue.on('error', onError);
  await queue.upsertJobScheduler(
    name,
    { every: everyMs },
    { name, opts: { removeOnComplete: { count: 10 }, removeOnFail: { count: 10 } } },
  );
  // A run that takes longer than the time between two is not joined by the next.
  await queue.setGlobalConcurrency(1);
  const worker = new Worker(name, () => run().catch(onError), { connection, prefix, concurrency: 1 });
  worker.on('error', onError);
  await worker.waitUntilReady();
  return {
    async [Symbol.asyncDispose]() {
      await closeWhileAnswering(connection, async () => {
        await worker.close();
        await queue.close();
      });
    },
  };
}
