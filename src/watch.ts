import type { Context, Stores } from './context.ts';
import { createAlarms } from '#store/alarms.ts';
import { tellNow } from '#store/news.ts';
import { judgeUnseen } from '#store/unseen.ts';
import { unseenNow } from './gauges.ts';

const EVERY_MS = 15_000;
const ALARM = 'unseen';
const PAUSED = 'paused';

/**
 * Raises the alarm when mail goes unseen for too long. Every process looks, so that it is raised also when no worker is
 * left; one of them tells.
 */
export function startWatch(context: Context, stores: Stores, stack: AsyncDisposableStack): void {
  const { agents, events, config } = context;
  const { sweepSeconds } = config.worker;
  const alarms = createAlarms(stores.redis);
  const readNow = unseenNow(context, stores);
  let isLooking = false;

  /** So that a pause is not forgotten. */
  async function lookAtPauses(): Promise<void> {
    const pauses = await stores.pauses.list();
    const [oldest] = pauses;
    if (oldest === undefined) await alarms.clear(PAUSED);
    else if (await alarms.raise(PAUSED)) {
      const sinceSeconds = Math.round((Date.now() - oldest.atMs) / 1000);
      events.stillPaused({ agents: pauses.map(({ agent }) => agent ?? 'all'), sinceSeconds });
      await tellNow(stores.redis, { type: 'alarm', name: 'still_paused' });
    }
  }

  async function look(): Promise<void> {
    await lookAtPauses();
    const unseen = await readNow();
    const quietSeconds = Math.max(
      0,
      ...agents.agents().map(({ config: { quiet_seconds } }) => quiet_seconds),
    );
    const because = judgeUnseen(unseen, { sweepSeconds, quietSeconds });
    if (because.length > 0) {
      const { waitingSeconds = 0, uncomparedSeconds = 0 } = unseen;
      if (await alarms.raise(ALARM)) {
        events.mailUnseen({ waitingSeconds, uncomparedSeconds, because });
        await tellNow(stores.redis, { type: 'alarm', name: 'mail_unseen' });
      }
    } else if (await alarms.clear(ALARM)) events.mailSeen();
  }

  const timer = setInterval(
    () => {
      if (isLooking) return;
      isLooking = true;
      look()
        .catch(() => undefined) // Redis is away, which is told of where it is lost
        .finally(() => (isLooking = false));
    },
    Math.min(EVERY_MS, sweepSeconds * 1000),
  );
  stack.defer(() => clearInterval(timer));
}
