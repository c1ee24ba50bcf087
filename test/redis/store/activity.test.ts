import { beforeEach, describe, expect, test } from 'vitest';
import type { Account, MessageState } from '#domain/ledger.ts';
import { type Activity, createActivity } from '#store/activity.ts';
import { fillActivity } from '#store/activity-fill.ts';
import { KEEP_SECONDS, keysOf } from '#store/keys.ts';
import { accountOf, change, createLedger, end, type Ledger } from '#store/ledger.ts';
import { scriptsOn } from '#store/scripts.ts';
import { lastChangeIn, statesIn } from '#store/states.ts';
import { createTransact, type Transact } from '#store/transaction.ts';
import { anArrival, noon } from '../../helpers/builders.ts';
import { redisForFile } from '../../helpers/redis.ts';

const server = redisForFile();
const shards = 3;
let nowMs = noon;
let ledger: Ledger;
let transact: Transact;
let activity: Activity;

beforeEach(() => {
  nowMs = noon;
  const scripts = scriptsOn(server.redis);
  ledger = createLedger({ redis: server.redis, scripts, shards });
  transact = createTransact(scripts, 30_000, () => nowMs);
  activity = createActivity({ redis: server.redis, shards });
});

const all = { sees: () => true, limit: 50 };

function accountWith(subject: string, more: Partial<Account> = {}): Account {
  const from = { name: 'Carla Customer', email: 'carla@customer.example' };
  return {
    ...accountOf([{ code: 'category_reply', detail: 'x' }], 'support'),
    about: { from, subject },
    ...more,
  };
}

/** A message that came, and ended so. */
async function ended(
  messageId: string,
  state: MessageState = 'sent',
  { grantId = 'g1', threadId = `t-${messageId}`, account = accountWith(`About ${messageId}`) } = {},
): Promise<void> {
  await ledger.admit([anArrival({ grantId, messageId, threadId })], nowMs);
  await transact(
    ledger.threadRef(grantId, threadId),
    end(ledger.threadRef(grantId, threadId), messageId, state, { account }),
  );
}

const idsOf = async (query: Partial<Parameters<Activity['messages']>[0]> = {}) =>
  (await activity.messages({ ...all, ...query })).rows.map(({ messageId }) => messageId);

/** Every page of a list, one after the other. */
async function paged(query: Parameters<Activity['messages']>[0]): Promise<string[][]> {
  const pages: string[][] = [];
  let before: string | undefined;
  do {
    const { rows, next } = await activity.messages({ ...query, before });
    pages.push(rows.map(({ messageId }) => messageId));
    before = next ?? undefined;
  } while (before !== undefined);
  return pages;
}

describe('the list of messages', () => {
  test('shows what became of each, the last to change first, over all shards', async () => {
    for (let at = 0; at < 6; at++) {
      nowMs = noon + at;
      await ended(`m${at}`);
    }
    nowMs = noon + 10;
    const again = ledger.threadRef('g1', 't-m2');
    await transact(again, change(again, 'm2', { state: 'doubt' }));
    expect(await idsOf()).toEqual(['m2', 'm5', 'm4', 'm3', 'm1', 'm0']);
    expect((await activity.messages({ ...all, limit: 1 })).rows).toEqual([
      {
        grantId: 'g1',
        messageId: 'm2',
        threadId: 't-m2',
        atMs: noon + 10,
        admittedAtMs: noon + 2,
        state: 'doubt',
        reviewId: null,
        brief: {
          about: { from: { name: 'Carla Customer', email: 'carla@customer.example' }, subject: 'About m2' },
          agent: 'support',
          decision: null,
          category: null,
          confidence: null,
          reasons: ['category_reply'],
          tookMs: null,
          cost: { model_calls: 0, input_tokens: 0, output_tokens: 0 },
        },
      },
    ]);
  });

  test('holds nothing of a message that only waits, and nothing of one on its way out', async () => {
    await ledger.admit([anArrival({ messageId: 'm1', threadId: 't1' })], nowMs);
    const ref = ledger.threadRef('g1', 't1');
    await transact(ref, change(ref, 'm1', { state: 'ready' }));
    expect(await idsOf()).toEqual([]);
    await transact(ref, change(ref, 'm1', { hold: { untilMs: nowMs + 1000, takenBackBy: null } }));
    expect(await idsOf({ state: 'ready' })).toEqual(['m1']);
  });

  test('goes on page by page without a gap or a repeat, also where many changed at one moment', async () => {
    const ids = Array.from({ length: 450 }, (_, at) => `m${String(at).padStart(3, '0')}`);
    for (const id of ids) await ended(id); // all at once
    nowMs += 1;
    await ended('last');
    for (const limit of [7, 50, 200]) {
      const pages = await paged({ ...all, limit });
      expect(pages.flat()).toHaveLength(451);
      expect(new Set(pages.flat()).size).toBe(451);
      expect(pages.flat()[0]).toBe('last');
      expect(pages.slice(0, -1).every((page) => page.length === limit)).toBe(true);
    }
  });

  test('is filtered by state, decision, category and mailbox', async () => {
    await ended('m1', 'sent', { account: accountWith('a', { decision: 'reply', category: 'order_status' }) });
    await ended('m2', 'skipped', { account: accountWith('b', { decision: 'skip' }) });
    await ended('m3', 'review', {
      grantId: 'g2',
      account: accountWith('c', { decision: 'review', category: 'refund' }),
    });
    expect(await idsOf({ state: 'skipped' })).toEqual(['m2']);
    expect(await idsOf({ decision: 'review' })).toEqual(['m3']);
    expect(await idsOf({ category: 'order_status' })).toEqual(['m1']);
    expect(await idsOf({ sees: (grantId) => grantId === 'g2' })).toEqual(['m3']);
  });

  test('is searched by all words in sender, subject, category, agent and reasons', async () => {
    await ended('m1', 'sent', { account: accountWith('Invoice 4471') });
    await ended('m2', 'sent', { account: accountWith('Where is it?', { category: 'order_status' }) });
    expect(await idsOf({ q: 'INVOICE carla' })).toEqual(['m1']);
    expect(await idsOf({ q: 'order_status' })).toEqual(['m2']);
    expect(await idsOf({ q: 'category_reply' })).toHaveLength(2);
    expect(await idsOf({ q: 'invoice nobody' })).toEqual([]);
  });

  test('looks at a bounded number for one answer, and goes on from there', async () => {
    const pipeline = server.redis.pipeline();
    const { activity: key } = keysOf(0);
    for (let at = 0; at < 12_000; at++) pipeline.zadd(key, noon - at, `g1/x${at}`); // forgotten messages
    await pipeline.exec();
    nowMs = noon - 20_000;
    await ended('m1');
    const first = await activity.messages(all);
    expect(first.rows).toEqual([]);
    expect(first.next).not.toBeNull();
    expect((await paged(all)).flat()).toEqual(['m1']);
  });

  test('tells of messages that an earlier version stored what is known', async () => {
    await ended('m1');
    await server.redis.hdel(keysOf(ledger.threadRef('g1', 't-m1').shard).message('g1', 'm1'), 'row');
    const [row] = (await activity.messages(all)).rows;
    expect(row?.brief?.about?.subject).toBe('About m1');
  });

  test('forgets what changed last 14 days ago', async () => {
    await ended('m1', 'sent', { threadId: 't1' });
    nowMs += KEEP_SECONDS * 1000 + 1;
    await ended('m2', 'sent', { threadId: 't1' });
    const { shard } = ledger.threadRef('g1', 't1');
    expect(await server.redis.zrange(keysOf(shard).activity, 0, '-1')).toEqual(['g1/m2']);
  });
});

describe('the list of threads', () => {
  test('shows each once, by the message that changed last in it', async () => {
    await ended('m1', 'sent', { threadId: 't1' });
    nowMs += 1;
    await ended('m2', 'sent', { threadId: 't2' });
    nowMs += 1;
    await ended('m3', 'review', { threadId: 't1', account: accountWith('Re: About m1') });
    const { rows, next } = await activity.threads(all);
    expect(next).toBeNull();
    expect(rows).toMatchObject([
      {
        threadId: 't1',
        lastAtMs: noon + 2,
        messages: 2,
        state: 'review',
        brief: { about: { subject: 'Re: About m1' } },
      },
      { threadId: 't2', lastAtMs: noon + 1, messages: 1, state: 'sent' },
    ]);
    expect((await activity.threads({ ...all, q: 'm2' })).rows).toMatchObject([{ threadId: 't2' }]);
    expect((await activity.threads({ ...all, limit: 1 })).next).not.toBeNull();
  });

  test('leaves out mail whose thread nobody knows', async () => {
    await ended('m1', 'skipped', { threadId: '?m1' });
    expect((await activity.threads(all)).rows).toEqual([]);
    expect(await idsOf()).toEqual(['m1']);
  });
});

test('messages that an earlier version left are listed once, beside what is listed already', async () => {
  await ended('m1', 'sent', { threadId: 't1' });
  nowMs += 5;
  await ended('m2', 'skipped', { threadId: 't2' });
  await ledger.admit([anArrival({ messageId: 'm3', threadId: 't3' })], nowMs);
  await ledger.admit([anArrival({ direction: 'outbound', messageId: 's1', threadId: 't1' })], nowMs);
  for (let shard = 0; shard < shards; shard++) {
    const { activity: act, threads } = keysOf(shard);
    await server.redis.del(act, threads);
  }
  nowMs += 5;
  await ended('m4', 'sent', { threadId: 't4' });
  const never = new AbortController().signal;
  await fillActivity(server.redis, shards, never);
  expect((await idsOf()).toSorted()).toEqual(['m1', 'm2', 'm4']);
  expect((await activity.threads(all)).rows.map(({ threadId }) => threadId).toSorted()).toEqual([
    't1',
    't2',
    't4',
  ]);
  const { shard } = ledger.threadRef('g1', 't1');
  await server.redis.del(keysOf(shard).activity);
  await fillActivity(server.redis, shards, never); // it was done
  expect(await idsOf()).not.toContain('m1');
});

test('of a thread it is told where each message stands that came, not of those that left', async () => {
  await ended('m1', 'sent', { threadId: 't1' });
  await ledger.admit([anArrival({ direction: 'outbound', messageId: 's1', threadId: 't1' })], nowMs);
  const ref = ledger.threadRef('g1', 't1');
  expect(await statesIn(server.redis, ref, ['m1', 's1', 'm9'])).toEqual([
    { state: 'sent', reviewId: null },
    undefined,
    undefined,
  ]);
  expect(await lastChangeIn(server.redis, ref)).toBe(String(noon));
  expect(await lastChangeIn(server.redis, ledger.threadRef('g1', 't2'))).toBeNull();
});
