import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Agent } from '#domain/agent-config.ts';
import type { MessageRecord } from '#domain/ledger.ts';
import type { Message, Thread } from '#domain/mail.ts';
import { messageOf, PermanentError, SetupError } from '#errors.ts';
import { createExtractor } from '#extract/extractor.ts';
import { createAsk } from '#llm/ask.ts';
import { newCode } from '#tools/code.ts';
import { matchesIn } from '#tools/match.ts';
import { createTools } from '#tools/tools.ts';
import type { Nylas } from '#nylas/api.ts';
import { createEvents } from '#telemetry/events.ts';
import { createLog } from '#telemetry/log.ts';
import { createMetrics } from '#telemetry/metrics.ts';
import type { Replayed } from '#workers/dry-world.ts';
import { replay as replayDry } from '#workers/replay.ts';
import { type Config, loadConfig } from '../config.ts';
import { readAgents } from './agents.ts';
import { withNylas } from './nylas.ts';
import { type Chosen, chooseMailbox, readMessageFile } from './replay-file.ts';
import { type KnownLedger, openKnownLedger } from './replay-ledger.ts';
import { differences, replayText } from './replay-text.ts';
import { placesOf } from './show.ts';
import { jsonText, type Terminal, UsageError } from './terminal.ts';

export type ReplayOptions = { agent?: string; grant?: string; json?: true };

/** What is replayed, and what the ledger has of it. */
type Found = {
  message: Message;
  thread: Thread;
  chosen: Chosen;
  last: MessageRecord | undefined;
  readAttachment: Nylas['readAttachment'];
};

/**
 * Shows what would become of a message, and how that differs from last time, by the worker's own code with nothing written
 * anywhere. The model is really asked. Throws UsageError when it is not clear which message or agent is meant.
 */
export async function replay(what: string, options: ReplayOptions, terminal: Terminal): Promise<void> {
  const config = loadConfig(terminal.env, 'cli');
  await using stack = new AsyncDisposableStack();
  const { agents, faults } = await readAgents(config, terminal.cwd);
  if (agents.length === 0) throw new SetupError(['no agent can be used', ...faults].join('\n  '));
  demandModel(config);
  const ledger = await openKnownLedger(config, stack);
  const path = resolve(terminal.cwd, what);
  const found = existsSync(path)
    ? await fromFile(path, agents, options, ledger)
    : await withNylas(terminal, (nylas) => fromMailbox(what, agents, options, ledger, nylas, terminal));
  if (!found) {
    throw new UsageError(
      `there is no file ${what}, and no message of that id in a mailbox asked for; say GRANT/MESSAGE, or --grant`,
    );
  }
  const now = await run(found, agents, config, ledger, terminal);
  print(found, now, [...faults, ...notesOf(ledger, found)], options, terminal);
}

function demandModel({ model, env }: Config): void {
  if (env['OPENAI_API_KEY'] !== undefined || model.baseUrl !== undefined) return;
  throw new SetupError('OPENAI_API_KEY is not set: a replay asks the model; set it, or OPENAI_BASE_URL');
}

async function fromFile(
  path: string,
  agents: readonly Agent[],
  options: ReplayOptions,
  ledger: KnownLedger,
): Promise<Found> {
  const { message: given, files } = await readMessageFile(path);
  const chosen = chooseMailbox(given, agents, options);
  const message = { ...given, grantId: chosen.mailbox.grant };
  const thread = { id: message.threadId, grantId: message.grantId, messages: [message] };
  const readAttachment: Found['readAttachment'] = (_grantId, { attachmentId }) =>
    Promise.resolve(files.get(attachmentId) ?? 'gone');
  return { message, thread, chosen, readAttachment, last: await ledger.find(message.grantId, message.id) };
}

async function fromMailbox(
  what: string,
  agents: readonly Agent[],
  options: ReplayOptions,
  ledger: KnownLedger,
  nylas: Nylas,
  { signal }: Terminal,
): Promise<Found | undefined> {
  const all = agents.flatMap((agent) => agent.config.mailboxes.map((mailbox) => ({ agent, mailbox })));
  const served = all.filter(({ agent }) => options.agent === undefined || agent.name === options.agent);
  const grants = served.map(({ mailbox }) => mailbox.grant);
  const places = options.grant === undefined ? placesOf(what, grants) : [{ grant: options.grant, id: what }];
  for (const { grant, id } of places) {
    const chosen = served.find(({ mailbox }) => mailbox.grant === grant);
    if (!chosen) continue;
    const message = await nylas.getMessage(grant, id, signal).catch(unlessAbsent);
    if (!message) continue;
    const thread = await nylas.listThread(grant, message.threadId, signal);
    const readAttachment: Found['readAttachment'] = (...request) => nylas.readAttachment(...request);
    return { message, thread, chosen, readAttachment, last: await ledger.find(grant, id) };
  }
  return undefined;
}

function unlessAbsent(error: unknown): undefined {
  if (error instanceof PermanentError && (error.status === 404 || error.status === 400)) return undefined;
  throw error;
}

async function run(
  { message, thread, chosen, readAttachment, last }: Found,
  agents: readonly Agent[],
  { model }: Config,
  ledger: KnownLedger,
  { env, signal }: Terminal,
): Promise<Replayed> {
  const { apiKey, baseUrl, timeoutMs, name: defaultModel } = model;
  const own = agents.flatMap((agent) => agent.config.mailboxes.map(({ address }) => address));
  const events = createEvents(createLog('silent'), createMetrics());
  await using tools = createTools({ events, now: Date.now, env });
  const deps = {
    tools: { call: tools.call, take: () => Promise.resolve('taken' as const), matchesIn, newCode },
    ask: createAsk({ apiKey, baseUrl, timeoutMs }),
    readAttachment,
    extract: createExtractor(),
    counts: (query: Parameters<KnownLedger['counts']>[0]) => ledger.counts({ ...query, nowMs: Date.now() }),
    look: (query: Parameters<KnownLedger['look']>[0]) => ledger.look(query),
    levels: ledger.levels,
    served: chosen,
    ownAddresses: () => own,
    defaultModel,
    events,
    now: Date.now,
    signal,
  };
  const covers = last?.outgoing?.covers ?? [];
  try {
    return await replayDry(deps, { message, thread, record: last, covers });
  } catch (error) {
    throw new SetupError(`the replay failed, nothing was done: ${messageOf(error)}`, { cause: error });
  }
}

function notesOf({ absent }: KnownLedger, { thread }: Found): string[] {
  return [
    ...(absent === undefined
      ? []
      : [`The ledger could not be read (${absent}): nothing to compare with, and no limit counts as spent.`]),
    ...(thread.messages.length === 1 ? ['Of its thread only this message was looked at.'] : []),
  ];
}

function print(
  { message, chosen, last }: Found,
  now: Replayed,
  notes: readonly string[],
  { json }: ReplayOptions,
  terminal: Terminal,
): void {
  if (json !== true) {
    const name = `${message.grantId}/${message.id}`;
    const agent = `${chosen.agent.name} (${chosen.agent.config.mode})`;
    return terminal.print(replayText({ message: name, agent, now, last, notes }, terminal));
  }
  const { state, account, body, mail } = now;
  const { decision, category, confidence, reasons, classification, draft, cost, steps } = account;
  terminal.print(
    jsonText({
      grant_id: message.grantId,
      message_id: message.id,
      agent: chosen.agent.name,
      state,
      decision,
      category,
      confidence,
      reasons,
      classification,
      draft,
      body,
      mail: mail ?? null,
      cost,
      steps: steps.map(({ name, detail }) => ({ name, detail: detail ?? null })),
      last: last ? { state: last.state, differences: differences(last, now) } : null,
      notes,
    }),
  );
}
