import { DelayedError, type Job, UnrecoverableError, Worker } from 'bullmq';
import type { Redis } from 'ioredis';
import { closeWhileAnswering } from './closing.ts';
import { WAKE_QUEUE, WakeJob } from './wake.ts';

/** What becomes of a wake-up: finished, to be looked at again after a time, or back in line behind other threads. */
export type Rest = { kind: 'done' } | { kind: 'later'; inMs: number } | { kind: 'yield' };

/** Works one thread. It never throws for what can happen to a message; what it throws is looked at again in a second. */
export type WorkThread = (thread: string) => Promise<Rest>;

const AFTER_A_FAULT_MS = 1000;

/**
 * Takes wake-ups of one shard and hands them to `work`; the only file that knows how our outcomes become BullMQ's.
 * Attempts are counted in the ledger, so a job never fails for a message's sake, and a stalled one (its worker died) comes
 * back however often. Disposing stops taking, and waits for what is being worked.
 */
export async function startConsumer(options: {
  connection: Redis;
  prefix: string;
  concurrency: number;
  leaseMs: number;
  work: WorkThread;
  /** Aborts when the process is told to stop: nothing more is taken from then on. */
  stopping?: AbortSignal;
  onError: (error: unknown) => void;
}): Promise<AsyncDisposable> {
  const { connection, prefix, concurrency, leaseMs, work, stopping, onError } = options;

  const process = async (job: Job, token?: string): Promise<void> => {
    const payload = WakeJob.safeParse(job.data);
    if (!payload.success) throw new UnrecoverableError(payload.error.message);
    const rest = await work(payload.data.t).catch((error: unknown): Rest => {
      onError(error);
      return { kind: 'later', inMs: AFTER_A_FAULT_MS };
    });
    if (rest.kind === 'done') return;
    // moveToWait puts a job at the head of the line; one whose delay is over goes to its end
    const inMs = rest.kind === 'yield' ? 0 : rest.inMs;
    await job.moveToDelayed(Date.now() + inMs, token);
    throw new DelayedError();
  };

  const worker = new Worker(WAKE_QUEUE, process, {
    connection,
    prefix,
    concurrency,
    lockDuration: leaseMs,
    stalledInterval: Math.max(250, Math.floor(leaseMs / 3)),
    maxStalledCount: 1_000_000,
    removeOnComplete: { count: 0 },
    removeOnFail: { count: 1000 },
    drainDelay: 2,
  });
  worker.on('error', onError);
  worker.on('failed', (_job, error) => onError(error)); // a wake-up that names no thread
  await worker.waitUntilReady();
  const pause = () => void worker.pause(true).catch(onError);
  if (stopping?.aborted === true) pause();
  else stopping?.addEventListener('abort', pause, { once: true });

  return {
    async [Symbol.asyncDispose]() {
      await closeWhileAnswering(connection, () => worker.close());
    },
  };
}
