import type { Context, Stores } from './context.ts';
import { autonomyLevels } from '#domain/autonomy.ts';
import { createSweepState } from '#store/sweep-state.ts';
import { readUnseen, type Unseen } from '#store/unseen.ts';

/** What `/readyz` says beside its verdict; null where nothing is known. */
export type Outlook = {
  oldest_unseen_seconds: number | null;
  webhook: string | null;
  /** Models that are taken for away; absent in a process without a worker. */
  models_away?: string[];
};

/** How long mail may have gone unseen, over all mailboxes that agents answer now. */
export function unseenNow({ agents }: Context, stores: Stores): () => Promise<Unseen> {
  return () => {
    const mailboxes = agents.agents().flatMap((agent) => agent.config.mailboxes);
    return readUnseen({ ...stores, mailboxes, nowMs: Date.now() });
  };
}

export function outlookOf(context: Context, stores: Stores): () => Promise<Outlook> {
  const readNow = unseenNow(context, stores);
  const state = createSweepState(stores.redis);
  return async () => {
    const [unseen, { destination }] = await Promise.all([readNow(), state.read()]);
    const known = context.config.http.publicUrl === undefined ? undefined : destination;
    const seen = { oldest_unseen_seconds: Math.round(oldestOf(unseen)), webhook: known?.status ?? null };
    if (context.config.role === 'server') return seen;
    return { ...seen, models_away: context.breakers.open().map(({ model }) => model) };
  };
}

/** The gauges that are read from Redis, and so are the same whichever process is asked. */
export function registerGauges(context: Context, stores: Stores): void {
  const { metrics } = context;
  const { pending } = stores;
  registerLevels(context, stores);
  const readNow = unseenNow(context, stores);
  const state = createSweepState(stores.redis);
  metrics.registerGauge('pending_threads', 'Threads with something in their inbox.', async () => {
    return (await pending.summary()).threads;
  });
  metrics.registerGauge('oldest_due_seconds', 'How long the longest waiting thread is overdue.', async () => {
    const { oldestMs } = await pending.summary();
    return oldestMs === undefined ? 0 : Math.max(0, (Date.now() - oldestMs) / 1000);
  });
  metrics.registerGauge('dead_letters', 'What was given up and waits for a person.', () =>
    stores.deadLetters.count(),
  );
  metrics.registerGauge('paused', 'Pauses that stand: of agents, or of all.', async () => {
    return (await stores.pauses.list()).length;
  });
  metrics.registerGauge('oldest_unseen_seconds', 'How long mail may have gone unseen.', async () =>
    oldestOf(await readNow()),
  );
  metrics.registerGauge(
    'webhook_active',
    'Whether Nylas delivers to us: 1 or 0; NaN when unknown.',
    async () => {
      if (context.config.http.publicUrl === undefined) return Number.NaN; // nobody looks
      const { destination } = await state.read();
      return destination === undefined ? Number.NaN : Number(destination.status === 'active');
    },
  );
}

/** Of several mailboxes of an agent the lowest level counts. */
function registerLevels({ metrics, agents }: Context, stores: Stores): void {
  metrics.registerGauge('held_replies', 'Replies that can still be taken back.', () => stores.holds.count());
  metrics.registerGauge(
    'autonomy_level',
    'Level a category earned: 0 shadow, 1 review, 2 delayed, 3 auto.',
    async () => {
      const { levelRows } = await import('#workers/levels.ts');
      const rows = await levelRows({ autonomy: stores.autonomy, now: Date.now }, agents.agents());
      const values = Map.groupBy(rows, ({ agent, category }) => `${agent} ${category}`).values();
      return [...values].map((all) => ({
        labels: { agent: all[0]?.agent ?? '', category: all[0]?.category ?? '' },
        value: Math.min(...all.map(({ level }) => autonomyLevels.indexOf(level))),
      }));
    },
    ['agent', 'category'],
  );
}

function oldestOf({ waitingSeconds = 0, uncomparedSeconds = 0 }: Unseen): number {
  return Math.max(waitingSeconds, uncomparedSeconds);
}
