import { Queue } from 'bullmq';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type Rest, startConsumer, type WorkThread } from '#queue/consumer.ts';
import { createWakeQueue, WAKE_QUEUE, type WakeQueue } from '#queue/wake.ts';
import { queuePrefixOf } from '#store/keys.ts';
import { redisForFile } from '../../helpers/redis.ts';

const server = redisForFile();
const prefix = queuePrefixOf(0);
let queue: WakeQueue;
let cleanup: AsyncDisposableStack;
let errors: unknown[];
beforeEach(async () => {
  cleanup = new AsyncDisposableStack();
  errors = [];
  queue = cleanup.use(await createWakeQueue({ connection: server.redis, prefix }));
});
afterEach(() => cleanup.disposeAsync());

const eventually = (check: () => unknown) => vi.waitFor(check, { timeout: 8000, interval: 5 });
const size = async () => {
  const { waiting, delayed, active } = await queue.counts();
  return waiting + delayed + active;
};
const idle = () => eventually(async () => expect(await size()).toBe(0));

async function consume(work: WorkThread, concurrency = 10): Promise<AsyncDisposable> {
  const consumer = await startConsumer({
    connection: server.redis,
    prefix,
    concurrency,
    leaseMs: 5000,
    work,
    onError: (error) => errors.push(error),
  });
  return cleanup.use(consumer);
}

type Run = { thread: string; end: (rest: Rest) => void };

/** A work function whose runs end when the test says so. */
function heldWork(): { work: WorkThread; runs: Run[]; started: (count: number) => Promise<Run> } {
  const runs: Run[] = [];
  return {
    runs,
    work: (thread) => new Promise((end) => void runs.push({ thread, end })),
    async started(count) {
      await eventually(() => expect(runs.length).toBeGreaterThanOrEqual(count));
      return runs[count - 1]!;
    },
  };
}

const done: Rest = { kind: 'done' };

describe('a wake-up', () => {
  test('reaches the worker with the key of its thread, and leaves nothing behind', async () => {
    const seen: string[] = [];
    await consume(async (thread) => {
      seen.push(thread);
      return done;
    });
    await queue.wake(['g/ü%2F']);
    await queue.wake(['g/a', 'g/b']);
    await queue.wake([]);
    await eventually(() => expect(seen.toSorted()).toEqual(['g/a', 'g/b', 'g/ü%2F']));
    await idle();
    expect(await server.redis.keys(`${prefix}:${WAKE_QUEUE}:de:*`)).toEqual([]);
  });

  test('is absorbed while one for its thread waits', async () => {
    await queue.wake(['g/a', 'g/a']);
    await queue.wake(['g/a']);
    await queue.wake(['g/b']);
    expect(await size()).toBe(2);
  });

  test('is absorbed while one for its thread is delayed', async () => {
    const held = heldWork();
    await consume(held.work);
    await queue.wake(['g/a']);
    (await held.started(1)).end({ kind: 'later', inMs: 400 });
    const jobs = new Queue(WAKE_QUEUE, { connection: server.redis, prefix });
    cleanup.defer(() => jobs.close());
    await eventually(async () => expect(await jobs.getDelayedCount()).toBe(1));
    await queue.wake(['g/a']);
    expect(await size()).toBe(1);
    (await held.started(2)).end(done);
    await idle();
    expect(held.runs).toHaveLength(2);
  });

  test('is kept while one for its thread is worked, and follows it once', async () => {
    const held = heldWork();
    await consume(held.work);
    await queue.wake(['g/a']);
    const first = await held.started(1);
    for (let time = 0; time < 3; time++) await queue.wake(['g/a']);
    expect(held.runs).toHaveLength(1);
    first.end(done);
    (await held.started(2)).end(done);
    await idle();
    expect(held.runs).toHaveLength(2);
  });

  test('kept while its thread is worked is not lost when that work goes on later', async () => {
    const held = heldWork();
    await consume(held.work);
    await queue.wake(['g/a']);
    const first = await held.started(1);
    await queue.wake(['g/a']);
    first.end({ kind: 'later', inMs: 30 });
    (await held.started(2)).end(done);
    (await held.started(3)).end(done);
    await idle();
    expect(held.runs).toHaveLength(3);
  });

  test('after the end of the work is new work', async () => {
    const seen: string[] = [];
    await consume(async (thread) => {
      seen.push(thread);
      return done;
    });
    for (let time = 1; time <= 3; time++) {
      await queue.wake(['g/a']);
      await eventually(() => expect(seen).toHaveLength(time));
      await idle();
    }
  });
});

describe('the consumer', () => {
  test('comes back later when told to, and not earlier', async () => {
    const at: number[] = [];
    await consume(async () => {
      at.push(Date.now());
      return at.length < 3 ? { kind: 'later', inMs: 60 } : done;
    });
    await queue.wake(['g/a']);
    await eventually(() => expect(at).toHaveLength(3));
    expect(at[1]! - at[0]!).toBeGreaterThanOrEqual(60);
    expect(at[2]! - at[1]!).toBeGreaterThanOrEqual(60);
    await idle();
  });

  test('puts a thread that yields behind those that wait', async () => {
    const order: string[] = [];
    const held = heldWork();
    await consume(async (thread) => {
      order.push(thread);
      if (order.length === 1) return held.work(thread);
      return done;
    }, 1);
    await queue.wake(['g/busy']);
    const busy = await held.started(1);
    await queue.wake(['g/a', 'g/b']);
    busy.end({ kind: 'yield' });
    await eventually(() => expect(order).toEqual(['g/busy', 'g/a', 'g/b', 'g/busy']));
    await idle();
  });

  test('looks again after about a second when the work threw, and tells of the error', async () => {
    const at: number[] = [];
    await consume(async () => {
      at.push(Date.now());
      if (at.length === 1) throw new Error('a fault of ours');
      return done;
    });
    await queue.wake(['g/a']);
    await eventually(() => expect(at).toHaveLength(2));
    expect(at[1]! - at[0]!).toBeGreaterThanOrEqual(1000);
    expect(at[1]! - at[0]!).toBeLessThan(3000);
    expect(errors).toEqual([new Error('a fault of ours')]);
    await idle();
  });

  test('works many threads at once, but never more than its concurrency', async () => {
    const held = heldWork();
    await consume(held.work, 3);
    await queue.wake(['g/a', 'g/b', 'g/c', 'g/d']);
    await held.started(3);
    expect(await size()).toBe(4);
    expect(held.runs).toHaveLength(3);
    for (const run of held.runs) run.end(done);
    (await held.started(4)).end(done);
    await idle();
  });

  test('survives a payload that is none of ours and works what comes after it', async () => {
    const seen: string[] = [];
    await consume(async (thread) => {
      seen.push(thread);
      return done;
    });
    const jobs = new Queue(WAKE_QUEUE, { connection: server.redis, prefix });
    cleanup.defer(() => jobs.close());
    for (const data of [{}, null, 'x', { t: '' }, { t: 5 }]) await jobs.add(WAKE_QUEUE, data);
    await queue.wake(['g/a']);
    await eventually(() => expect(seen).toEqual(['g/a']));
    await eventually(async () => expect(await jobs.getFailedCount()).toBe(5));
  });

  test('when disposed takes nothing more and waits for what is worked', async () => {
    const held = heldWork();
    const consumer = await consume(held.work, 1);
    await queue.wake(['g/a', 'g/b']);
    const run = await held.started(1);
    const ended = vi.fn<() => void>();
    const closing = consumer[Symbol.asyncDispose]().then(ended);
    await size();
    expect(ended).not.toHaveBeenCalled();
    run.end(done);
    await closing;
    expect(held.runs).toHaveLength(1);
    expect(await size()).toBe(1);
  });

  test('takes over what another process left active when it died', async () => {
    const seen: string[] = [];
    await queue.wake(['g/a']);
    const [waiting = ''] = await server.redis.lrange(`${prefix}:${WAKE_QUEUE}:wait`, 0, -1);
    await server.redis.lmove(
      `${prefix}:${WAKE_QUEUE}:wait`,
      `${prefix}:${WAKE_QUEUE}:active`,
      'RIGHT',
      'LEFT',
    );
    expect(waiting).not.toBe('');
    const consumer = await startConsumer({
      connection: server.redis,
      prefix,
      concurrency: 1,
      leaseMs: 750,
      work: async (thread) => {
        seen.push(thread);
        return done;
      },
      onError: (error) => errors.push(error),
    });
    cleanup.use(consumer);
    await eventually(() => expect(seen).toEqual(['g/a']));
    await idle();
  });
});
