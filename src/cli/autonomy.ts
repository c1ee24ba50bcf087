import { z } from 'zod';
import { type AutonomyLevel, autonomyLevels } from '#domain/autonomy.ts';
import { SetupError } from '#errors.ts';
import { type Config, loadConfig } from '../config.ts';
import { askServer, readAnswer } from './server.ts';
import { placesOf } from './show.ts';
import { indented, jsonText, paint, printable, table, type Terminal, UsageError } from './terminal.ts';

export type LevelOptions = { to?: AutonomyLevel; grant?: string; reason?: string };

const Level = z.looseObject({
  agent: z.string(),
  grant_id: z.string(),
  category: z.string(),
  level: z.enum(autonomyLevels),
  since: z.string().nullable(),
  by: z.string(),
  why: z.string(),
  outcomes: z.number(),
  good: z.number(),
  lower_bound: z.number(),
  missing: z.string().nullable(),
  proposed: z.looseObject({ level: z.enum(autonomyLevels), why: z.string() }).nullable(),
});
type Level = z.infer<typeof Level>;

const Held = z.looseObject({
  grant_id: z.string(),
  message_id: z.string(),
  leaves_at: z.string(),
  to: z.array(z.looseObject({ email: z.string() })),
  subject: z.string(),
});
const Autonomy = z.looseObject({ levels: z.array(Level), held: z.array(Held) });

/** Prints what each category has earned in each mailbox, what is missing to the next level, and what is held. */
export async function autonomy(
  agent: string | undefined,
  { json }: { json?: true },
  terminal: Terminal,
): Promise<void> {
  const config = loadConfig(terminal.env, 'cli');
  const { levels, held } = await read(config, terminal);
  const shown = levels.filter((level) => agent === undefined || level.agent === agent);
  if (json === true) return terminal.print(jsonText({ levels: shown, held }));
  if (shown.length === 0) {
    return terminal.print(
      agent === undefined
        ? 'no agent has its categories earn their autonomy; add "autonomy:" to its agent.yaml'
        : `agent ${agent} has no category that earns its autonomy; add "autonomy:" to its agent.yaml`,
    );
  }
  terminal.print([levelTable(shown), ...detailsOf(shown, terminal), ...heldPart(held, terminal)].join('\n'));
}

/** Sets a category one level up or down, or to the level named, in every mailbox of the agent or in one. */
export async function changeLevel(
  direction: 'promote' | 'demote',
  [agent, category]: readonly [string, string],
  options: LevelOptions,
  terminal: Terminal,
): Promise<void> {
  const config = loadConfig(terminal.env, 'cli');
  const { levels } = await read(config, terminal);
  const meant = levels.filter(
    (one) =>
      one.agent === agent &&
      one.category === category &&
      (options.grant === undefined || one.grant_id === options.grant),
  );
  if (meant.length === 0) {
    throw new UsageError(
      `no category ${category} of agent ${agent} earns its autonomy; inreply autonomy lists them`,
    );
  }
  for (const one of meant) {
    const level = options.to ?? neighbour(one.level, direction);
    const path = `/api/autonomy/${encodeURIComponent(one.grant_id)}/${encodeURIComponent(category)}`;
    await ask(config, path, terminal, { level, reason: options.reason ?? `${direction}d by hand` });
    terminal.print(printable(`${one.grant_id} ${category}: ${one.level} -> ${level}`));
  }
}

/** Takes a held reply back; it waits for a person then. */
export async function undo(message: string, terminal: Terminal): Promise<void> {
  const config = loadConfig(terminal.env, 'cli');
  const [place] = placesOf(message, []);
  if (!place)
    throw new UsageError('say which: inreply autonomy undo GRANT/MESSAGE, as inreply autonomy lists them');
  const path = `/api/messages/${encodeURIComponent(place.grant)}/${encodeURIComponent(place.id)}/undo`;
  await ask(config, path, terminal, {});
  terminal.print(printable(`taken back: the reply to ${message} waits for a person now (inreply reviews)`));
}

function neighbour(level: AutonomyLevel, direction: 'promote' | 'demote'): AutonomyLevel {
  const next = autonomyLevels[autonomyLevels.indexOf(level) + (direction === 'promote' ? 1 : -1)];
  if (next !== undefined) return next;
  throw new UsageError(
    `it is at ${level} already, and there is nothing ${direction === 'promote' ? 'above' : 'below'}`,
  );
}

function levelTable(levels: readonly Level[]): string {
  const rows = levels.map((one) => [
    one.agent,
    one.grant_id,
    one.category,
    one.level,
    String(one.outcomes),
    one.outcomes === 0 ? '-' : percent(one.good / one.outcomes),
    one.outcomes === 0 ? '-' : percent(one.lower_bound),
    one.proposed ? `${one.proposed.level} is due` : (one.missing ?? '-'),
  ]);
  return table([
    ['AGENT', 'MAILBOX', 'CATEGORY', 'LEVEL', 'N', 'GOOD', 'BOUND', 'TO THE NEXT LEVEL'],
    ...rows,
  ]);
}

function detailsOf(levels: readonly Level[], terminal: Terminal): string[] {
  const set = levels.filter((one) => one.since !== null);
  const due = levels.filter((one) => one.proposed !== null);
  return [
    ...(set.length === 0 ? [] : ['', paint(terminal, 'bold', 'Last changes')]),
    ...set.map((one) =>
      indented(
        `${one.since ?? ''}  ${one.grant_id} ${one.category}: ${one.level} by ${one.by}: ${one.why}`,
        2,
      ),
    ),
    ...(due.length === 0 ? [] : ['', paint(terminal, 'bold', 'Proposed')]),
    ...due.map((one) =>
      indented(`inreply autonomy promote ${one.agent} ${one.category}   (${one.proposed?.why ?? ''})`, 2),
    ),
  ];
}

function heldPart(held: readonly z.infer<typeof Held>[], terminal: Terminal): string[] {
  if (held.length === 0) return [];
  const rows = held.map((one) => [
    `${one.grant_id}/${one.message_id}`,
    one.leaves_at,
    one.to.map(({ email }) => email).join(', '),
    one.subject,
  ]);
  return [
    '',
    paint(terminal, 'bold', 'Held replies'),
    indented(table([['MESSAGE', 'LEAVES AT', 'TO', 'SUBJECT'], ...rows]), 2),
    '',
    'Take one back: inreply autonomy undo GRANT/MESSAGE',
  ];
}

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

async function read(config: Config, terminal: Terminal): Promise<z.infer<typeof Autonomy>> {
  return readAnswer(Autonomy, await ask(config, '/api/autonomy', terminal));
}

async function ask(config: Config, path: string, terminal: Terminal, body?: unknown): Promise<unknown> {
  const answer = await askServer(config, path, terminal, body);
  if (answer.kind === 'good') return answer.body;
  throw new SetupError(answer.message);
}
