import { beforeEach, describe, expect, test } from 'vitest';
import { createLimits, type Limits } from '#store/limits.ts';
import { scriptsOn } from '#store/scripts.ts';
import { grantId, noon } from '../../helpers/builders.ts';
import { redisForFile } from '../../helpers/redis.ts';

const HOUR = 60 * 60 * 1000;
const carla = 'carla@customer.example';
const server = redisForFile();
let limits: Limits;
beforeEach(() => {
  limits = createLimits(scriptsOn(server.redis));
});

type Query = Parameters<Limits['reserve']>[0];
const reserve = (messageId: string, change: Partial<Query> = {}) =>
  limits.reserve({
    grantId,
    recipient: carla,
    messageId,
    nowMs: noon,
    perMailboxPerHour: 2,
    perSenderPerDay: 2,
    ...change,
  });
const counts = (nowMs: number, recipient = carla, messageId = 'another') =>
  limits.counts({ grantId, recipient, messageId, nowMs });

describe('reserving a reply', () => {
  test('counts it for its mailbox and its recipient', async () => {
    expect(await counts(noon)).toEqual({ hour: 0, day: 0 });
    expect(await reserve('m1')).toBe('reserved');
    expect(await counts(noon)).toEqual({ hour: 1, day: 1 });
    expect(await counts(noon, 'dan@customer.example')).toEqual({ hour: 1, day: 0 });
  });

  test('counts a message once, however often it is asked, also with the limits spent', async () => {
    for (let time = 0; time < 3; time++) expect(await reserve('m1', { nowMs: noon + time })).toBe('reserved');
    expect(await counts(noon)).toEqual({ hour: 1, day: 1 });
    await reserve('m2');
    expect(await reserve('m1')).toBe('reserved');
  });

  test('counts a message once when it is tried again hours later', async () => {
    const alone = { perSenderPerDay: 1 };
    expect(await reserve('m1', alone)).toBe('reserved');
    expect(await reserve('m1', { ...alone, nowMs: noon + 2 * HOUR })).toBe('reserved');
    expect(await counts(noon + 2 * HOUR)).toEqual({ hour: 1, day: 1 });
  });

  test('does not count against the message itself when it is worked again', async () => {
    await reserve('m1');
    expect(await counts(noon, carla, 'm1')).toEqual({ hour: 0, day: 0 });
  });

  test('a spent mailbox refuses, and counts nothing', async () => {
    await reserve('m1', { recipient: 'a@x.example' });
    await reserve('m2', { recipient: 'b@x.example' });
    expect(await reserve('m3')).toBe('mailbox_limit');
    expect(await counts(noon)).toEqual({ hour: 2, day: 0 });
  });

  test('a spent recipient refuses, by address in any case, and counts nothing', async () => {
    const roomy = { perMailboxPerHour: 100 };
    await reserve('m1', roomy);
    await reserve('m2', { ...roomy, recipient: ' CARLA@Customer.example' });
    expect(await reserve('m3', roomy)).toBe('sender_limit');
    expect(await counts(noon)).toEqual({ hour: 2, day: 2 });
    expect(await reserve('m4', { ...roomy, recipient: 'dan@x.example' })).toBe('reserved');
  });

  test('the windows roll: an hour for the mailbox, a day for the recipient', async () => {
    await reserve('m1');
    await reserve('m2', { nowMs: noon + 30 * 60_000 });
    expect(await reserve('m3', { nowMs: noon + HOUR - 1, perSenderPerDay: 9 })).toBe('mailbox_limit');
    expect(await reserve('m3', { nowMs: noon + HOUR, perSenderPerDay: 9 })).toBe('reserved');
    expect(await counts(noon + HOUR)).toEqual({ hour: 2, day: 3 });
    expect(await reserve('m4', { nowMs: noon + 24 * HOUR, perSenderPerDay: 3 })).toBe('reserved');
  });

  test('twenty at once never pass the limit', async () => {
    const all = await Promise.all(
      Array.from({ length: 20 }, (_, at) => reserve(`m${at}`, { perMailboxPerHour: 7, perSenderPerDay: 99 })),
    );
    expect(all.filter((one) => one === 'reserved')).toHaveLength(7);
  });

  test('mailboxes have budgets of their own, and counters expire', async () => {
    await reserve('m1', { perMailboxPerHour: 1 });
    expect(await reserve('m1', { grantId: 'g2', perMailboxPerHour: 1 })).toBe('reserved');
    for (const key of await server.redis.keys('*')) expect(await server.redis.ttl(key)).toBeGreaterThan(3600);
  });

  test('a limit of nothing refuses the first', async () => {
    expect(await reserve('m1', { perMailboxPerHour: 0 })).toBe('mailbox_limit');
    expect(await reserve('m1', { perSenderPerDay: 0 })).toBe('sender_limit');
  });
});
