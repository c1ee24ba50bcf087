import { setTimeout as wait } from 'node:timers/promises';
import { Queue } from 'bullmq';
import type { Child } from './child.ts';
import { arrivalsOf, type Kind } from './mailroom.ts';
import { between, type Counters } from './redis.ts';
import type { Workplace } from './workplace.ts';

/** What one stretch of work cost. */
export type Window = {
  messages: number;
  seconds: number;
  workerCpuSeconds: number;
  /** Of working the messages, admission not counted. */
  redis: Counters;
  calls: Record<string, number>;
};

const LIMIT_MS = 300_000;

const replyCalls = { listThread: 1, classification: 1, draft: 1, send: 1 };
/** What each message must have led to, or the window measured something else. */
const expected: Record<Kind, Record<string, number>> = {
  reply: replyCalls,
  long: replyCalls,
  park: { listThread: 1, classification: 1, draft: 1, POST_drafts: 1 },
  skip: { listThread: 1 },
};

/** Holds the worker, lays out `count` messages, lets it go, and measures until all of them have come to their end. */
export async function workOff(
  place: Workplace,
  worker: Child,
  { kind, count, perThread = 1 }: { kind: Kind; count: number; perThread?: number },
): Promise<Window> {
  const { mailroom } = place;
  const window = await measured(place, worker, {
    messages: count,
    layOut: () => mailroom.admit(arrivalsOf(kind, count, perThread)),
    ended: () => mailroom.drained(LIMIT_MS),
  });
  const threads = Math.ceil(count / perThread);
  for (const [name, each] of Object.entries(expected[kind])) {
    const made = window.calls[name] ?? 0;
    if (made !== each * threads) {
      const counted = JSON.stringify(window.calls);
      throw new Error(`${threads} threads to ${kind} led to ${made} calls of ${name}: ${counted}`);
    }
  }
  return window;
}

/** The same for the plain worker and its queue. */
export async function workOffPlainly(place: Workplace, worker: Child, count: number): Promise<Window> {
  const { redis } = place.redis;
  const queue = new Queue('plain', { connection: redis });
  const jobs = arrivalsOf('reply', count).map((data) => ({ name: 'mail', data }));
  try {
    return await measured(place, worker, {
      messages: count,
      layOut: () => queue.addBulk(jobs),
      ended: async () => {
        for (;;) {
          const left = await Promise.all([redis.llen('bull:plain:wait'), redis.llen('bull:plain:active')]);
          if (left.every((length) => length === 0)) return;
          await wait(20);
        }
      },
    });
  } finally {
    await queue.close();
  }
}

async function measured(
  { redis, peers }: Workplace,
  worker: Child,
  work: { messages: number; layOut: () => Promise<unknown>; ended: () => Promise<void> },
): Promise<Window> {
  worker.hold();
  await work.layOut();
  await peers.reset();
  const before = { redis: await redis.counters(), cpu: worker.cpuSeconds(), at: performance.now() };
  worker.release();
  await work.ended();
  const after = { redis: await redis.counters(), cpu: worker.cpuSeconds(), at: performance.now() };
  return {
    messages: work.messages,
    seconds: (after.at - before.at) / 1000,
    workerCpuSeconds: after.cpu - before.cpu,
    redis: between(before.redis, after.redis),
    calls: await peers.counts(),
  };
}
