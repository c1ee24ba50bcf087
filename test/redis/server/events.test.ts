import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { z } from 'zod';
import type { News } from '#domain/news.ts';
import type { Person } from '#domain/person.ts';
import { openEventStream } from '#server/event-stream.ts';
import { keysOf } from '#store/keys.ts';
import { tell } from '#store/news.ts';
import { startPrivateRedis } from '#store/private-redis.ts';
import { type EventClient, followEvents } from '../../helpers/event-stream.ts';
import { redisForFile } from '../../helpers/redis.ts';
import { apiToken } from '../../unit/server/fixtures.ts';
import { SHARDS, startEventServer } from './event-server.ts';

const server = redisForFile();
let cleanup: AsyncDisposableStack;
beforeEach(() => {
  cleanup = new AsyncDisposableStack();
});
afterEach(() => cleanup.disposeAsync());

const concluded = (messageId: string, grantId = 'g1'): News => ({
  type: 'message.concluded',
  grantId,
  threadId: 't1',
  messageId,
  state: 'sent',
});

const aServer = (open = () => server.connect({ maxRetriesPerRequest: 1 })) => startEventServer(open, cleanup);
const told = async (news: News, shard = 0, redis: Redis = server.redis) => {
  const [command, ...parts] = tell({ shard }, news);
  await redis.call(command, ...parts.map(String));
};
const messagesOf = ({ events }: Pick<EventClient, 'events'>): string[] =>
  events.map(({ data }) => z.looseObject({ message_id: z.string() }).parse(JSON.parse(data)).message_id);

const pause = (agent: string | null): News => ({ type: 'pause.changed', agent, by: 'api' });

describe('the stream of events', () => {
  test('tells what happens with its ids, from now on, and nothing to those who are not signed in', async () => {
    await told(concluded('before'));
    const { follow, url } = await aServer();
    expect((await followEvents(url)).status).toBe(401);
    const client = await follow();
    expect(client.status).toBe(200);
    await told(concluded('m1'));
    await told({
      type: 'review.opened',
      grantId: 'g1',
      threadId: 't1',
      messageId: 'm2',
      reviewId: 'rv_1',
      version: 1,
      status: 'open',
      by: 'inreply',
    });
    const [first, second] = await client.until(2);
    expect(first).toMatchObject({
      event: 'message.concluded',
      id: expect.stringMatching(/^\d+-\d+,\d+-\d+$/),
    });
    expect(JSON.parse(first?.data ?? '')).toEqual({
      type: 'message.concluded',
      at: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      grant_id: 'g1',
      thread_id: 't1',
      message_id: 'm1',
      state: 'sent',
    });
    expect(second?.event).toBe('review.opened');
    expect(JSON.parse(second?.data ?? '')).toMatchObject({ review_id: 'rv_1', version: 1, status: 'open' });
  });

  test('goes on where a client stood, without loss or doubles, over breaks and another server', async () => {
    const first = await aServer();
    let client = await first.follow();
    const seen: string[] = [];
    const names = Array.from({ length: 60 }, (_, at) => `m${at}`);
    let serving = first;
    for (const [at, name] of names.entries()) {
      await told(concluded(name), at % SHARDS);
      if (at % 20 === 7) {
        await client.until(1);
        client.close();
        await client.ended;
        seen.push(...messagesOf(client));
        if (at > 20) {
          await serving.stop();
          serving = await aServer();
        }
        client = await serving.follow(client.lastId());
      }
    }
    await vi.waitFor(() => expect(seen.length + client.events.length).toBe(names.length));
    seen.push(...messagesOf(client));
    expect(seen.toSorted()).toEqual(names.toSorted());
  });

  test('says that all has to be loaded again when some of it is gone, or was never ours', async () => {
    const { follow } = await aServer();
    await told(concluded('m1'));
    await told(concluded('m2'));
    const ids = (await server.redis.xrange(keysOf(0).news, '-', '+')).map(([id]) => id);
    await server.redis.xtrim(keysOf(0).news, 'MAXLEN', 1);
    for (const since of ['0-1,0-0', '9999999999999-0,0-0', 'nonsense', ids[1] ?? '']) {
      const client = await follow(since);
      expect((await client.until(1))[0]).toMatchObject({ event: 'reset', data: '{}' });
      expect(client.lastId()).toMatch(/^\d+-\d+,\d+-\d+$/);
    }
    const client = await follow(`${ids[1]},0-0`);
    await told(concluded('m3'));
    await client.until(1);
    expect(messagesOf(client)).toEqual(['m3']);
  });

  test('ends for those whose session ends, with a heartbeat until then; and when the server stops', async () => {
    const { follow, beat, stop, feed, url } = await aServer();
    const own = { 'sec-fetch-site': 'same-origin' };
    const body = new URLSearchParams({ token: apiToken });
    const form = { method: 'POST', headers: own, body, redirect: 'manual' } as const;
    const signedIn = await fetch(new URL('/sign-in', url), form);
    const cookie = signedIn.headers.get('set-cookie')?.split(';')[0] ?? '';
    const byCookie = await follow(undefined, { cookie });
    const byToken = await follow();
    beat();
    await vi.waitFor(() => expect([byCookie.comments(), byToken.comments()]).toEqual([1, 1]));
    await fetch(new URL('/sign-out', url), {
      method: 'POST',
      headers: { ...own, cookie },
      redirect: 'manual',
    });
    beat();
    await byCookie.ended;
    await vi.waitFor(() => expect(byToken.comments()).toBe(2));
    await stop();
    await byToken.ended;
    expect(feed.count()).toBe(0);
  });

  test('reaches 200 clients at once by one reader of each shard', async () => {
    const { follow, feed } = await aServer();
    const clients = await Promise.all(Array.from({ length: 200 }, () => follow()));
    const connected = String(await server.redis.client('LIST')).split('\n');
    expect(connected.filter((line) => line.includes('cmd=xread'))).toHaveLength(SHARDS);
    await told(concluded('m1'));
    await Promise.all(clients.map((client) => client.until(1)));
    for (const client of clients) client.close();
    await vi.waitFor(() => expect(feed.count()).toBe(0));
  });

  test('tells somebody with few mailboxes of those, and of their agents, alone', async () => {
    const { deps } = await aServer();
    const who: Person = { id: 'anna', name: 'Anna', role: 'viewer', mailboxes: ['g1'] };
    const stream = await openEventStream(deps.news, who, async () => who, undefined);
    for (const one of [
      concluded('other', 'g2'),
      pause('sales'),
      pause('support'),
      pause(null),
      concluded('last'),
    ])
      await told(one);
    let text = '';
    for await (const part of stream.pipeThrough(new TextDecoderStream())) {
      text += part;
      if (text.includes('last')) break;
    }
    expect([...text.matchAll(/^event: (\S+)/gm)].map(([, type]) => type)).toEqual([
      'pause.changed',
      'pause.changed',
      'message.concluded',
    ]);
    expect(text).not.toMatch(/sales|other/);
  });

  test('cuts off a client that does not read, at the next heartbeat or before', async () => {
    for (const [letters, beats] of [
      [100_000, 1],
      [5_000_000, 0],
    ] as const) {
      const { feed, deps, beat } = await aServer();
      const who: Person = { id: 'api', name: 'API', role: 'viewer', mailboxes: ['g1'] };
      await openEventStream(deps.news, who, async () => who, undefined);
      await told(concluded('x'.repeat(letters), 'g2'));
      await told(concluded('seen'));
      beat();
      await vi.waitFor(() => expect(feed.count()).toBe(1));
      await told(concluded('x'.repeat(letters)));
      await vi.waitFor(async () => {
        if (beats > 0) beat();
        expect(feed.count()).toBe(0);
      });
    }
  });
});

test('a Redis that starts again costs no news; one that stays away ends the streams', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'inreply-events-'));
  cleanup.defer(() => rmSync(dataDir, { recursive: true, force: true }));
  const own = cleanup.use(await startPrivateRedis({ dataDir, onEvent: () => undefined }));
  const open = () => {
    const redis = new Redis(own.socketPath, { maxRetriesPerRequest: 1, replyMapping: 'legacy' });
    redis.on('error', () => undefined); // expected while Redis is away
    return cleanup.adopt(redis, (one) => one.disconnect());
  };
  const { follow, redis } = await aServer(open);
  const client = await follow();
  await told(concluded('m1'), 0, redis);
  await told(concluded('m2'), 1, redis);
  await client.until(2);
  process.kill(Number(/process_id:(\d+)/.exec(await redis.info('server'))?.[1]), 'SIGKILL');
  await vi.waitFor(() => told(concluded('m3'), 0, redis), { timeout: 10_000 });
  const after = await vi.waitFor(() => follow(client.lastId()), { timeout: 10_000 });
  await told(concluded('m4'), 1, redis);
  await vi.waitFor(() => expect(messagesOf(after).slice(-2).toSorted()).toEqual(['m3', 'm4']));
  expect(new Set(messagesOf(client)).size).toBe(client.events.length);
  await own[Symbol.asyncDispose]();
  await Promise.all([client.ended, after.ended]);
});
