import { setTimeout as wait } from 'node:timers/promises';
import { Queue } from 'bullmq';
import { arrivalsOf, type Kind } from './mailroom.ts';
import type { Options } from './options.ts';
import { type Figure, type Report, shown } from './report.ts';
import { makeWorkplace, type Workplace } from './workplace.ts';

const MILLION = 1_000_000;
/** So many arrivals are made at a time, lest they fill our own memory. */
const LOT = 10_000;
const SAMPLE_MS = 15_000;
const LIMIT_MS = 30 * 60_000;

/** What waits while nobody works: its memory in Redis, and how fast it is worked off (DESIGN section 7). */
export async function benchBacklog(options: Options): Promise<Report> {
  await using place = await makeWorkplace();
  const count = options.full ? MILLION : options.quick ? 20_000 : 100_000;
  const jobs = await jobBytes(place, options.quick ? 5000 : 20_000);
  const tens = await lay(place, { kind: 'skip', count, perThread: 10 });
  const tensDrain = options.full ? await drainAll(place, count) : await drainSample(place, 10, options);
  const ones = await lay(place, { kind: 'skip', count, perThread: 1 });
  const onesDrain = await drainSample(place, 1, options);
  await lay(place, { kind: 'reply', count: count / 5, perThread: 10 });
  const replies = await drainSample(place, 10, options);

  const memory = (name: string, bytes: number): Figure => ({
    name,
    unit: 'B',
    value: bytes,
    baseline: { name: 'a BullMQ job of ids for each message', value: jobs.ids },
    ratio: bytes / jobs.ids,
    budget: { bound: 600, direction: 'at most', of: 'value' },
  });
  const rate = (name: string, perSecond: number, note?: string): Figure => ({
    name,
    unit: '/s',
    value: perSecond,
    note:
      note ??
      `a million would take one worker with a core of its own ${shown(MILLION / perSecond / 60)} minutes (reckoned, not run)`,
  });
  const really = `really worked off: ${shown(count)} messages in ${shown(count / tensDrain)} s by two workers`;
  return {
    name: 'backlog',
    title: `backlog: ${shown(count)} messages that wait`,
    method: `${shown(count)} messages admitted as the server admits them, 128 at a time, grants named by UUIDs; memory is used_memory of Redis before and after. Then a real worker process, with 50 threads at a time, works some of them off against instant peers; rates are messages that came to their end over CPU time of the worker.`,
    figures: [
      memory('Redis memory per waiting message, ten to a thread', tens.bytesEach),
      memory('Redis memory per waiting message, threads of their own', ones.bytesEach),
      {
        name: 'Redis memory per BullMQ job with the whole webhook',
        unit: 'B',
        value: jobs.payload,
        note: 'what recipes queue',
      },
      rate('admitted per second', tens.perSecond, 'by one process, HTTP not counted'),
      rate(
        `skips worked off per second${options.full ? '' : ' and core'}, ten to a thread`,
        tensDrain,
        options.full ? really : undefined,
      ),
      rate('skips worked off per second and core, threads of their own', onesDrain),
      rate('messages answered per second and core, ten to a thread', replies),
    ],
  };
}

/** Empties Redis and lays out messages with nobody to work them. */
async function lay(
  { redis, mailroom }: Workplace,
  { kind, count, perThread }: { kind: Kind; count: number; perThread: number },
): Promise<{ bytesEach: number; perSecond: number }> {
  await redis.empty();
  const before = await redis.usedBytes();
  let seconds = 0;
  for (let laid = 0; laid < count; laid += LOT) {
    const arrivals = arrivalsOf(kind, Math.min(LOT, count - laid), perThread);
    const startedAt = performance.now();
    await mailroom.admit(arrivals);
    seconds += (performance.now() - startedAt) / 1000;
  }
  return { bytesEach: ((await redis.usedBytes()) - before) / count, perSecond: count / seconds };
}

/** Messages a warm worker brings to their end in a second of its CPU time; its first hundred threads do not count. */
async function drainSample(place: Workplace, perThread: number, { quick }: Options): Promise<number> {
  await using stack = new AsyncDisposableStack();
  const all = await place.mailroom.waitingThreads();
  const worker = stack.use(await place.startWorker({ name: 'drain' }));
  const look = async () => {
    const threads = await place.mailroom.waitingThreads();
    return { threads, cpu: worker.cpuSeconds(), atMs: performance.now() };
  };
  let now = await look();
  while (now.threads > all - 100) {
    await wait(20);
    now = await look();
  }
  const from = now;
  while (
    now.threads > 0 &&
    (now.threads === from.threads || now.atMs - from.atMs < (quick ? 3000 : SAMPLE_MS))
  ) {
    await wait(20);
    now = await look();
  }
  return ((from.threads - now.threads) * perThread) / (now.cpu - from.cpu);
}

/** Works off everything that waits with two worker processes; how many messages a second of the clock. */
async function drainAll(place: Workplace, count: number): Promise<number> {
  await using stack = new AsyncDisposableStack();
  const startedAt = performance.now();
  stack.use(await place.startWorker({ name: 'drain-1' }));
  stack.use(await place.startWorker({ name: 'drain-2' }));
  await place.mailroom.drained(LIMIT_MS);
  return (count * 1000) / (performance.now() - startedAt);
}

/** Bytes of a plain BullMQ job: with ids alone, and with a whole notification of 6 KB. */
async function jobBytes({ redis }: Workplace, count: number): Promise<{ ids: number; payload: number }> {
  const measure = async (dataOf: (at: number) => object) => {
    await redis.empty();
    const queue = new Queue('jobs', { connection: redis.redis });
    await queue.waitUntilReady();
    const before = await redis.usedBytes();
    const arrivals = arrivalsOf('reply', count);
    for (let from = 0; from < count; from += 500) {
      await queue.addBulk(
        arrivals.slice(from, from + 500).map(({ grantId, messageId }, at) => ({
          name: 'message',
          data: dataOf(from + at),
          opts: { jobId: `${grantId}_${messageId}` },
        })),
      );
    }
    await queue.close();
    return ((await redis.usedBytes()) - before) / count;
  };
  const [one] = arrivalsOf('reply', 1);
  const ids = await measure(() => ({ ...one }));
  const payload = await measure((at) => ({ ...one, body: `${at}`.padEnd(5700, '.') }));
  return { ids, payload };
}
