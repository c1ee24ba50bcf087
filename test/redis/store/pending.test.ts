import { beforeEach, describe, expect, test } from 'vitest';
import { keysOf, threadKeyOf, type ThreadRef } from '#store/keys.ts';
import { createLedger, type Ledger } from '#store/ledger.ts';
import { createLeases } from '#store/lease.ts';
import { createPending, type Pending } from '#store/pending.ts';
import { scriptsOn } from '#store/scripts.ts';
import { anArrival, grantId, noon } from '../../helpers/builders.ts';
import { redisForFile } from '../../helpers/redis.ts';

const server = redisForFile();
let ledger: Ledger;
let pending: Pending;
beforeEach(() => {
  ledger = createLedger({ redis: server.redis, scripts: scriptsOn(server.redis), shards: 2 });
  pending = createPending(server.redis, 2);
});

/** Threads of one shard. */
const threadsOf = (shard: number, count: number): ThreadRef[] =>
  Array.from({ length: 50 }, (_, at) => ledger.threadRef(grantId, `t${at}`))
    .filter((ref) => ref.shard === shard)
    .slice(0, count);
const admitAt = (ref: ThreadRef, ms: number) =>
  ledger.admit([anArrival({ messageId: `m-${ref.threadId}`, threadId: ref.threadId })], ms);

describe('overdue threads', () => {
  test('are those due before a time, the longest waiting first, up to a limit', async () => {
    const refs = threadsOf(0, 4);
    for (const [at, ref] of refs.entries()) await admitAt(ref, noon - at * 1000);
    const keys = refs.map(threadKeyOf).toReversed();
    expect(await pending.overdue(0, noon - 1000, 10)).toEqual(keys.slice(0, 3));
    expect(await pending.overdue(0, noon, 2)).toEqual(keys.slice(0, 2));
    expect(await pending.overdue(1, noon, 10)).toEqual([]);
  });

  test('do not hold a thread that somebody works', async () => {
    const [one, two] = threadsOf(0, 2);
    await admitAt(one!, noon);
    await admitAt(two!, noon);
    using leases = createLeases({
      redis: server.redis,
      scripts: scriptsOn(server.redis),
      leaseMs: 30_000,
      onLost: () => {},
    });
    const claim = await leases.claim(one!);
    expect(await pending.overdue(0, noon, 10)).toEqual([threadKeyOf(two!)]);
    if (claim.kind === 'claimed') await leases.release(claim.lease, noon + 60_000);
    expect(await pending.overdue(0, noon, 10)).toEqual([threadKeyOf(two!)]);
    expect(await pending.overdue(0, noon + 60_000, 10)).toContain(threadKeyOf(one!));
  });

  test('are not lost behind many that are held', async () => {
    const refs = threadsOf(0, 6);
    for (const [at, ref] of refs.entries()) await admitAt(ref, noon + at);
    for (const ref of refs.slice(0, 5)) await server.redis.set(keysOf(0).lease(threadKeyOf(ref)), '1');
    expect(await pending.overdue(0, noon + 100, 3)).toEqual([threadKeyOf(refs[5]!)]);
  });
});

test('the summary counts all shards and knows since when the oldest is due', async () => {
  expect(await pending.summary()).toEqual({ threads: 0, oldestMs: undefined });
  await admitAt(threadsOf(0, 1)[0]!, noon + 5);
  await admitAt(threadsOf(1, 1)[0]!, noon);
  expect(await pending.summary()).toEqual({ threads: 2, oldestMs: noon });
});
