import type { Context, Stores } from './context.ts';
import type { EventStreamDeps } from '#server/event-stream.ts';
import { connect } from '#store/connection.ts';
import { createNewsFeed } from '#store/news-feed.ts';
import { createNewsLog } from '#store/news-log.ts';

/** Reading blocks, so there is no limit to a command; a connection that is lost twice in a row ends what waits for it. */
const reading = { maxRetriesPerRequest: 1, enableOfflineQueue: false };
const OPEN_MS = 2000;

/** What `/api/events` is made of: the news of all processes, and of the agents of this one. */
export function liveNews(
  context: Context,
  stores: Stores,
  stack: AsyncDisposableStack,
  stopping: AbortSignal,
): EventStreamDeps {
  const { address, config } = context;
  // that Redis is away is told of by the connection that all else uses
  const quiet = { redisLost: () => undefined, redisBack: () => undefined };
  const feed = stack.use(
    createNewsFeed({
      log: createNewsLog(stores.redis),
      shards: config.shards,
      open: () => connect(address, reading, quiet, OPEN_MS),
    }),
  );
  stack.defer(context.whenAgentsChange(() => feed.tellHere({ type: 'agents.changed' }, Date.now())));
  const grantsOf = (name: string) =>
    context.agents
      .agents()
      .filter((agent) => agent.name === name)
      .flatMap(({ config: { mailboxes } }) => mailboxes.map(({ grant }) => grant));
  return { feed, grantsOf, every, stopping };
}

function every(ms: number, run: () => void): () => void {
  const timer = setInterval(run, ms);
  return () => clearInterval(timer);
}
