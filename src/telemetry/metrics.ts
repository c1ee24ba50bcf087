import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';

/** How long a scrape waits for one gauge before it shows it as unknown (NaN). */
const gaugeTimeoutMs = 1000;

const fast = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5];
const slow = [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 150];
const life = [0.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3600, 21_600, 86_400];

/**
 * The numbers of one process in a registry of its own, so that two of them can live in one test.
 * All names begin with `inreply_`; durations are in seconds; labels have few values and never hold ids.
 * `processMetrics` adds CPU, memory and event loop delay of the process (`process_*`, `nodejs_*`).
 */
export function createMetrics({ processMetrics = false }: { processMetrics?: boolean } = {}) {
  const registry = new Registry();
  if (processMetrics) collectDefaultMetrics({ register: registry });

  const counter = <L extends string>(name: string, help: string, labelNames: readonly L[]) =>
    new Counter<L>({ name: `inreply_${name}`, help, labelNames: [...labelNames], registers: [registry] });
  const histogram = <L extends string>(
    name: string,
    help: string,
    labelNames: readonly L[],
    buckets: number[],
  ) =>
    new Histogram<L>({
      name: `inreply_${name}`,
      help,
      labelNames: [...labelNames],
      buckets,
      registers: [registry],
    });

  return {
    webhooks: counter('webhooks_total', 'Webhook calls answered', ['status', 'outcome']),
    webhookSeconds: histogram(
      'webhook_seconds',
      'From the call of a webhook to its answer',
      ['outcome'],
      fast,
    ),
    admitted: counter('messages_admitted_total', 'Messages webhooks told of', ['admission']),
    concluded: counter('messages_concluded_total', 'Messages that came to an end', ['state', 'reason']),
    concludedSeconds: histogram('message_seconds', 'From admission of a message to its end', ['state'], life),
    stepSeconds: histogram('step_seconds', 'Steps of the pipeline', ['step'], slow),
    faults: counter('faults_total', 'Faults met, tried again later', ['where', 'kind']),
    deadLetters: counter('dead_letters_total', 'Messages given up; each needs a person', []),
    deliveryReports: counter('delivery_reports_total', 'What Nylas reported about sent mails', ['kind']),
    leasesLost: counter('leases_lost_total', 'Threads taken over by another worker', []),
    threadsWoken: counter('threads_woken_total', 'Threads the sweep woke again', []),
    swept: counter('mails_found_by_sweep_total', 'Mails whose webhook never came', []),
    strayDrafts: counter(
      'stray_drafts_deleted_total',
      'Drafts of ours that belonged to nothing any more',
      [],
    ),
    notifications: counter('notifications_total', 'Notifications sent, delayed and given up', [
      'kind',
      'outcome',
    ]),
    nylasSeconds: histogram('nylas_seconds', 'Calls to Nylas', ['operation', 'status'], slow),
    modelSeconds: histogram('model_seconds', 'Calls to the model', ['name', 'status'], slow),
    modelCalls: counter('model_calls_total', 'Calls to the model, repairs included', ['name', 'model']),
    modelTokens: counter('model_tokens_total', 'Tokens spent', ['name', 'model', 'direction']),
    budgetStops: counter('budget_stops_total', 'Messages nobody was asked about, as a budget was spent', [
      'agent',
      'scope',
      'outcome',
    ]),
    toolSeconds: histogram('tool_seconds', 'Calls of tools', ['tool', 'outcome'], slow),
    modelsAway: counter('model_away_total', 'Times a model was taken for away', ['model']),
    embeddingFaults: counter('embedding_faults_total', 'Times vectors could not be had', ['kind']),
    reviews: counter('reviews_total', 'What happened to reviews', ['event', 'detail']),
    autonomyChanges: counter('autonomy_changes_total', 'Levels set or proposed', ['level', 'by']),
    heldBack: counter('replies_held_back_total', 'Delayed replies that were stopped', ['because']),
    agentFaults: counter('agent_faults_total', 'Agent files refused', []),
    redisLost: counter('redis_lost_total', 'Times the connection to Redis broke', []),
    requests: counter('http_requests_total', 'HTTP requests other than webhooks', ['method', 'status']),
    signIns: counter('sign_ins_total', 'Sign-ins to the page', ['way', 'outcome']),

    registerGauge: gaugesOn(registry),

    /** Everything in the Prometheus text format, version 0.0.4. */
    renderMetrics: (): Promise<string> => registry.metrics(),
  };
}

export type Metrics = ReturnType<typeof createMetrics>;

/**
 * Registers a gauge read at each scrape, one number or one for each set of labels; one that fails or takes over a second
 * is NaN and spoils no other.
 */
function gaugesOn(registry: Registry) {
  return (
    name: string,
    help: string,
    collect: () => Promise<number | Labelled[]>,
    labelNames: readonly string[] = [],
  ): void => {
    const gauge: Gauge = new Gauge({
      name: `inreply_${name}`,
      help,
      labelNames: [...labelNames],
      registers: [registry],
      async collect() {
        const known = await knownOrNaN(collect);
        gauge.reset();
        if (typeof known === 'number') return labelNames.length === 0 ? gauge.set(known) : undefined;
        for (const { labels, value } of known) gauge.set(labels, value);
      },
    });
  };
}

/** A number with its labels, which have few values. */
type Labelled = { labels: Record<string, string>; value: number };

async function knownOrNaN<T>(collect: () => Promise<T>): Promise<T | number> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<number>((resolve) => {
    timer = setTimeout(() => resolve(Number.NaN), gaugeTimeoutMs);
  });
  try {
    return await Promise.race([collect(), late]);
  } catch {
    return Number.NaN;
  } finally {
    clearTimeout(timer);
  }
}
