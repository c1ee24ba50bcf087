import { beforeEach, expect, test } from 'vitest';
import { keysOf } from '#store/keys.ts';
import { createPauses, type Pauses } from '#store/pauses.ts';
import { noon } from '../../helpers/builders.ts';
import { redisForFile } from '../../helpers/redis.ts';

const server = redisForFile();
let pauses: Pauses;
beforeEach(() => {
  pauses = createPauses(server.redis);
});

const pause = (agent: string | null, because = 'wrong prices', atMs = noon) =>
  pauses.pause({ agent, because, by: 'api', atMs });

test('a pause holds for its agent until it is lifted, and says who, why and since when', async () => {
  expect(await pauses.of('support')).toBeUndefined();
  await pause('support');
  const standing = { agent: 'support', because: 'wrong prices', by: 'api', atMs: noon };
  expect(await createPauses(server.redis).of('support')).toEqual(standing);
  expect(await pauses.of('sales')).toBeUndefined();
  expect(await server.redis.ttl(keysOf(0).paused)).toBe(-1);
  expect(await pauses.resume('support', 'page', noon + 1)).toBe(true);
  expect(await pauses.resume('support', 'page', noon + 1)).toBe(false);
  expect(await pauses.of('support')).toBeUndefined();
});

test('a pause of all holds for every agent, beside those of single ones', async () => {
  await pause('support', 'first', noon);
  await pause(null, 'all of them', noon + 5);
  expect(await pauses.of('anybody')).toMatchObject({ agent: null, because: 'all of them' });
  expect((await pauses.list()).map(({ agent }) => agent)).toEqual(['support', null]);
  await pauses.resume(null, 'api', noon);
  expect(await pauses.of('support')).toMatchObject({ because: 'first' });
});

test('one that stands keeps its time and gets the new words; both are in the audit stream', async () => {
  await pause('support', 'first', noon);
  await pause('support', 'second', noon + 60_000);
  expect(await pauses.list()).toEqual([{ agent: 'support', because: 'second', by: 'api', atMs: noon }]);
  expect(await server.redis.xlen(keysOf(0).audit)).toBe(2);
});

test('what cannot be read holds', async () => {
  await server.redis.hset(keysOf(0).paused, 'support', 'no json');
  expect(await pauses.of('support')).toMatchObject({
    agent: 'support',
    because: 'the reason cannot be read',
  });
  await pause('support', 'mended');
  expect(await pauses.of('support')).toMatchObject({ because: 'mended' });
});
