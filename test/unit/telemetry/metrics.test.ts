import { expect, test } from 'vitest';
import { createMetrics } from '#telemetry/metrics.ts';

test('a gauge is read at each scrape', async () => {
  const metrics = createMetrics();
  let waiting = 3;
  metrics.registerGauge('threads_waiting', 'Threads with work', () => Promise.resolve(waiting));
  expect(await metrics.renderMetrics()).toContain('inreply_threads_waiting 3');
  waiting = 4;
  expect(await metrics.renderMetrics()).toContain('inreply_threads_waiting 4');
});

test('a gauge that fails is unknown and spoils no other', async () => {
  const metrics = createMetrics();
  metrics.registerGauge('broken', 'Fails', () => Promise.reject(new Error('Redis is away')));
  metrics.registerGauge('fine', 'Works', () => Promise.resolve(1));
  const text = await metrics.renderMetrics();
  expect(text).toContain('inreply_broken Nan');
  expect(text).toContain('inreply_fine 1');
});

test('a gauge that hangs does not hold the scrape up for long', async () => {
  const metrics = createMetrics();
  metrics.registerGauge('stuck', 'Hangs', () => new Promise(() => {}));
  expect(await metrics.renderMetrics()).toContain('inreply_stuck Nan');
});

test('two sets of metrics live beside each other', async () => {
  const [one, two] = [createMetrics(), createMetrics()];
  one.redisLost.inc();
  expect(await one.renderMetrics()).toContain('inreply_redis_lost_total 1');
  expect(await two.renderMetrics()).toContain('inreply_redis_lost_total 0');
});
