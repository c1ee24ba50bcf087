import type { Redis, RedisOptions } from 'ioredis';
import type { Config } from './config.ts';
import type { Arrival } from '#domain/arrival.ts';
import type { IncomingReport } from '#domain/report.ts';
import { approvalsNeeded } from '#domain/reviews-config.ts';
import { rowOf } from '#domain/review-row.ts';
import { type Breakers, createBreakers } from '#llm/breakers.ts';
import { createWakeQueue, type JobCounts, type WakeQueue } from '#queue/wake.ts';
import { type AgentRegistry, watchAgents } from '#store/agent-folders.ts';
import { type AutonomyStore, createAutonomyStore } from '#store/autonomy.ts';
import { connect, type RedisAddress } from '#store/connection.ts';
import { queuePrefixOf, threadKeyOf } from '#store/keys.ts';
import { createDeadLetters, type DeadLetters } from '#store/dead-letters.ts';
import { createHolds, type Holds } from '#store/held.ts';
import { createLedger, type Ledger, refOf } from '#store/ledger.ts';
import { createPauses, type Pauses } from '#store/pauses.ts';
import { createPending, type Pending } from '#store/pending.ts';
import { startPrivateRedis } from '#store/private-redis.ts';
import { createReports, type Reports } from '#store/reports.ts';
import { toldOnce } from '#store/review-read.ts';
import { createReviewRows, type ReviewRows } from '#store/review-rows.ts';
import { createReviewSides, type ReviewSides } from '#store/review-sides.ts';
import { createReviews, type Decided, type Reviews } from '#store/reviews.ts';
import { type Scripts, scriptsOn } from '#store/scripts.ts';
import { createSessions, type Sessions } from '#store/sessions.ts';
import { type ShardSurvey, surveyShard } from '#store/survey.ts';
import { createTransact, type Transact } from '#store/transaction.ts';
import { createWatermarks, type Watermarks } from '#store/watermarks.ts';
import { createEvents, type Events } from '#telemetry/events.ts';
import { createLog } from '#telemetry/log.ts';
import { createMetrics, type Metrics } from '#telemetry/metrics.ts';

/** What server and worker share: built once, given back in reverse order when the stack is disposed. */
export type Context = {
  config: Config;
  metrics: Metrics;
  events: Events;
  address: RedisAddress;
  agents: AgentRegistry;
  /** What this process knows of models that are away. */
  breakers: Breakers;
  /** Runs after agents were read anew, or could not be; what it returns ends that. */
  whenAgentsChange(run: () => void): () => void;
};

/** Starts telemetry, the private Redis where no REDIS_URL is set, and the agents. */
export async function createContext(config: Config, stack: AsyncDisposableStack): Promise<Context> {
  const log = createLog(config.logLevel);
  for (const warning of config.warnings) log.warn({ event: 'config.warning' }, warning);
  const metrics = createMetrics({ processMetrics: true });
  const events = createEvents(log, metrics);
  const listeners = new Set<() => void>();
  const agentsChanged = () => listeners.forEach((run) => run());
  const agents = stack.use(
    await watchAgents({
      dir: config.agentsDir,
      env: config.env,
      onChange: (loaded) => {
        events.agentsLoaded(loaded.map((agent) => agent.name));
        agentsChanged();
      },
      onFault: (fault) => {
        events.agentFault(fault.file, fault.line, fault.reason);
        agentsChanged();
      },
    }),
  );
  const address = await redisAddress(config, stack, events);
  const breakers = createBreakers(Date.now, (change) => events.modelAway(change));
  const whenAgentsChange = (run: () => void) => {
    listeners.add(run);
    return () => void listeners.delete(run);
  };
  return { config, metrics, events, address, agents, breakers, whenAgentsChange };
}

async function redisAddress(
  config: Config,
  stack: AsyncDisposableStack,
  events: Events,
): Promise<RedisAddress> {
  if (config.redis.url !== undefined) return { url: config.redis.url };
  const redis = stack.use(
    await startPrivateRedis({
      dataDir: config.dataDir,
      onEvent: ({ kind, detail }) => {
        if (kind === 'lost' || kind === 'failed') events.redisLost(new Error(detail));
        else events.redisBack();
      },
    }),
  );
  return { path: redis.socketPath };
}

/** The records and the queue over one connection, so that what is stored stands before what wakes for it. */
export type Stores = {
  redis: Redis;
  scripts: Scripts;
  transact: Transact;
  ledger: Ledger;
  reviews: Reviews;
  reviewRows: ReviewRows;
  reviewSides: ReviewSides;
  reports: Reports;
  autonomy: AutonomyStore;
  holds: Holds;
  deadLetters: DeadLetters;
  pending: Pending;
  watermarks: Watermarks;
  sessions: Sessions;
  pauses: Pauses;
  wake: (shard: number, threads: readonly string[], when?: 'at_once') => Promise<void>;
  survey: () => Promise<(ShardSurvey & { jobs: JobCounts })[]>;
};

export async function openStores(
  context: Context,
  options: RedisOptions,
  stack: AsyncDisposableStack,
): Promise<Stores> {
  const { config, address, events, agents } = context;
  const redis = stack.adopt(await connect(address, options, events), (one) => one.disconnect());
  const { shards } = config;
  const queues: WakeQueue[] = [];
  for (let shard = 0; shard < shards; shard++) {
    queues.push(stack.use(await createWakeQueue({ connection: redis, prefix: queuePrefixOf(shard) })));
  }
  const scripts = scriptsOn(redis);
  const transact = createTransact(scripts, config.worker.leaseMs, Date.now);
  const ledger = createLedger({ redis, scripts, shards });
  const unreadable = toldOnce((reviewId) => events.reviewUnreadable({ reviewId }));
  const reviews = createReviews({
    unreadable,
    redis,
    transact,
    threadRef: (...ids) => ledger.threadRef(...ids),
    shards,
    now: Date.now,
    approvalsNeeded: (review) =>
      approvalsNeeded(agents.mailboxOf(review.grantId)?.agent.config.reviews, rowOf(review)),
  });
  const wake: Stores['wake'] = async (shard, threads, when) => queues[shard]?.wake(threads, when);
  return {
    redis,
    scripts,
    transact,
    ledger,
    reviews,
    reviewRows: createReviewRows(redis, shards, unreadable),
    reviewSides: createReviewSides({
      redis,
      transact,
      threadRef: (...ids) => ledger.threadRef(...ids),
      find: (id) => reviews.find(id),
      now: Date.now,
    }),
    reports: createReports({ redis, ledger, transact, shards }),
    autonomy: createAutonomyStore({ redis, transact, shards }),
    holds: createHolds({ redis, transact, ledger, shards, now: Date.now }),
    deadLetters: createDeadLetters({
      redis,
      transact,
      ledger,
      shards,
      now: Date.now,
      wake: (shard, threads) => wake(shard, threads, 'at_once'),
    }),
    pending: createPending(redis, shards),
    watermarks: createWatermarks(redis),
    pauses: createPauses(redis),
    sessions: createSessions({ redis, scripts, now: Date.now }),
    wake,
    survey: () => surveyAll(redis, queues),
  };
}

function surveyAll(redis: Redis, queues: readonly WakeQueue[]): ReturnType<Stores['survey']> {
  return Promise.all(
    queues.map(async (queue, shard) => ({
      ...(await surveyShard(redis, shard)),
      jobs: await queue.counts(),
    })),
  );
}

/** Stores arrivals and wakes their threads; rejects unless both are done, so that the webhook comes again. */
export async function admitAndWake({ ledger, wake }: Stores, events: Events, arrivals: readonly Arrival[]) {
  const admissions = await ledger.admit(arrivals, Date.now());
  const threads = new Map<number, Set<string>>();
  for (const [index, arrival] of arrivals.entries()) {
    if (admissions[index] === 'done') continue;
    const ref = refOf(ledger, arrival);
    const known = threads.get(ref.shard) ?? new Set();
    threads.set(ref.shard, known.add(threadKeyOf(ref)));
  }
  for (const [shard, keys] of threads) await wake(shard, [...keys]);
  const count = (admission: string) => admissions.filter((one) => one === admission).length;
  events.messagesAdmitted({ fresh: count('new'), again: count('again'), done: count('done') });
  return admissions;
}

/** Keeps a report on a sent mail and wakes its thread; false when it says nothing new about anything known. */
export async function reportAndWake(
  { reports, wake }: Stores,
  events: Events,
  report: IncomingReport,
): Promise<boolean> {
  const taken = await reports.take(report, Date.now());
  if (taken === undefined) return false;
  const { kind, grantId, mailId } = report;
  events.deliveryReported({ grantId, messageId: taken.messageId, kind, mailId });
  await wake(taken.ref.shard, [threadKeyOf(taken.ref)]);
  return true;
}

/** Records a verdict and wakes the thread; should the wake-up be lost, the sweep finds the thread. */
export async function decideAndWake(
  stores: Stores,
  ...verdict: Parameters<Reviews['decide']>
): Promise<Decided> {
  return wakeAfter(stores, await stores.reviews.decide(...verdict));
}

/** Takes a verdict back, and wakes the thread, which goes on with what waited behind it. */
export async function undoAndWake(stores: Stores, ...which: Parameters<Reviews['undo']>): Promise<Decided> {
  return wakeAfter(stores, await stores.reviews.undo(...which));
}

async function wakeAfter({ ledger, wake }: Stores, decided: Decided): Promise<Decided> {
  if (decided.kind !== 'accepted') return decided;
  const ref = ledger.threadRef(decided.review.grantId, decided.review.threadId);
  await wake(ref.shard, [threadKeyOf(ref)], 'at_once').catch(() => undefined); // the verdict stands
  return decided;
}
