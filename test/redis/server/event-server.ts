import type { Redis } from 'ioredis';
import { createApp } from '#server/app.ts';
import { listen } from '#server/listen.ts';
import { createNewsFeed, type NewsFeed } from '#store/news-feed.ts';
import { createNewsLog } from '#store/news-log.ts';
import { type EventClient, followEvents } from '../../helpers/event-stream.ts';
import { bearer, someDeps } from '../../unit/server/fixtures.ts';

export const SHARDS = 2;

/** A server with streams over a Redis, whose heart beats when told. */
export async function startEventServer(open: () => Redis, cleanup: AsyncDisposableStack) {
  const redis = open();
  const stopping = new AbortController();
  const beats = new Set<() => void>();
  const feed: NewsFeed = createNewsFeed({
    log: createNewsLog(redis),
    shards: SHARDS,
    open: async () => open(),
  });
  const every = (_ms: number, run: () => void) => {
    beats.add(run);
    return () => void beats.delete(run);
  };
  const { deps } = someDeps({
    news: {
      feed,
      grantsOf: (agent) => (agent === 'support' ? ['g1'] : ['g2']),
      every,
      stopping: stopping.signal,
    },
  });
  const listening = await listen(createApp(deps), { host: '127.0.0.1', port: 0 });
  const stop = async () => {
    stopping.abort();
    await listening.close();
    feed[Symbol.dispose]();
  };
  cleanup.defer(stop);
  const url = `http://127.0.0.1:${listening.port}/api/events`;
  const follow = async (since?: string, headers: Record<string, string> = bearer): Promise<EventClient> => {
    const client = await followEvents(url, {
      ...headers,
      ...(since === undefined ? {} : { 'last-event-id': since }),
    });
    cleanup.defer(() => client.close());
    return client;
  };
  const beat = () => [...beats].forEach((run) => run());
  return { redis, url, follow, stop, feed, beat, deps };
}
