import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { keysOf, threadKeyOf } from '#store/keys.ts';
import { createLedger, type Ledger } from '#store/ledger.ts';
import { type Claim, createLeases, Fenced, INBOX_WINDOW, type Leases } from '#store/lease.ts';
import { type Scripts, scriptsOn } from '#store/scripts.ts';
import { anArrival, grantId, noon } from '../../helpers/builders.ts';
import { redisForFile } from '../../helpers/redis.ts';

const LEASE_MS = 30_000;
const server = redisForFile();
const keys = keysOf(0);
const ref = { shard: 0, grantId, threadId: 't1' };
const leaseKey = keys.lease(threadKeyOf(ref));
let scripts: Scripts;
let ledger: Ledger;
let leases: Leases;
let lost: string[];
let cleanup: DisposableStack;
beforeEach(() => {
  cleanup = new DisposableStack();
  lost = [];
  scripts = scriptsOn(server.redis);
  ledger = createLedger({ redis: server.redis, scripts, shards: 1 });
  leases = withLeaseMs(LEASE_MS);
});
afterEach(() => cleanup.dispose());

const withLeaseMs = (leaseMs: number) =>
  cleanup.use(createLeases({ redis: server.redis, scripts, leaseMs, onLost: (thread) => lost.push(thread) }));
const eventually = (check: () => unknown) => vi.waitFor(check, { timeout: 5000, interval: 5 });
const admit = (...ids: string[]) =>
  ledger.admit(
    ids.map((messageId) => anArrival({ messageId })),
    noon,
  );
const dueOf = (threadId = 't1') => server.redis.zscore(keys.pend, threadKeyOf({ grantId, threadId }));

async function claimed(from = leases): Promise<Extract<Claim, { kind: 'claimed' }>> {
  const claim = await from.claim(ref);
  if (claim.kind !== 'claimed') throw new Error(`expected a lease, got ${claim.kind}`);
  return claim;
}

describe('claiming a thread', () => {
  test('gives a lease and the inbox from its head', async () => {
    await admit('m1', 'm2');
    const { lease, inbox } = await claimed();
    expect(inbox).toEqual(['m:m1', 'm:m2']);
    expect(lease).toMatchObject({ ...ref, thread: 'g1/t1', token: expect.stringMatching(/^1-/) });
    expect(lease.signal.aborted).toBe(false);
    expect(await server.redis.pttl(leaseKey)).toBeGreaterThan(LEASE_MS - 5000);
  });

  test('shows at most a window of a long inbox', async () => {
    await admit(...Array.from({ length: INBOX_WINDOW + 20 }, (_, at) => `m${at}`));
    expect((await claimed()).inbox).toHaveLength(INBOX_WINDOW);
  });

  test('an empty inbox gives no lease, and the thread is no longer due', async () => {
    await admit('m1');
    await server.redis.del(keys.inbox(threadKeyOf(ref)));
    expect(await leases.claim(ref)).toEqual({ kind: 'empty' });
    expect(await dueOf()).toBeNull();
    expect(await server.redis.exists(leaseKey)).toBe(0);
  });

  test('while somebody holds it, it says for how long at most', async () => {
    await admit('m1');
    await claimed();
    const second = await withLeaseMs(LEASE_MS).claim(ref);
    expect(second).toMatchObject({ kind: 'held' });
    expect(second.kind === 'held' && second.forMs).toBeGreaterThan(LEASE_MS - 5000);
  });

  test('of ten claims at once one gets it', async () => {
    await admit('m1');
    const kinds = (await Promise.all(Array.from({ length: 10 }, () => leases.claim(ref)))).map(
      ({ kind }) => kind,
    );
    expect(kinds.filter((kind) => kind === 'claimed')).toHaveLength(1);
    expect(kinds.filter((kind) => kind === 'held')).toHaveLength(9);
  });

  test('after its expiry the next holder gets a higher token', async () => {
    await admit('m1');
    const silent = createLeases({ redis: server.redis, scripts, leaseMs: 20, onLost: () => {} });
    silent[Symbol.dispose](); // a process that died: no heartbeat
    const { lease } = await claimed(silent);
    const next = await vi.waitFor(() => claimed(), { timeout: 5000, interval: 5 });
    expect(Number(next.lease.token.split('-')[0])).toBeGreaterThan(Number(lease.token.split('-')[0]));
  });
});

describe('the heartbeat', () => {
  test('keeps a lease far longer than its time to live', async () => {
    await admit('m1');
    const quick = withLeaseMs(600);
    const { lease } = await claimed(quick);
    const until = Date.now() + 1500;
    await eventually(async () => {
      expect(await server.redis.get(leaseKey)).toBe(lease.token);
      expect(Date.now()).toBeGreaterThan(until);
    });
    expect(lease.signal.aborted).toBe(false);
  });

  test('renews many leases of several shards at once', async () => {
    const sharded = createLedger({ redis: server.redis, scripts, shards: 4 });
    const refs = Array.from({ length: 12 }, (_, at) => sharded.threadRef(grantId, `t${at}`));
    await sharded.admit(
      refs.map(({ threadId }) => anArrival({ messageId: `m-${threadId}`, threadId })),
      noon,
    );
    const quick = withLeaseMs(120);
    const held = await Promise.all(refs.map((one) => quick.claim(one)));
    expect(held.every(({ kind }) => kind === 'claimed')).toBe(true);
    const until = Date.now() + 300;
    await eventually(async () => {
      const alive = await Promise.all(
        refs.map((one) => server.redis.exists(keysOf(one.shard).lease(threadKeyOf(one)))),
      );
      expect(alive.every((exists) => exists === 1)).toBe(true);
      expect(Date.now()).toBeGreaterThan(until);
    });
    expect(lost).toEqual([]);
  });

  test('tells of a lost lease once, and aborts its signal with the reason', async () => {
    await admit('m1');
    const quick = withLeaseMs(60);
    const { lease } = await claimed(quick);
    await server.redis.set(leaseKey, 'another');
    await eventually(() => expect(lease.signal.aborted).toBe(true));
    expect(lease.signal.reason).toBeInstanceOf(Fenced);
    const beats = vi.spyOn(scripts, 'beat');
    await server.redis.del(leaseKey);
    const other = cleanup.use(createLeases({ redis: server.redis, scripts, leaseMs: 60, onLost: () => {} }));
    await claimed(other);
    await eventually(() => expect(beats.mock.calls.length).toBeGreaterThan(4));
    expect(lost).toEqual(['g1/t1']);
  });

  test('never renews what is in the hands of another', async () => {
    await admit('m1');
    const quick = withLeaseMs(60);
    const { lease } = await claimed(quick);
    await server.redis.set(leaseKey, 'another', 'PX', 10_000);
    await eventually(() => expect(lease.signal.aborted).toBe(true));
    expect(await server.redis.get(leaseKey)).toBe('another');
    expect(await server.redis.pttl(leaseKey)).toBeGreaterThan(5000);
  });

  test('leaves alone a lease that was forgotten, and forgets only the lease it is told', async () => {
    await admit('m1');
    const quick = withLeaseMs(60);
    const first = await claimed(quick);
    await quick.release(first.lease, noon);
    const second = await claimed(quick);
    quick.forget(first.lease);
    const until = Date.now() + 150;
    await eventually(() => expect(Date.now()).toBeGreaterThan(until));
    expect(await server.redis.get(leaseKey)).toBe(second.lease.token);
    quick.forget(second.lease);
    await eventually(async () => expect(await server.redis.exists(leaseKey)).toBe(0));
    expect(lost).toEqual([]);
  });
});

describe('releasing', () => {
  test('gives the thread back and says when it is due again', async () => {
    await admit('m1');
    const { lease } = await claimed();
    await leases.release(lease, noon + 5000);
    expect(await dueOf()).toBe(String(noon + 5000));
    expect((await claimed()).inbox).toEqual(['m:m1']);
  });

  test('does nothing for a holder whose lease has passed on', async () => {
    await admit('m1');
    const { lease } = await claimed();
    await server.redis.del(leaseKey);
    const next = await claimed();
    await leases.release(lease, noon + 5000);
    expect(await server.redis.get(leaseKey)).toBe(next.lease.token);
    expect(await dueOf()).toBe(String(noon));
  });
});
