import { beforeEach, describe, expect, test } from 'vitest';
import { keysOf, threadKeyOf } from '#store/keys.ts';
import { change, createLedger, type Ledger } from '#store/ledger.ts';
import { open } from '#store/reviews.ts';
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

const found = (messageId: string) => anArrival({ messageId, foundBySweep: true });

describe('admitting an inbound message', () => {
  test('records it as new, puts it in the inbox of its thread and makes the thread due', async () => {
    expect(await ledger.admit([anArrival()], noon)).toEqual(['new']);
    expect(await ledger.find(grantId, 'm1')).toMatchObject({
      state: 'new',
      threadId: 't1',
      admittedAtMs: noon,
    });
    expect(await inboxOf('t1')).toEqual(['m:m1']);
    expect(await server.redis.zscore(keys.pend, threadKeyOf(thread))).toBe(String(noon));
  });

  test('a duplicate while it waits says again, one after its end says done, and neither adds an item', async () => {
    await ledger.admit([anArrival()], noon);
    for (const state of ['new', 'ready', 'sending'] as const) {
      await transact(thread, change(thread, 'm1', { state }));
      expect(await ledger.admit([anArrival()], noon + 1)).toEqual(['again']);
    }
    for (const state of ['sent', 'review', 'skipped', 'escalated', 'dead', 'doubt'] as const) {
      await transact(thread, change(thread, 'm1', { state }));
      expect(await ledger.admit([anArrival()], noon + 1)).toEqual(['done']);
    }
    expect(await inboxOf('t1')).toEqual(['m:m1']);
  });

  test('the same message five times at once, in one batch and in several, gives one inbox item', async () => {
    const twice = [anArrival(), anArrival()];
    const admissions = await Promise.all([
      ...Array.from({ length: 5 }, () => ledger.admit([anArrival()], noon)),
      ledger.admit(twice, noon),
    ]);
    expect(admissions.flat().toSorted()).toEqual([...Array.from({ length: 6 }, () => 'again'), 'new']);
    expect(await inboxOf('t1')).toEqual(['m:m1']);
  });

  test('a batch over several shards answers in the order it was asked', async () => {
    const sharded = createLedger({ redis: server.redis, scripts, shards: 4 });
    const arrivals = Array.from({ length: 24 }, (_, at) =>
      anArrival({ messageId: `m${at % 20}`, threadId: `t${at % 20}` }),
    );
    const admissions = await sharded.admit(arrivals, noon);
    expect(admissions).toEqual([
      ...Array.from({ length: 20 }, () => 'new'),
      ...Array.from({ length: 4 }, () => 'again'),
    ]);
    const shards = new Set(arrivals.map(({ threadId }) => sharded.threadRef(grantId, threadId ?? '').shard));
    expect(shards.size).toBe(4);
    for (const { messageId, threadId } of arrivals) {
      const { shard } = sharded.threadRef(grantId, threadId ?? '');
      expect(await inboxOf(threadId ?? '', shard)).toEqual([`m:${messageId}`]);
      expect(await sharded.find(grantId, messageId)).toMatchObject({ threadId });
    }
  });

  test('what the sweep found is known as such, unless a webhook told of it first', async () => {
    await ledger.admit([anArrival({ messageId: 'told' })], noon);
    expect(await ledger.admit([found('told'), found('found')], noon)).toEqual(['again', 'new']);
    expect(await ledger.admit([anArrival({ messageId: 'found' })], noon)).toEqual(['again']);
    expect((await ledger.find(grantId, 'told'))?.foundBySweep).toBe(false);
    expect((await ledger.find(grantId, 'found'))?.foundBySweep).toBe(true);
    expect(await inboxOf('t1')).toEqual(['m:told', 'm:found']);
  });

  test('an empty batch is no work', async () => {
    expect(await ledger.admit([], noon)).toEqual([]);
  });

  test('ids with any characters stay apart and come back whole', async () => {
    const odd = anArrival({ grantId: 'g/1:{s9}', messageId: '<a+b/c%2F@x>', threadId: 'ü t\u0000:*' });
    expect(await ledger.admit([odd], noon)).toEqual(['new']);
    expect(await ledger.find('g/1:{s9}', '<a+b/c%2F@x>')).toMatchObject({
      messageId: '<a+b/c%2F@x>',
      threadId: 'ü t\u0000:*',
    });
    expect(await ledger.find('g', '1:{s9}/<a+b/c%2F@x>')).toBeUndefined();
  });

  test('many messages of one thread keep their order', async () => {
    const ids = Array.from({ length: 128 }, (_, at) => `m${at}`);
    await ledger.admit(
      ids.map((messageId) => anArrival({ messageId })),
      noon,
    );
    expect(await inboxOf('t1')).toEqual(ids.map((id) => `m:${id}`));
  });
});

describe('admitting an outbound message', () => {
  const sent = anArrival({ direction: 'outbound', messageId: 's1' });
  const ours = anArrival({ direction: 'outbound', messageId: 's1', answers: 'm1' });

  test('records it as our own with an end and an expiry, and wakes nobody when the thread is quiet', async () => {
    expect(await ledger.admit([sent], noon)).toEqual(['done']);
    const record = await ledger.find(grantId, 's1');
    expect(record).toMatchObject({ state: 'skipped', answers: null });
    expect(record?.account?.reasons).toEqual([
      { code: 'own_message', detail: 'sent from this mailbox by a person or another program' },
    ]);
    expect(await inboxOf('t1')).toEqual([]);
    expect(await ttlOf('s1')).toBe(KEEP_SECONDS);
  });

  test('a reply of ours says which message it answers', async () => {
    await ledger.admit([ours], noon);
    const record = await ledger.find(grantId, 's1');
    expect(record?.answers).toBe('m1');
    expect(record?.account?.reasons[0]?.detail).toBe('our reply to message m1');
  });

  test('it wakes a thread that has work, once', async () => {
    await ledger.admit([anArrival()], noon);
    expect(await ledger.admit([sent, sent], noon)).toEqual(['new', 'done']);
    expect(await inboxOf('t1')).toEqual(['m:m1', 'o:s1']);
  });

  test('it wakes a thread with an open review', async () => {
    await transact(thread, open(thread, aReview(), noon));
    expect(await ledger.admit([sent], noon)).toEqual(['new']);
    expect(await inboxOf('t1')).toEqual(['o:s1']);
  });

  test.each(['ready', 'sending'] as const)(
    'a reply that comes back while its message is %s is proof',
    async (state) => {
      await ledger.admit([anArrival()], noon);
      await transact(thread, change(thread, 'm1', { state }));
      await ledger.admit([ours], noon);
      expect(await ledger.find(grantId, 'm1')).toMatchObject({ state, proofId: 's1' });
    },
  );

  test.each(['new', 'sent', 'review', 'skipped'] as const)(
    'it proves nothing to a message that is %s',
    async (state) => {
      await ledger.admit([anArrival()], noon);
      await transact(thread, change(thread, 'm1', { state }));
      await ledger.admit([ours], noon);
      expect(await ledger.find(grantId, 'm1')).toMatchObject({ state, proofId: null });
    },
  );
});
