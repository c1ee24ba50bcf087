import { expect, test, vi } from 'vitest';
import { startSchedule } from '#queue/schedule.ts';
import { queuePrefixOf } from '#store/keys.ts';
import { redisForFile } from '../../helpers/redis.ts';

const server = redisForFile();

test('a schedule runs once over all processes, again and again, also after a run that throws', async () => {
  await using cleanup = new AsyncDisposableStack();
  const errors: unknown[] = [];
  let runs = 0;
  const options = {
    name: 'tick',
    connection: server.redis,
    prefix: queuePrefixOf(0),
    everyMs: 100,
    run: async () => {
      runs++;
      if (runs === 2) throw new Error('a bad run');
    },
    onError: (error: unknown) => errors.push(error),
  };
  cleanup.use(await startSchedule(options));
  cleanup.use(await startSchedule(options));
  const startedMs = Date.now();
  await vi.waitFor(() => expect(runs).toBeGreaterThanOrEqual(5), { timeout: 8000, interval: 5 });
  expect(Date.now() - startedMs).toBeGreaterThanOrEqual(250);
  expect(errors).toEqual([new Error('a bad run')]);
});

test('a schedule that Redis has lost is made again', async () => {
  await using cleanup = new AsyncDisposableStack();
  let runs = 0;
  const options = {
    name: 'tock',
    connection: server.redis,
    prefix: queuePrefixOf(0),
    everyMs: 50,
    run: async () => void runs++,
    onError: () => {},
  };
  cleanup.use(await startSchedule(options));
  await vi.waitFor(() => expect(runs).toBeGreaterThanOrEqual(2), { timeout: 8000, interval: 5 });
  await server.redis.flushall();
  const before = runs;
  await vi.waitFor(() => expect(runs).toBeGreaterThanOrEqual(before + 4), { timeout: 12_000, interval: 5 });
});
