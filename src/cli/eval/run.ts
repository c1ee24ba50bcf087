import type { Extract } from '#domain/extract.ts';
import { createExtractor } from '#extract/extractor.ts';
import type { Agent } from '#domain/agent-config.ts';
import type { Message } from '#domain/mail.ts';
import { messageOf } from '#errors.ts';
import { createEvents, type Events } from '#telemetry/events.ts';
import { createLog } from '#telemetry/log.ts';
import { createMetrics } from '#telemetry/metrics.ts';
import type { Replayed } from '#workers/dry-world.ts';
import { replay } from '#workers/replay.ts';
import { mailboxFor, threadFor } from './case-mail.ts';
import type { Expected } from './case-schema.ts';
import { createPatience, type Patience } from './patience.ts';
import type { EvalCase } from './read-cases.ts';
import type { AnswerSource, Call, Missing } from './recordings.ts';
import { agentFor, type Side } from './sides.ts';

/** One run of one case. `outcome` is null when it came to none: `fault` says why, or `missing` what is not recorded. */
export type CaseRun = {
  one: EvalCase;
  take: number;
  agent: string;
  outcome: Expected | null;
  result: Replayed | undefined;
  messages: readonly Message[];
  calls: Call[];
  missing: Missing[];
  fault: string | undefined;
};

type RunOptions = { source: AnswerSource; repeat: number; concurrency: number; signal: AbortSignal };

/** Runs every case `repeat` times through the worker's own pipeline, with nothing written; in the order of the cases. */
export async function runSide(
  cases: readonly EvalCase[],
  side: Side,
  options: RunOptions,
): Promise<CaseRun[]> {
  const jobs = cases.flatMap((one) => {
    const agent = agentFor(one, side);
    return Array.from({ length: options.repeat }, (_, at) => ({ one, agent, take: at + 1 }));
  });
  const shared: Shared = {
    events: createEvents(createLog('silent'), createMetrics()),
    extract: createExtractor(),
    patience: createPatience(options.signal),
  };
  const runs: CaseRun[] = [];
  const next = jobs.entries();
  const work = async () => {
    for (const [at, { one, agent, take }] of next) {
      options.signal.throwIfAborted();
      runs[at] = await runCase(one, agent, take, side, { ...options, ...shared });
    }
  };
  await Promise.all(Array.from({ length: Math.min(options.concurrency, jobs.length) }, work));
  return runs;
}

type Shared = { events: Events; extract: Extract; patience: Patience };

async function runCase(
  one: EvalCase,
  agent: Agent,
  take: number,
  side: Side,
  { source, signal, events, extract, patience }: RunOptions & Shared,
): Promise<CaseRun> {
  const mailbox = mailboxFor(one.mails, agent.config.mailboxes);
  if (!mailbox) throw new Error(`agent ${agent.name} has no mailbox`);
  const { thread, message } = threadFor(one.id, one.mails, mailbox);
  const run = { one, take, agent: agent.name, messages: thread.messages };
  const calls: Call[] = [];
  const missing: Missing[] = [];
  const own = side.agents.flatMap(({ config }) => config.mailboxes.map(({ address }) => address));
  const deps = {
    ask: source.askFor(take, calls, missing),
    readAttachment: (_grantId: string, { attachmentId }: { attachmentId: string }) =>
      Promise.resolve(one.files.get(attachmentId) ?? ('gone' as const)),
    extract,
    counts: () => Promise.resolve({ hour: 0, day: 0 }),
    look: () => Promise.resolve(undefined),
    served: { agent, mailbox },
    ownAddresses: () => own,
    defaultModel: undefined,
    events,
    now: () => message.dateMs,
    signal,
  };
  try {
    const result = await patience(() => replay(deps, { message, thread, record: undefined, covers: [] }));
    const outcome = missing.length > 0 ? null : (outcomeOf[result.state] ?? null);
    return { ...run, calls, missing, result, outcome, fault: undefined };
  } catch (error) {
    signal.throwIfAborted();
    return {
      ...run,
      calls,
      missing,
      result: undefined,
      outcome: null,
      fault: missing.length > 0 ? undefined : messageOf(error),
    };
  }
}

const outcomeOf: Partial<Record<Replayed['state'], Expected>> = {
  sent: 'reply',
  review: 'review',
  escalated: 'escalate',
  skipped: 'skip',
};
