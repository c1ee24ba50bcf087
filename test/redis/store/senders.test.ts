import { beforeEach, expect, test } from 'vitest';
import { createSenders, type Senders } from '#store/senders.ts';
import { grantId, noon } from '../../helpers/builders.ts';
import { redisForFile } from '../../helpers/redis.ts';

const server = redisForFile();
let senders: Senders;
beforeEach(() => {
  senders = createSenders(server.redis);
});

type Query = Parameters<Senders['note']>[0];
const query = (messageId: string, change: Partial<Query> = {}): Query => ({
  grantId,
  sender: 'carla@customer.example',
  proven: true,
  messageId,
  nowMs: noon,
  ...change,
});

test('a sender is new once, and each mail counts once however often it is worked', async () => {
  expect(await senders.note(query('m1'))).toBe(0);
  expect(await senders.note(query('m1', { nowMs: noon + 5 }))).toBe(0);
  expect(await senders.note(query('m2', { nowMs: noon + 9, sender: 'CARLA@Customer.Example' }))).toBe(1);
  expect(await senders.note(query('m1', { nowMs: noon + 10 }))).toBe(0);
});

test('proven and unproven mails, other mailboxes and other people count apart', async () => {
  await senders.note(query('m1'));
  expect(await senders.note(query('m2', { proven: false }))).toBe(0);
  expect(await senders.note(query('m3', { grantId: 'g2' }))).toBe(0);
  expect(await senders.note(query('m4', { sender: 'dan@customer.example' }))).toBe(0);
});

test('looking remembers nothing', async () => {
  expect(await senders.look(query('m1'))).toBe(0);
  expect(await server.redis.keys('*')).toEqual([]);
  await senders.note(query('m1'));
  expect(await senders.look(query('m1'))).toBe(0);
  expect(await senders.look(query('m2'))).toBe(1);
});

test('one key for each sender is kept, small, without the address, and expires', async () => {
  for (let at = 0; at < 40; at++) await senders.note(query(`m${at}`, { nowMs: noon + at }));
  expect(await senders.note(query('m99', { nowMs: noon + 99 }))).toBe(20);
  const [key = '', ...others] = await server.redis.keys('*');
  expect(others).toEqual([]);
  expect(key).not.toContain('carla');
  expect(await server.redis.zcard(key)).toBe(20);
  expect(await server.redis.ttl(key)).toBeGreaterThan(86_400 * 100);
});
