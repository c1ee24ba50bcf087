import { createHash } from 'node:crypto';
import { DelayedError, type Job, Queue, UnrecoverableError, Worker } from 'bullmq';
import type { Redis } from 'ioredis';
import type { Notification } from '#domain/notification.ts';
import { messageOf, PermanentError, TransientError } from '#errors.ts';
import { closeWhileAnswering } from './closing.ts';

const NOTIFY_QUEUE = 'notify';
const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
/** Waits between tries (Standard Webhooks, "Delivery guarantees"): a little over a day in all. */
const WAITS_MS = [5 * SECOND_MS, 5 * MINUTE_MS, 30 * MINUTE_MS, 2 * HOUR_MS, 5 * HOUR_MS, 17 * HOUR_MS];
/** Who asks us to wait is waited for, but no longer than this in all. */
const LONGEST_MS = 26 * HOUR_MS;
const DAY_SECONDS = 24 * 60 * 60;

export type NotifyQueue = AsyncDisposable & {
  /** What was told of before, by its identity, is not told of again. Rejects when Redis does not answer. */
  add(...notifications: readonly { id: string; notification: Notification }[]): Promise<void>;
};

/** The queue of notifications; no mail waits for it. */
export function createNotifyQueue(options: { connection: Redis; prefix: string }): NotifyQueue {
  const queue = new Queue<Notification>(NOTIFY_QUEUE, { ...options, streams: { events: { maxLen: 100 } } });
  queue.on('error', () => undefined); // every call rejects by itself; without a listener the process would end
  return {
    async add(...notifications) {
      const jobs = notifications.map(({ id, notification }) => ({
        name: notification.kind,
        data: notification,
        opts: {
          jobId: `n-${createHash('sha256').update(id).digest('base64url')}`,
          attempts: WAITS_MS.length + 1,
          backoff: { type: 'custom' },
          removeOnComplete: { age: DAY_SECONDS, count: 10_000 },
          removeOnFail: { age: 7 * DAY_SECONDS, count: 1000 },
        },
      }));
      if (jobs.length > 0) await queue.addBulk(jobs);
    },

    async [Symbol.asyncDispose]() {
      await closeWhileAnswering(options.connection, () => queue.close());
    },
  };
}

/**
 * Takes notifications and hands them to `tell`; the only file that knows how its faults become BullMQ's: a TransientError
 * is tried again, later where it says when, a PermanentError never. `onLost` hears of what is given up.
 */
export async function startNotifyConsumer(options: {
  connection: Redis;
  prefix: string;
  tell: (notification: Notification, signal: AbortSignal) => Promise<void>;
  stopping: AbortSignal;
  onLost: (notification: Notification, error: unknown) => void;
  onRetry: (notification: Notification, error: unknown) => void;
  onError: (error: unknown) => void;
}): Promise<AsyncDisposable> {
  const { connection, prefix, tell, stopping, onLost, onRetry, onError } = options;

  const work = async (job: Job<Notification>, token?: string): Promise<void> => {
    try {
      await tell(job.data, stopping);
    } catch (error) {
      if (error instanceof PermanentError) throw lasting(error);
      const waitMs = error instanceof TransientError ? error.retryAfterMs : undefined;
      if (waitMs === undefined || Date.now() + waitMs - job.timestamp > LONGEST_MS) throw error;
      await job.moveToDelayed(Date.now() + waitMs, token);
      throw new DelayedError();
    }
  };

  const worker = new Worker<Notification>(NOTIFY_QUEUE, work, {
    connection,
    prefix,
    concurrency: 10,
    settings: { backoffStrategy: (made) => WAITS_MS[made - 1] ?? 0 },
  });
  worker.on('error', onError);
  worker.on('failed', (job, error) => {
    if (job === undefined) return onError(error);
    const isOver = error instanceof UnrecoverableError || job.attemptsMade >= WAITS_MS.length + 1;
    if (isOver) onLost(job.data, error.cause ?? error);
    else onRetry(job.data, error);
  });
  await worker.waitUntilReady();
  return {
    async [Symbol.asyncDispose]() {
      await closeWhileAnswering(connection, () => worker.close());
    },
  };
}

function lasting(error: PermanentError): UnrecoverableError {
  return Object.assign(new UnrecoverableError(messageOf(error)), { cause: error });
}
