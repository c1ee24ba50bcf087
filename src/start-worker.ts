import { createExtractor } from '#extract/extractor.ts';
import { admitAndWake, type Context, openStores, type Stores } from './context.ts';
import { startKnowledgeReport } from './knowledge-report.ts';
import { startNotify } from './start-notify.ts';
import { startMeaning } from './start-meaning.ts';
import { startHealth } from './start-health.ts';
import type { Arrival } from '#domain/arrival.ts';
import { lacksModel } from '#domain/models-config.ts';
import { SetupError } from '#errors.ts';
import { createAsk } from '#llm/ask.ts';
import { createNylas, type Nylas } from '#nylas/client.ts';
import { startConsumer } from '#queue/consumer.ts';
import { startSchedule } from '#queue/schedule.ts';
import { createAlarms } from '#store/alarms.ts';
import { patient } from '#store/connection.ts';
import { queuePrefixOf } from '#store/keys.ts';
import { fillActivity } from '#store/activity-fill.ts';
import { createExchanges } from '#store/exchanges.ts';
import { createGaps } from '#store/gaps.ts';
import { createLeases } from '#store/lease.ts';
import { createLimits } from '#store/limits.ts';
import { createReviewAges } from '#store/review-ages.ts';
import { createSenders } from '#store/senders.ts';
import { createSpending } from '#store/spending.ts';
import { createChallenges } from '#store/challenges.ts';
import { createToolCalls } from '#store/tool-calls.ts';
import { createSweepState } from '#store/sweep-state.ts';
import { newCode } from '#tools/code.ts';
import { matchesIn } from '#tools/match.ts';
import { createTools } from '#tools/tools.ts';
import type { Deps } from '#workers/deps.ts';
import { settleLevels } from '#workers/levels.ts';
import { runRound, tickMsOf } from '#workers/round.ts';
import { ageReviews } from '#workers/review-ages.ts';
import { draftGraceMs } from '#workers/stray-drafts.ts';
import { ripenHeld, wakeForgotten } from '#workers/upkeep.ts';

const REWAKE_EVERY_MS = 10_000;
/** A delayed reply leaves so much later than its time at most. */
const RIPEN_EVERY_MS = 1000;

/**
 * Starts the thread actors and the upkeep. Disposing the stack stops taking work and waits for what is under way.
 * `watched` may put something around everything that has an effect: a test ends the process there.
 */
export async function startWorker(
  context: Context,
  stack: AsyncDisposableStack,
  stopping: AbortSignal,
  watched = (deps: Deps): Deps => deps,
): Promise<void> {
  const { config, events, agents, breakers } = context;
  const { leaseMs, sendReconcileMs, concurrency } = config.worker;
  demandModels(context);
  const stores = await openStores(context, patient, stack);
  const nylas = stack.adopt(
    createNylas({ ...config.nylas, onCall: (call) => events.nylasCalled(call) }),
    (one) => one.close(),
  );
  const { apiKey, baseUrl, timeoutMs, name: defaultModel } = config.model;
  const leases = stack.use(
    createLeases({ ...stores, leaseMs, onLost: (thread) => events.leaseLost({ thread }) }),
  );
  const tools = stack.use(createTools({ events, now: Date.now, env: config.env }));
  const deps = watched({
    ...stores,
    nylas,
    ask: createAsk({
      apiKey,
      baseUrl,
      timeoutMs,
      breakers,
      onCall: (call) => events.modelCalled(call),
    }),
    gaps: createGaps(stores.redis),
    ...keptExchanges(config, stores),
    meaning: startMeaning(context, stores, stack, stopping),
    extract: createExtractor(),
    leases,
    limits: createLimits(stores.scripts),
    pauses: stores.pauses,
    spending: createSpending(stores.redis, stores.scripts),
    senders: createSenders(stores.redis),
    challenges: createChallenges(stores.redis),
    tools: { call: tools.call, take: createToolCalls(stores.redis).take, matchesIn, newCode },
    mailboxOf: (grantId) => agents.mailboxOf(grantId),
    ownAddresses: () => agents.ownAddresses(),
    knownSince: async (grantId) => (await stores.watermarks.read(grantId))?.sinceMs,
    events,
    now: Date.now,
    random: Math.random,
    publicUrl: config.http.publicUrl,
    defaultModel,
    leaseMs,
    sendReconcileMs,
    stopping,
  });
  const onError = (error: unknown) => events.workerFailed(error);
  const share = Math.max(1, Math.ceil(concurrency / config.shards));
  const consumers: AsyncDisposable[] = [];
  stack.defer(async () => {
    await Promise.all(consumers.map((one) => one[Symbol.asyncDispose]()));
  });
  for (let shard = 0; shard < config.shards; shard++) {
    const work = lazily(async () => (await import('#workers/thread.ts')).createWorkThread(deps, shard));
    const queue = { connection: stores.redis, prefix: queuePrefixOf(shard) };
    consumers.push(await startConsumer({ ...queue, concurrency: share, leaseMs, work, stopping, onError }));
  }
  listEarlier(context, stores, stopping, onError);
  startKnowledgeReport(context, stores, stack);
  startNotify(context, stores, nylas, stack, stopping);
  await startUpkeep(context, stack, stores, { ...deps, nylas, signal: stopping, onError });
  if (config.role === 'worker') await startHealth(context, stack, stores, stopping);
}

/** Finds what fell between the chairs: lost wake-ups, mail without a webhook, drafts that are gone. */
async function startUpkeep(
  { config, events, agents }: Context,
  stack: AsyncDisposableStack,
  stores: Stores,
  deps: Deps & { nylas: Nylas; signal: AbortSignal; onError: (error: unknown) => void },
): Promise<void> {
  const { shards } = config;
  const { leaseMs, sweepSeconds } = config.worker;
  const { publicUrl } = config.http;
  const everyMs = sweepSeconds * 1000;
  const sweepDeps = {
    ...deps,
    everyMs,
    publicUrl,
    draftGraceMs: draftGraceMs(config.nylas.timeoutMs, leaseMs),
    watermarks: stores.watermarks,
    sweepState: createSweepState(stores.redis),
    alarms: createAlarms(stores.redis),
    admit: (arrivals: Arrival[]) => admitAndWake(stores, events, arrivals),
  };
  const ages = createReviewAges({ ...stores, threadRef: (...ids) => stores.ledger.threadRef(...ids) });
  if (publicUrl === undefined) events.destinationUnwatched();
  stack.use(
    await startSchedule({
      name: 'sweep',
      connection: stores.redis,
      prefix: queuePrefixOf(0),
      everyMs: tickMsOf(everyMs),
      run: async () => {
        const mailboxes = agents.agents().flatMap((agent) => agent.config.mailboxes);
        await runRound({ ...sweepDeps, mailboxes });
        await settleLevels(deps, agents.agents());
        await ageReviews({ ...deps, ages, shards });
      },
      onError: deps.onError,
    }),
  );
  const rewake = () => {
    const overdueBeforeMs = Date.now() - leaseMs;
    wakeForgotten({ ...deps, pending: stores.pending, shards, overdueBeforeMs }).catch(deps.onError);
  };
  const timer = setInterval(rewake, Math.min(REWAKE_EVERY_MS, leaseMs));
  stack.defer(() => clearInterval(timer));
  let ripening = false; // while Redis is away, looks must not pile up
  const ripen = () => {
    if (ripening) return;
    ripening = true;
    ripenHeld({ ...stores, shards, nowMs: Date.now() })
      .catch(deps.onError)
      .finally(() => (ripening = false));
  };
  const ripener = setInterval(ripen, RIPEN_EVERY_MS);
  stack.defer(() => clearInterval(ripener));
}

/** Messages that an earlier version left are listed too, in the background; what fails is done by the next start. */
function listEarlier(
  { config }: Context,
  { redis }: Stores,
  stopping: AbortSignal,
  onError: (error: unknown) => void,
): void {
  fillActivity(redis, config.shards, stopping).catch((error: unknown) => {
    if (!stopping.aborted) onError(error);
  });
}

/** Nothing is kept unless the operator says for how long. */
function keptExchanges(
  { keepPromptsDays: days, shards }: Context['config'],
  { redis }: Stores,
): Pick<Deps, 'exchanges'> {
  return days === 0 ? {} : { exchanges: createExchanges({ redis, shards, days }) };
}

function demandModels({ config, agents }: Context): void {
  const without = agents.agents().filter((agent) => lacksModel(agent.config, config.model.name));
  if (without.length === 0) return;
  const names = without.map((agent) => agent.name).join(', ');
  throw new SetupError(`no model for ${names}: set OPENAI_MODEL, or "model" in the agent's agent.yaml`);
}

/** What reads mail is the larger part of the code and is loaded with the first mail: an idle service is up sooner and stays small. */
function lazily<Args extends unknown[], T>(load: () => Promise<(...args: Args) => Promise<T>>) {
  let loading: ReturnType<typeof load> | undefined;
  return async (...args: Args): Promise<T> => (await (loading ??= load()))(...args);
}
