import { beforeEach, describe, expect, test } from 'vitest';
import { encodeItem } from '#domain/inbox.ts';
import type { Outgoing } from '#domain/ledger.ts';
import { keysOf, threadKeyOf, unplacedThreadOf } from '#store/keys.ts';
import { accountOf, change, createLedger, end, expectState, put, take, type Ledger } from '#store/ledger.ts';
import { type Scripts, scriptsOn } from '#store/scripts.ts';
import { createTransact, type Transact } from '#store/transaction.ts';
import { aReview, anArrival, grantId, noon } from '../../helpers/builders.ts';
import { redisForFile } from '../../helpers/redis.ts';

const KEEP_SECONDS = 14 * 24 * 60 * 60;
const server = redisForFile();
let scripts: Scripts;
let ledger: Ledger;
let transact: Transact;
beforeEach(() => {
  scripts = scriptsOn(server.redis);
  ledger = createLedger({ redis: server.redis, scripts, shards: 1 });
  transact = createTransact(scripts, 30_000);
});

const thread = { shard: 0, grantId, threadId: 't1' };
const keys = keysOf(0);
const inboxOf = (threadId: string, shard = 0) =>
  server.redis.lrange(keysOf(shard).inbox(threadKeyOf({ grantId, threadId })), 0, -1);
const ttlOf = (messageId: string) => server.redis.ttl(keys.message(grantId, messageId));

describe('a message whose notification named no thread', () => {
  const arrival = anArrival({ threadId: undefined });
  const standIn = unplacedThreadOf('m1');

  test('waits in a thread of its own and is then placed, once, however often that is said', async () => {
    expect(await ledger.admit([arrival], noon)).toEqual(['new']);
    expect(await inboxOf(standIn)).toEqual(['m:m1']);
    const from = ledger.threadRef(grantId, standIn);
    for (let time = 0; time < 3; time++) await ledger.place(from, thread, 'm1', noon + 5);
    expect(await inboxOf('t1')).toEqual(['m:m1']);
    expect(await ledger.find(grantId, 'm1')).toMatchObject({
      state: 'new',
      threadId: 't1',
      admittedAtMs: noon,
    });
    expect(await server.redis.zscore(keys.pend, threadKeyOf(thread))).toBe(String(noon + 5));
    expect(await ledger.admit([arrival, anArrival()], noon + 9)).toEqual(['again', 'again']);
  });

  test('is not placed again once its work is done', async () => {
    await ledger.admit([arrival], noon);
    const from = ledger.threadRef(grantId, standIn);
    await ledger.place(from, thread, 'm1', noon);
    await transact(thread, [...end(thread, 'm1', 'sent'), ...take(thread, 'm:m1')]);
    await ledger.place(from, thread, 'm1', noon);
    expect(await inboxOf('t1')).toEqual([]);
    expect(await ledger.find(grantId, 'm1')).toMatchObject({ state: 'sent' });
  });

  test('moves between shards, also when a second delivery names the thread first', async () => {
    const sharded = createLedger({ redis: server.redis, scripts, shards: 8 });
    const from = sharded.threadRef(grantId, standIn);
    const to = Array.from({ length: 50 }, (_, at) => sharded.threadRef(grantId, `t${at}`)).find(
      ({ shard }) => shard !== from.shard,
    )!;
    await sharded.admit([arrival], noon);
    expect(await sharded.admit([anArrival({ threadId: to.threadId })], noon + 1)).toEqual(['new']);
    await sharded.place(from, to, 'm1', noon + 2);
    expect(await inboxOf(to.threadId, to.shard)).toEqual(['m:m1']);
    expect(await sharded.read(from.shard, grantId, ['m1'])).toEqual([undefined]);
    await sharded.admit([arrival], noon + 3);
    await sharded.place(from, to, 'm1', noon + 4);
    expect(await inboxOf(to.threadId, to.shard)).toEqual(['m:m1']);
  });
});

describe('writes to a record', () => {
  test('set fields, remove those that are null, and leave the others', async () => {
    await ledger.admit([anArrival()], noon);
    const outgoing: Outgoing = {
      kind: 'reply',
      cc: [],
      bytes: '{}',
      sendId: 'r_1',
      epoch: 0,
      covers: [],
      to: [],
      subject: 's',
      body: 'b',
    };
    const account = accountOf([{ code: 'x', detail: 'y' }], 'support');
    await transact(thread, [
      ...change(thread, 'm1', {
        state: 'ready',
        account,
        attempts: 3,
        lastFault: 'f',
        tryingSinceMs: 6,
        firstSendAtMs: 7,
        acceptedAtMs: 8,
      }),
      ...change(thread, 'm1', {
        outgoing,
        hold: { untilMs: 9, takenBackBy: 'a person' },
        parked: aReview(),
        sentId: 'n1',
        reviewId: 'rv',
      }),
    ]);
    expect(await ledger.find(grantId, 'm1')).toEqual({
      grantId,
      messageId: 'm1',
      threadId: 't1',
      state: 'ready',
      admittedAtMs: noon,
      foundBySweep: false,
      attempts: 3,
      thinkFaults: 0,
      lastFault: 'f',
      firstFaultAtMs: null,
      account,
      outgoing,
      hold: { untilMs: 9, takenBackBy: 'a person' },
      tryingSinceMs: 6,
      firstSendAtMs: 7,
      acceptedAtMs: 8,
      sentId: 'n1',
      proofId: null,
      reports: [],
      parked: aReview(),
      reviewId: 'rv',
      answers: null,
    });
    await transact(
      thread,
      change(thread, 'm1', {
        outgoing: null,
        hold: null,
        firstSendAtMs: null,
        lastFault: null,
        parked: null,
      }),
    );
    expect(await ledger.find(grantId, 'm1')).toMatchObject({
      outgoing: null,
      hold: null,
      firstSendAtMs: null,
      lastFault: null,
      parked: null,
      attempts: 3,
    });
    expect(change(thread, 'm1', {})).toEqual([]);
  });

  test('an end drops what only the work needed and expires after two weeks', async () => {
    await ledger.admit([anArrival()], noon);
    await transact(
      thread,
      change(thread, 'm1', {
        state: 'sending',
        lastFault: 'f',
        acceptedAtMs: 8,
        firstSendAtMs: 7,
        parked: aReview(),
      }),
    );
    await server.redis.hset(keys.message(grantId, 'm1'), 'proof', 'p');
    await transact(thread, end(thread, 'm1', 'sent', { sentId: 'n1' }));
    expect(await ledger.find(grantId, 'm1')).toMatchObject({
      state: 'sent',
      sentId: 'n1',
      lastFault: null,
      acceptedAtMs: 8,
      proofId: null,
      parked: null,
      firstSendAtMs: 7,
    });
    expect(await ttlOf('m1')).toBe(KEEP_SECONDS);
  });

  test.each(['review', 'doubt'] as const)(
    'a message in %s waits for a person as long as it takes',
    async (state) => {
      await ledger.admit([anArrival()], noon);
      await transact(thread, end(thread, 'm1', 'skipped'));
      await transact(thread, end(thread, 'm1', state));
      expect(await ttlOf('m1')).toBe(-1);
    },
  );

  test('an expectation of a state lets through only that state', async () => {
    await ledger.admit([anArrival()], noon);
    expect(await transact(thread, [expectState(thread, 'm1', 'ready', 'new')])).toMatchObject({
      kind: 'committed',
    });
    expect(await transact(thread, [expectState(thread, 'm1', 'ready')])).toEqual({
      kind: 'refused',
      index: 0,
      found: 'new',
    });
    expect(await transact(thread, [expectState(thread, 'never', 'new')])).toEqual({
      kind: 'refused',
      index: 0,
      found: '',
    });
  });

  test('items are put at the end of an inbox and taken out one by one', async () => {
    const item = encodeItem({ kind: 'verdict', reviewId: 'rv' });
    await transact(thread, [
      ...put(thread, item, noon),
      ...put(thread, 'm:m1', noon),
      ...put(thread, item, noon),
    ]);
    expect(await transact(thread, take(thread, item, 'never'))).toEqual({
      kind: 'committed',
      inbox: ['m:m1', item],
    });
  });
});

test('records are read in the order asked, undefined where never seen', async () => {
  await ledger.admit([anArrival(), anArrival({ messageId: 'm2' })], noon);
  const found = await ledger.read(0, grantId, ['m2', 'never', 'm1']);
  expect(found.map((record) => record?.messageId)).toEqual(['m2', undefined, 'm1']);
  expect(await ledger.read(0, grantId, [])).toEqual([]);
});
