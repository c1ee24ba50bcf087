import { expect, test } from 'vitest';
import { keysOf, threadKeyOf } from '#store/keys.ts';
import { createLedger } from '#store/ledger.ts';
import { scriptsOn } from '#store/scripts.ts';
import { surveyShard } from '#store/survey.ts';
import { anArrival, grantId } from '../../helpers/builders.ts';
import { redisForFile } from '../../helpers/redis.ts';

const server = redisForFile();
const keys = keysOf(0);

test('an empty shard has nothing waiting', async () => {
  expect(await surveyShard(server.redis, 0)).toEqual({
    shard: 0,
    threads: 0,
    counted: 0,
    held: 0,
    items: 0,
    oldestAdmittedMs: undefined,
    firstDueMs: undefined,
    openReviews: 0,
  });
});

test('threads, what waits in them, who holds them and how old the oldest is are counted', async () => {
  const ledger = createLedger({ redis: server.redis, scripts: scriptsOn(server.redis), shards: 1 });
  await ledger.admit([anArrival({ messageId: 'm1', threadId: 'a' })], 1000);
  await ledger.admit([anArrival({ messageId: 'm2', threadId: 'a' })], 2000);
  await ledger.admit([anArrival({ messageId: 'm3', threadId: 'b' })], 3000);
  const waiting = threadKeyOf({ grantId, threadId: 'c' });
  await server.redis.rpush(keys.inbox(waiting), 'v:rv_1');
  await server.redis.zadd(keys.pend, 500, waiting);
  await server.redis.zadd(keys.pend, 9000, threadKeyOf({ grantId, threadId: 'a' })); // it backs off
  await server.redis.set(keys.lease(waiting), 'token', 'PX', 60_000);
  await server.redis.zadd(keys.reviews('open'), 1, 'rv_1', 2, 'rv_2');
  expect(await surveyShard(server.redis, 0)).toEqual({
    shard: 0,
    threads: 3,
    counted: 3,
    held: 1,
    items: 4,
    oldestAdmittedMs: 1000,
    firstDueMs: 500,
    openReviews: 2,
  });
});
