import { beforeEach, expect, test } from 'vitest';
import type { Person } from '#domain/person.ts';
import { scriptsOn } from '#store/scripts.ts';
import { sessionKeys } from '#store/session-secret.ts';
import { createSessions, type Sessions } from '#store/sessions.ts';
import { createSeenPeople } from '#store/seen-people.ts';
import { noon } from '../../helpers/builders.ts';
import { redisForFile } from '../../helpers/redis.ts';

const HOUR = 60 * 60 * 1000;
const DAY = 24 * HOUR;
const server = redisForFile();
let sessions: Sessions;
let nowMs: number;
let made: number;
beforeEach(() => {
  [nowMs, made] = [noon, 0];
  sessions = createSessions({
    redis: server.redis,
    scripts: scriptsOn(server.redis),
    randomId: () => `id${made++}`,
    now: () => nowMs,
  });
});

const anna: Person = { id: 'anna', name: 'Anna', role: 'reviewer', mailboxes: ['g1'] };
const open = (way: 'password' | 'oidc' = 'password', person = anna) =>
  sessions.open({ person, way, print: 'p' });

test('a session is open until it is closed, and says whose it is', async () => {
  const [one, two] = [await open(), await open()];
  expect(await sessions.find('anna', one)).toMatchObject({ person: anna, way: 'password', print: 'p' });
  await sessions.close('anna', one);
  expect(await sessions.find('anna', one)).toBeUndefined();
  expect(await sessions.find('anna', two)).toBeDefined();
  expect(await sessions.find('berta', two)).toBeUndefined();
  expect(await sessions.find('anna', '')).toBeUndefined();
});

test('it lasts a week unused, is prolonged by use, and ends after thirty days', async () => {
  const unused = await open();
  const used = await open();
  for (let day = 0; day < 30; day++) {
    expect(await sessions.find('anna', used)).toBeDefined();
    nowMs += DAY;
  }
  expect(await sessions.find('anna', used)).toBeUndefined();
  expect(await sessions.find('anna', unused)).toBeUndefined();
});

test('what a provider vouched for lasts half a day, however much it is used', async () => {
  const id = await open('oidc');
  nowMs += 6 * HOUR;
  expect(await sessions.find('anna', id)).toBeDefined();
  nowMs += 6 * HOUR;
  expect(await sessions.find('anna', id)).toBeUndefined();
});

test('all sessions of a person end at once, and no request under way brings one back', async () => {
  const [one] = [await open(), await open('oidc'), await open('oidc', { ...anna, id: 'berta' })];
  nowMs += DAY; // so that the next look prolongs it
  const looks = Array.from({ length: 20 }, () => sessions.find('anna', one));
  const [closed] = await Promise.all([sessions.closeAll('anna'), ...looks]);
  expect(closed).toBe(1); // that of the provider had run out
  expect(await sessions.find('anna', one)).toBeUndefined();
  expect(await sessions.count('anna')).toBe(0);
  expect(await server.redis.exists('sessions:anna')).toBe(0);
});

test('nothing in Redis opens a session, and all of it expires', async () => {
  const id = await open();
  const [key = ''] = await server.redis.keys('sessions:*');
  expect(JSON.stringify(await server.redis.hgetall(key))).not.toContain(id);
  expect(await server.redis.pttl(key)).toBeGreaterThan(29 * DAY);
});

test('a person has a hundred sessions at most, and those that ended are forgotten', async () => {
  const first = await open();
  for (let more = 0; more < 100; more++) {
    nowMs += 1;
    await open();
  }
  expect(await sessions.count('anna')).toBe(100);
  expect(await sessions.find('anna', first)).toBeUndefined();
  nowMs += 8 * DAY;
  await open();
  expect(await server.redis.hlen('sessions:anna')).toBe(1);
});

test('a record that cannot be read is no session', async () => {
  const id = await open();
  const [field = ''] = await server.redis.hkeys('sessions:anna');
  await server.redis.hset('sessions:anna', field, '{"person":"anna"}');
  expect(await sessions.find('anna', id)).toBeUndefined();
});

test('servers agree on a secret that one of them made, and each purpose has a key of its own', async () => {
  const [one, two] = await Promise.all([
    sessionKeys(server.redis, undefined),
    sessionKeys(server.connect(), undefined),
  ]);
  expect(one('session').equals(two('session'))).toBe(true);
  expect(one('session').equals(one('one-tap'))).toBe(false);
  const given = await sessionKeys(server.redis, 'x'.repeat(32));
  expect(given('session').equals(one('session'))).toBe(false);
});

test('people a provider vouched for are known for ninety days', async () => {
  const seen = createSeenPeople(server.redis, () => nowMs);
  await seen.note({ id: 'oidc:a@example.com', name: 'a@example.com', role: 'viewer' });
  nowMs += 89 * DAY;
  await seen.note({ id: 'oidc:b@example.com', name: 'b@example.com', role: 'reviewer' });
  expect(await seen.list()).toHaveLength(2);
  nowMs += 2 * DAY;
  expect(await seen.list()).toEqual([{ id: 'oidc:b@example.com', name: 'b@example.com', role: 'reviewer' }]);
});
