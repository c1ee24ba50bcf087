import { setTimeout as sleep } from 'node:timers/promises';
import type { Context, Stores } from './context.ts';
import type { Agent } from '#domain/agent-config.ts';
import type { Nylas } from '#nylas/client.ts';
import { createNotifyQueue, type NotifyQueue, startNotifyConsumer } from '#queue/notify.ts';
import { queuePrefixOf } from '#store/keys.ts';
import { createNewsCursor, type NewsCursor } from '#store/news-cursor.ts';
import { createNewsLog, isAfter, type NewsLog } from '#store/news-log.ts';

const LOOK_EVERY_MS = 1000;
const DAY_MS = 24 * 60 * 60 * 1000;
const AT_ONCE = 500;
const LAST_LOOK_MS = 2000;

/**
 * Tells those whom agents' files name, as jobs of a queue of their own: nothing that a mail goes through waits for it, or
 * fails with it. Any process may pass news on, and take the jobs; each is told once, as far as the receiver lets us know.
 * Nothing runs while no file names anybody.
 */
export function startNotify(
  context: Context,
  stores: Stores,
  nylas: Nylas,
  stack: AsyncDisposableStack,
  stopping: AbortSignal,
): void {
  const { agents, config, events } = context;
  const own = new AsyncDisposableStack();
  let running: Promise<(all: readonly Agent[]) => Promise<void>> | undefined;
  let isLooking: Promise<void> | undefined;

  const look = async (): Promise<void> => {
    const all = agents.agents();
    if (!all.some((agent) => agent.config.notify !== undefined)) return;
    running ??= run(context, stores, nylas, own, stopping);
    await (
      await running
    )(all);
  };
  const timer = setInterval(() => {
    if (isLooking !== undefined || stopping.aborted) return;
    isLooking = look()
      .catch((error: unknown) => {
        running = undefined;
        events.workerFailed(error);
      })
      .finally(() => (isLooking = undefined));
  }, LOOK_EVERY_MS);
  tellUnset(context, config.slack);
  stack.defer(async () => {
    clearInterval(timer);
    await Promise.race([isLooking, sleep(LAST_LOOK_MS)]); // with Redis away it may last
    await own.disposeAsync();
  });
}

type PassOnDeps = { queue: NotifyQueue; log: NewsLog; cursor: NewsCursor };

/** Starts the queue; what it returns looks once for what is to be told. */
async function run(
  context: Context,
  stores: Stores,
  nylas: Nylas,
  stack: AsyncDisposableStack,
  stopping: AbortSignal,
): Promise<(all: readonly Agent[]) => Promise<void>> {
  const { config, events } = context;
  const [{ notifyDesk }, { tell }] = await Promise.all([
    import('./notify-desk.ts'),
    import('#notify/tell.ts'),
  ]);
  const queueAt = { connection: stores.redis, prefix: queuePrefixOf(0) };
  const queue = stack.use(createNotifyQueue(queueAt));
  const desk = await notifyDesk(context, stores, nylas);
  stack.use(
    await startNotifyConsumer({
      ...queueAt,
      tell: (notification, signal) => tell(desk, notification, signal),
      stopping,
      onLost: ({ kind }, error) => events.notificationLost({ kind, error }),
      onRetry: ({ kind }, error) => events.notificationDelayed({ kind, error }),
      onError: (error) => events.workerFailed(error),
    }),
  );
  const deps = {
    queue,
    log: createNewsLog(stores.redis),
    cursor: createNewsCursor(stores.redis, stores.transact),
  };
  return async (all) => {
    for (let shard = 0; shard < config.shards; shard++) await passOn(deps, shard, all);
    await queueDigests(queue, all);
  };
}

/** Makes jobs of all news since the last look. Two processes that do so at once make the same jobs, which count once. */
async function passOn(deps: PassOnDeps, shard: number, agents: readonly Agent[]): Promise<void> {
  const { cursor, log } = deps;
  const at = await cursor.read(shard);
  if (at === undefined) {
    await cursor.move(shard, undefined, await log.last(shard));
    return;
  }
  let from: string | undefined = at;
  while (from !== undefined) from = await passSome(deps, shard, from, agents);
}

/** Passes some on; gives where to go on, undefined when these were the last, or another process is at it. */
async function passSome(
  { queue, log, cursor }: PassOnDeps,
  shard: number,
  from: string,
  agents: readonly Agent[],
): Promise<string | undefined> {
  const { notificationsOf } = await import('#notify/targets.ts');
  const dayAgo = `${Date.now() - DAY_MS}-0`; // what is older is news to nobody
  const told = await log.after(shard, isAfter(from, dayAgo) ? from : dayAgo, AT_ONCE);
  const last = told.at(-1);
  if (last === undefined) return undefined;
  await queue.add(
    ...told.flatMap((one) =>
      notificationsOf(one, agents).map((notification) => ({
        id: `${one.shard}-${one.id} ${notification.kind} ${'agent' in notification ? notification.agent : ''}`,
        notification,
      })),
    ),
  );
  const moved = await cursor.move(shard, from, last.id);
  return moved && told.length === AT_ONCE ? last.id : undefined;
}

async function queueDigests(queue: NotifyQueue, agents: readonly Agent[]): Promise<void> {
  const { dayDue } = await import('#notify/digest-time.ts');
  for (const { name: agent, config } of agents) {
    const { digest } = config.notify ?? {};
    const day = digest && dayDue(digest, Date.now());
    if (digest === undefined || day === undefined) continue;
    await queue.add(
      ...digest.to.map((to) => ({
        id: `digest ${JSON.stringify([agent, day, to])}`,
        notification: { kind: 'digest', agent, day, to } as const,
      })),
    );
  }
}

function tellUnset({ agents, events }: Context, slack: Context['config']['slack']): void {
  const named = agents.agents().filter((agent) => agent.config.notify?.slack !== undefined);
  if (named.length === 0 || slack.botToken !== undefined) return;
  events.slackUnset({ agents: named.map(({ name }) => name), missing: 'SLACK_BOT_TOKEN' });
}
