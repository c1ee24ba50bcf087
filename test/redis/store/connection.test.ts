import { expect, test, vi } from 'vitest';
import { SetupError } from '#errors.ts';
import { connect, failFast, patient } from '#store/connection.ts';
import { startRedis } from '../../helpers/redis.ts';

const silent = { redisLost: () => {}, redisBack: () => {} };

test('a connection is ready when it is given, and tells when Redis goes', async () => {
  const lost = vi.fn<() => void>();
  const server = await startRedis();
  const redis = await connect({ path: server.path }, patient, { ...silent, redisLost: lost });
  expect(await redis.ping()).toBe('PONG');
  expect(lost).not.toHaveBeenCalled();
  await server[Symbol.asyncDispose]();
  await vi.waitFor(() => expect(lost).toHaveBeenCalled(), { timeout: 5000, interval: 5 });
  redis.disconnect();
});

test('a connection of the server fails at once while Redis is away, one of the worker waits', async () => {
  const server = await startRedis();
  const quick = await connect({ path: server.path }, failFast, silent);
  const waiting = await connect({ path: server.path }, patient, silent);
  await server[Symbol.asyncDispose]();
  await vi.waitFor(() => expect(quick.status).not.toBe('ready'), { timeout: 5000, interval: 5 });
  const startedMs = performance.now();
  await expect(quick.ping()).rejects.toThrow();
  expect(performance.now() - startedMs).toBeLessThan(1000);
  const ended = vi.fn<() => void>();
  waiting.ping().then(ended, ended);
  await expect(quick.ping()).rejects.toThrow();
  expect(ended).not.toHaveBeenCalled();
  quick.disconnect();
  waiting.disconnect();
});

test('without Redis it gives up after its time and says what to do, without the password', async () => {
  const url = 'redis://user:secret-word@127.0.0.1:1/0';
  const error = await connect({ url }, patient, silent, 150).catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(SetupError);
  expect(String(error)).toMatch(/Redis at redis:\/\/…@127\.0\.0\.1:1\/0 does not answer .*REDIS_URL/);
  expect(String(error)).not.toContain('secret-word');
});

test('a password with an @ in it stays unsaid too', async () => {
  const url = 'redis://:p@ss-word@127.0.0.1:1';
  const error = await connect({ url }, patient, silent, 150).catch((caught: unknown) => caught);
  expect(String(error)).not.toContain('ss-word');
});
