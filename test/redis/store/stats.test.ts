import { beforeEach, describe, expect, test } from 'vitest';
import type { MessageState } from '#domain/ledger.ts';
import { accountOf, createLedger, end, type Ledger } from '#store/ledger.ts';
import { createReports } from '#store/reports.ts';
import { scriptsOn } from '#store/scripts.ts';
import { createStats, type Stats } from '#store/stats.ts';
import { createTransact, type Transact } from '#store/transaction.ts';
import { tally } from '#store/turn.ts';
import { anArrival, noon } from '../../helpers/builders.ts';
import { redisForFile } from '../../helpers/redis.ts';

const server = redisForFile();
const shards = 2;
let nowMs = noon;
let ledger: Ledger;
let transact: Transact;
let stats: Stats;

beforeEach(() => {
  nowMs = noon;
  const { redis } = server;
  const scripts = scriptsOn(redis);
  ledger = createLedger({ redis, scripts, shards });
  transact = createTransact(scripts, 30_000, () => nowMs);
  stats = createStats({ redis, shards, now: () => nowMs });
});

const admit = (messageId: string, grantId = 'g1') =>
  ledger.admit([anArrival({ messageId, grantId, threadId: `t-${messageId}` })], nowMs);

/** The message comes to this state, at a cost of so many tokens. */
async function ends(messageId: string, state: MessageState, tokens = 0, grantId = 'g1'): Promise<void> {
  const ref = ledger.threadRef(grantId, `t-${messageId}`);
  const cost = { model_calls: 1, input_tokens: tokens, output_tokens: 1, money: 0.25 };
  await transact(ref, end(ref, messageId, state, { account: { ...accountOf([]), cost } }));
}

const read = (days = 2, sees = (_grantId: string) => true) => stats.read({ days, sees });
const today = async () => (await read()).days[1];

describe('the counts of a day', () => {
  test('count each message under its first end, once', async () => {
    for (const [id, state] of [
      ['m1', 'sent'],
      ['m2', 'skipped'],
      ['m3', 'escalated'],
      ['m4', 'dead'],
      ['m5', 'review'],
      ['m6', 'doubt'],
    ] as const) {
      await admit(id);
      await admit(id); // told again by Nylas
      await ends(id, state, 100);
      await ends(id, state, 100);
    }
    expect(await today()).toMatchObject({
      date: '2026-10-01',
      received: 6,
      replied: 1,
      skipped: 1,
      escalated: 1,
      dead: 1,
      reviewed: 2,
      sent: 1,
      cost: { model_calls: 6, input_tokens: 600, output_tokens: 6, money: 1.5 },
    });
  });

  test('count a reply that was approved as sent, not as one that left by itself', async () => {
    await admit('m1');
    await ends('m1', 'review', 100);
    nowMs += 60 * 60 * 1000;
    await ends('m1', 'sent', 100);
    expect(await today()).toMatchObject({ reviewed: 1, replied: 0, sent: 1, cost: { input_tokens: 100 } });
    expect((await read()).firstReplyMs).toEqual({ p50: 3_600_000, p90: 3_600_000 });
  });

  test('count a dead message that is sent round again once more', async () => {
    await admit('m1');
    await ends('m1', 'dead');
    await ends('m1', 'new');
    await ends('m1', 'sent');
    expect(await today()).toMatchObject({ received: 1, dead: 1, replied: 1, sent: 1 });
  });

  test('belong to their day, mailbox and hour (UTC), and are kept for 90 days', async () => {
    nowMs = Date.UTC(2026, 8, 30, 23, 59);
    await admit('m1');
    await ends('m1', 'sent');
    nowMs = noon;
    await admit('m2', 'g2');
    await admit('m3', 'g/3');
    await ends('m3', 'skipped', 0, 'g/3');
    const found = await read();
    expect(found.days).toMatchObject([
      { date: '2026-09-30', received: 1, replied: 1 },
      { date: '2026-10-01', received: 2, skipped: 1 },
    ]);
    expect(found.hours.map((count, hour) => (count > 0 ? `${hour}: ${count}` : '')).join('')).toBe('12: 2');
    expect((await read(2, (grantId) => grantId === 'g/3')).days[1]).toMatchObject({
      received: 1,
      skipped: 1,
    });
    const { shard } = ledger.threadRef('g1', 't-m1');
    expect(await server.redis.ttl(`{s${shard}}:day:2026-09-30`)).toBeGreaterThan(89 * 24 * 60 * 60);
  });

  test('tell within which time replies left', async () => {
    for (let at = 0; at < 10; at++) {
      nowMs = noon;
      await admit(`m${at}`);
      nowMs = noon + (at < 9 ? 2_500 : 3 * 60_000);
      await ends(`m${at}`, 'sent');
    }
    expect((await read()).firstReplyMs).toEqual({ p50: 3_000, p90: 3_000 });
    nowMs = noon;
    await admit('m10');
    nowMs = noon + 30 * 24 * 60 * 60 * 1000;
    await ends('m10', 'sent');
    expect((await read(40)).firstReplyMs).toEqual({ p50: 3_000, p90: 180_000 });
  });

  test('are nothing where nothing happened', async () => {
    const { days, firstReplyMs, hours } = await read(14);
    expect(days).toHaveLength(14);
    expect(days.every(({ received, sent }) => received === 0 && sent === 0)).toBe(true);
    expect(firstReplyMs).toBeNull();
    expect(hours).toEqual(Array(24).fill(0));
  });

  test('count a mail that came back once, from however many of its readers', async () => {
    await admit('m1');
    await ends('m1', 'sent');
    const reports = createReports({ redis: server.redis, ledger, transact, shards });
    const report = { kind: 'bounced' as const, grantId: 'g1', mailId: 's1', about: 'm1' };
    await reports.take({ ...report, detail: 'one' }, nowMs);
    await reports.take({ ...report, detail: 'one' }, nowMs);
    await reports.take({ ...report, detail: 'another' }, nowMs);
    await reports.take({ ...report, kind: 'complaint', detail: 'spam' }, nowMs);
    expect(await today()).toMatchObject({ bounced: 1, complained: 1, sent: 1 });
  });
});

test('what people made of drafts is counted for each category of a mailbox', async () => {
  const ref = ledger.threadRef('g1', 't1');
  await transact(ref, [
    ...tally(ref, 'approved_unedited', 'refund'),
    ...tally(ref, 'approved_unedited', 'refund'),
    ...tally(ref, 'rejected', 'legal'),
    ...tally(ref, 'approved_edited', null),
  ]);
  expect(await stats.verdicts(3)).toEqual([
    { grantId: 'g1', category: 'refund', approved_unedited: 2, approved_edited: 0, rejected: 0 },
    { grantId: 'g1', category: 'legal', approved_unedited: 0, approved_edited: 0, rejected: 1 },
  ]);
  expect(await today()).toMatchObject({ approved_unedited: 2, approved_edited: 1, rejected: 1 });
});
