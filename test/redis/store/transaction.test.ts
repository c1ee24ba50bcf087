import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { keysOf, threadKeyOf } from '#store/keys.ts';
import { change, createLedger, put, take, type Ledger } from '#store/ledger.ts';
import { type Claim, createLeases, Fenced, type Lease, type Leases } from '#store/lease.ts';
import { type Scripts, scriptsOn } from '#store/scripts.ts';
import { createTransact, type Transact } from '#store/transaction.ts';
import { anArrival, grantId, noon } from '../../helpers/builders.ts';
import { redisForFile } from '../../helpers/redis.ts';

const LEASE_MS = 30_000;
const server = redisForFile();
const keys = keysOf(0);
const ref = { shard: 0, grantId, threadId: 't1' };
const leaseKey = keys.lease(threadKeyOf(ref));
let scripts: Scripts;
let ledger: Ledger;
let transact: Transact;
let leases: Leases;
let cleanup: DisposableStack;
beforeEach(() => {
  cleanup = new DisposableStack();
  scripts = scriptsOn(server.redis);
  ledger = createLedger({ redis: server.redis, scripts, shards: 1 });
  transact = createTransact(scripts, LEASE_MS);
  leases = cleanup.use(createLeases({ redis: server.redis, scripts, leaseMs: LEASE_MS, onLost: () => {} }));
});
afterEach(() => cleanup.dispose());

const admit = (...ids: string[]) =>
  ledger.admit(
    ids.map((messageId) => anArrival({ messageId })),
    noon,
  );
const dueOf = (threadId = 't1') => server.redis.zscore(keys.pend, threadKeyOf({ grantId, threadId }));

const record = () => ledger.find(grantId, 'm1');

async function claimed(): Promise<Extract<Claim, { kind: 'claimed' }>> {
  const claim = await leases.claim(ref);
  if (claim.kind !== 'claimed') throw new Error(`expected a lease, got ${claim.kind}`);
  return claim;
}

describe('a transaction under a lease', () => {
  let lease: Lease;
  beforeEach(async () => {
    await admit('m1', 'm2');
    ({ lease } = await claimed());
  });

  test('does its writes and shows the inbox that is left', async () => {
    const done = await transact(lease, [...change(lease, 'm1', { state: 'sent' }), ...take(lease, 'm:m1')]);
    expect(done).toEqual({ kind: 'committed', inbox: ['m:m2'] });
    expect(await record()).toMatchObject({ state: 'sent' });
  });

  test('renews the lease while there is work, and gives it back with the last item', async () => {
    await server.redis.pexpire(leaseKey, 5000);
    await transact(lease, take(lease, 'm:m1'));
    expect(await server.redis.pttl(leaseKey)).toBeGreaterThan(LEASE_MS - 5000);
    expect(await transact(lease, take(lease, 'm:m2'))).toEqual({ kind: 'committed', inbox: [] });
    expect(await server.redis.exists(leaseKey)).toBe(0);
    expect(await dueOf()).toBeNull();
  });

  test('writes nothing when one expectation fails, wherever it stands', async () => {
    const key = keys.message(grantId, 'm1');
    const refused = await transact(lease, [
      ['is', key, 'st', 'new'],
      ...change(lease, 'm1', { state: 'sent' }),
      ['is', key, 'att', '', '0'],
      ['is', key, 'st', 'ready', 'sending'],
    ]);
    expect(refused).toEqual({ kind: 'refused', index: 4, found: 'new' });
    expect(await record()).toMatchObject({ state: 'new' });
  });

  test('throws Fenced and writes nothing once the lease has passed to another', async () => {
    await server.redis.del(leaseKey);
    const next = await claimed();
    await expect(transact(lease, change(lease, 'm1', { state: 'sent' }))).rejects.toThrow(Fenced);
    expect(await record()).toMatchObject({ state: 'new' });
    expect(await server.redis.get(leaseKey)).toBe(next.lease.token);
  });

  test('throws Fenced when the lease ran out and nobody has taken it', async () => {
    await server.redis.del(leaseKey);
    await expect(transact(lease, [])).rejects.toThrow(Fenced);
  });

  test('without any writes shows the inbox', async () => {
    expect(await transact(lease, [])).toEqual({ kind: 'committed', inbox: ['m:m1', 'm:m2'] });
  });

  test('somebody without a lease may add, and takes no lease away', async () => {
    const added = await transact(ref, put(ref, 'v:rv', noon + 1));
    expect(added).toEqual({ kind: 'committed', inbox: ['m:m1', 'm:m2', 'v:rv'] });
    expect(await server.redis.get(leaseKey)).toBe(lease.token);
    expect(await dueOf()).toBe(String(noon));
  });

  test.each([
    ['emoji, quotes, control characters', 'é 🙂 "\\ \u0000\u001f\u2028 \u007f'],
    ['200 KB', 'ä"\n🙂'.repeat(40_000)],
    ['an empty text', ''],
    ['what looks like a number', '1e400'],
  ])('keeps %s as they are', async (_name, text) => {
    await transact(lease, change(lease, 'm1', { lastFault: text }));
    expect((await record())?.lastFault).toBe(text);
  });

  test('half a surrogate pair becomes the replacement character, as in all UTF-8', async () => {
    await transact(lease, change(lease, 'm1', { lastFault: 'a\ud83d b\udc00' }));
    expect((await record())?.lastFault).toBe('a\ufffd b\ufffd');
  });

  test('keeps whole numbers of any size that JavaScript has', async () => {
    await transact(lease, change(lease, 'm1', { firstSendAtMs: Number.MAX_SAFE_INTEGER }));
    expect((await record())?.firstSendAtMs).toBe(Number.MAX_SAFE_INTEGER);
  });
});
