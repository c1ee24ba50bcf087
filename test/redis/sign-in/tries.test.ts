import { expect, test } from 'vitest';
import { takePasswordTry, takeTokenTry, slowAfter } from '#server/sign-in/tries.ts';
import { createTries } from '#store/tries.ts';
import { redisForFile } from '../../helpers/redis.ts';

const server = redisForFile();
const tries = () => createTries(server.redis);

const tryAs = (address: string, account: string, browser?: string) =>
  takePasswordTry(tries(), { address, account, browser });

/** How many of so many tries at once are let through. */
async function through(count: number, take: (at: number) => Promise<{ waitMs: number }>): Promise<number> {
  const taken = await Promise.all(Array.from({ length: count }, (_, at) => take(at)));
  return taken.filter(({ waitMs }) => waitMs === 0).length;
}

test('ten wrong tokens a minute are let through from one address, also when a hundred come at once', async () => {
  expect(await through(100, () => takeTokenTry(tries(), '1.2.3.4'))).toBe(10);
  const next = await takeTokenTry(tries(), '1.2.3.4');
  expect(next.waitMs).toBeGreaterThan(50_000);
  expect(next.waitMs).toBeLessThanOrEqual(60_000);
  expect((await takeTokenTry(tries(), '1.2.3.5')).waitMs).toBe(0);
});

test('one that was right does not count', async () => {
  for (let at = 0; at < 30; at++) {
    const taken = await tryAs('1.2.3.4', 'anna');
    expect(taken.waitMs).toBe(0);
    await tries().giveBack(taken.bounds);
  }
  expect(await server.redis.keys('tries:*')).toEqual([]);
});

test('one address gets ten tries at an account and thirty in all, and others are not kept out by them', async () => {
  expect(await through(20, () => tryAs('6.6.6.6', 'anna'))).toBe(10);
  expect((await tryAs('1.2.3.4', 'anna')).waitMs).toBe(0);
  expect(await through(40, (at) => tryAs('7.7.7.7', `account ${at}`))).toBe(30);
});

test('an account under attack from everywhere makes strangers take turns, and never locks', async () => {
  await through(slowAfter, (at) => tryAs(`6.6.${at}.6`, 'anna'));
  expect(await through(10, (at) => tryAs(`7.7.${at}.7`, 'anna'))).toBe(1);
  const waits = await tryAs('8.8.8.8', 'anna');
  expect(waits.waitMs).toBeGreaterThan(0);
  expect(waits.waitMs).toBeLessThanOrEqual(5_000);
  expect((await tryAs('8.8.8.8', 'berta')).waitMs).toBe(0);
  await server.redis.del(...(await server.redis.keys('tries:turn:*'))); // the turn is over
  expect((await tryAs('8.8.8.8', 'anna')).waitMs).toBe(0);
});

test('a browser that signed in before is not kept out by strangers, and has a bound of its own', async () => {
  await through(100, (at) => tryAs(`6.6.${at}.6`, 'anna'));
  await through(100, () => tryAs('1.2.3.4', 'anna'));
  expect(await through(20, () => tryAs('1.2.3.4', 'anna', 'mark'))).toBe(10);
});

test('few of many wrong tries are marked for the audit stream', async () => {
  const taken = [];
  for (let at = 0; at < 60; at++) taken.push(await tryAs(`6.6.${at}.6`, 'anna'));
  expect(taken.filter(({ isFirst }) => isFirst)).toHaveLength(2);
});

test('what was typed in is not in Redis, and all that is there expires', async () => {
  await tryAs('1.2.3.4', 'my password');
  const keys = await server.redis.keys('*');
  expect(keys.join(' ')).not.toMatch(/password|1\.2\.3\.4/);
  for (const key of keys) expect(await server.redis.pttl(key)).toBeGreaterThan(0);
});
