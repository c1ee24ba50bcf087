import { beforeEach, describe, expect, it, test } from 'vitest';
import { createLedger, type Ledger, put } from '#store/ledger.ts';
import { createPending } from '#store/pending.ts';
import { scriptsOn } from '#store/scripts.ts';
import { createTransact } from '#store/transaction.ts';
import { judgeUnseen, readUnseen } from '#store/unseen.ts';
import { createWatermarks, type Watermarks } from '#store/watermarks.ts';
import { anArrival, grantId, noon } from '../../helpers/builders.ts';
import { redisForFile } from '../../helpers/redis.ts';

const server = redisForFile();
let ledger: Ledger;
let watermarks: Watermarks;
beforeEach(() => {
  ledger = createLedger({ redis: server.redis, scripts: scriptsOn(server.redis), shards: 2 });
  watermarks = createWatermarks(server.redis);
});

const read = (nowMs: number, ...grants: string[]) =>
  readUnseen({
    pending: createPending(server.redis, 2),
    watermarks,
    mailboxes: grants.map((grant) => ({ grant })),
    nowMs,
  });

describe('how long mail may have gone unseen', () => {
  it('is nothing while no mail waits and no mailbox is connected', async () => {
    expect(await read(noon, grantId)).toEqual({ waitingSeconds: undefined, uncomparedSeconds: undefined });
  });

  it('counts from the admission of the oldest mail that waits, however it backs off', async () => {
    await ledger.admit([anArrival({ messageId: 'm1', threadId: 't1' })], noon);
    await ledger.admit([anArrival({ messageId: 'm2', threadId: 't2' })], noon + 60_000);
    await server.redis.zadd('{s0}:pend', 'XX', noon + 600_000, 'g1/t1', noon + 600_000, 'g1/t2');
    await server.redis.zadd('{s1}:pend', 'XX', noon + 600_000, 'g1/t1', noon + 600_000, 'g1/t2');
    expect((await read(noon + 300_000)).waitingSeconds).toBe(300);
  });

  it('leaves out what waits in an inbox but is no mail', async () => {
    const ref = ledger.threadRef(grantId, 't1');
    const transact = createTransact(scriptsOn(server.redis), 1000);
    await transact(ref, put(ref, 'v:rv_1', noon));
    expect((await read(noon + 5000)).waitingSeconds).toBeUndefined();
  });

  it('counts from the last comparison of the mailbox that has waited longest for it', async () => {
    for (const [at, grant] of ['g1', 'g2'].entries()) {
      const atMs = noon + at * 1000;
      await watermarks.connect(grant, { sinceMs: atMs, sweptMs: atMs, deepMs: atMs, comparedMs: atMs });
    }
    expect((await read(noon + 10_000, 'g1', 'g2', 'new')).uncomparedSeconds).toBe(10);
    expect((await read(noon + 10_000, 'g2')).uncomparedSeconds).toBe(9);
  });
});

test.each([
  ['nothing is known', {}, []],
  ['all is well', { waitingSeconds: 900, uncomparedSeconds: 900 }, []],
  ['mail waits', { waitingSeconds: 901, uncomparedSeconds: 0 }, ['mail_waits']],
  ['three sweeps failed', { waitingSeconds: undefined, uncomparedSeconds: 901 }, ['mailbox_not_compared']],
])('it is too long or not: %s', (_, unseen, because) => {
  const known = { waitingSeconds: undefined, uncomparedSeconds: undefined, ...unseen };
  expect(judgeUnseen(known, { sweepSeconds: 300, quietSeconds: 0 })).toEqual(because);
  expect(judgeUnseen(known, { sweepSeconds: 86_400, quietSeconds: 3600 })).toEqual([]);
});
