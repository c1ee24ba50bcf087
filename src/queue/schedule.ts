import { Queue, Worker } from 'bullmq';
import type { Redis } from 'ioredis';
import { closeWhileAnswering } from './closing.ts';

const LOOK_ROUNDS = 3;

/**
 * Runs a piece of upkeep every `everyMs`, once over all processes, on a BullMQ job scheduler.
 * A run that throws is reported and the next one comes as planned. A plan that Redis has lost is made again.
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
  const plan = () =>
    queue.upsertJobScheduler(
      name,
      { every: everyMs },
      { name, opts: { removeOnComplete: { count: 10 }, removeOnFail: { count: 10 } } },
    );
  await plan();
  const timer = setInterval(
    () => void planAgain(queue, name, everyMs, plan).catch(onError),
    LOOK_ROUNDS * everyMs,
  );
  // A run that takes longer than the time between two is not joined by the next.
  await queue.setGlobalConcurrency(1);
  const worker = new Worker(name, () => run().catch(onError), { connection, prefix, concurrency: 1 });
  worker.on('error', onError);
  await worker.waitUntilReady();
  return {
    async [Symbol.asyncDispose]() {
      clearInterval(timer);
      await closeWhileAnswering(connection, async () => {
        await worker.close();
        await queue.close();
      });
    },
  };
}

/** Each run plans the next, so a plan that is lost, or whose time has long passed with nothing running, would never run again. */
async function planAgain(
  queue: Queue,
  name: string,
  everyMs: number,
  plan: () => Promise<unknown>,
): Promise<void> {
  const [planned, running] = await Promise.all([queue.getJobScheduler(name), queue.getActiveCount()]);
  const isLost = (planned?.next ?? 0) < Date.now() - LOOK_ROUNDS * everyMs;
  if (isLost && running === 0) await plan();
}
