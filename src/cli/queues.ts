import { z } from 'zod';
import { SetupError } from '#errors.ts';
import { type Config, loadConfig } from '../config.ts';
import { Paused, pauseLines } from './pause.ts';
import { askServer, readAnswer } from './server.ts';
import { indented, jsonText, paint, printable, table, type Terminal } from './terminal.ts';

/** `GET /api/queues`, as far as it is shown. */
const Queues = z.looseObject({
  shards: z.array(
    z.looseObject({
      shard: z.number(),
      jobs: z.looseObject({
        waiting: z.number(),
        active: z.number(),
        delayed: z.number(),
        failed: z.number(),
      }),
      threads: z.number(),
      threads_counted: z.number(),
      leases_held: z.number(),
      items: z.number(),
      oldest_message_seconds: z.number().nullable(),
    }),
  ),
  oldest_unseen_seconds: z.number().nullable(),
  open_reviews: z.number(),
  dead_letters: z.number(),
  pauses: Paused.shape.pauses.default([]),
});
type Queues = z.infer<typeof Queues>;

/** A letter of `GET /api/dead`, as far as it is shown. */
const Letter = z.looseObject({
  id: z.string(),
  kind: z.string(),
  grant_id: z.string(),
  thread_id: z.string(),
  message_id: z.string().nullable(),
  review_id: z.string().nullable(),
  step: z.string(),
  error: z.string(),
  attempts: z.number(),
  first_at: z.string(),
  last_at: z.string(),
});
type Letter = z.infer<typeof Letter>;

/** Prints how much waits, and everything that was given up. */
export async function queues({ json }: { json?: true }, terminal: Terminal): Promise<void> {
  const config = loadConfig(terminal.env, 'cli');
  const waiting = readAnswer(Queues, await ask(config, '/api/queues', terminal));
  const dead = await ask(config, '/api/dead', terminal);
  const { dead_letters: letters } = readAnswer(z.looseObject({ dead_letters: z.array(Letter) }), dead);
  if (json === true) {
    return terminal.print(jsonText({ ...waiting, letters }));
  }
  const stopped = pauseLines(waiting).map((line) => paint(terminal, 'red', line));
  terminal.print([...stopped, describe(waiting), ...lettersPart(waiting, letters, terminal)].join('\n'));
}

/** Takes a dead letter off the list. */
export async function dismiss(letter: string, terminal: Terminal): Promise<void> {
  const config = loadConfig(terminal.env, 'cli');
  await ask(config, `/api/dead/${encodeURIComponent(letter)}/dismiss`, terminal, {});
  terminal.print(`dismissed: ${printable(letter)} is off the list; its message stays unanswered`);
}

function describe({ shards, oldest_unseen_seconds: unseen, ...counts }: Queues): string {
  const numbers = shards.map((one) => [
    String(one.shard),
    ...[one.jobs.waiting, one.jobs.active, one.jobs.delayed, one.jobs.failed].map(String),
    String(one.threads),
    String(one.leases_held),
    `${one.items}${one.threads > one.threads_counted ? '+' : ''}`,
    one.oldest_message_seconds === null ? '-' : ageText(one.oldest_message_seconds),
  ]);
  const head = ['SHARD', 'WAITING', 'ACTIVE', 'DELAYED', 'FAILED', 'THREADS', 'HELD', 'ITEMS', 'OLDEST'];
  const widths = head.map((name, at) => Math.max(name.length, ...numbers.map((row) => row[at]?.length ?? 0)));
  const right = [head, ...numbers].map((row) => row.map((cell, at) => cell.padStart(widths[at] ?? 0)));
  const facts = [
    ['open reviews', String(counts.open_reviews)],
    ['dead letters', String(counts.dead_letters)],
    [
      'oldest unseen',
      unseen === null ? '-' : `${ageText(unseen)} (mail not concluded, or a mailbox not compared)`,
    ],
  ];
  return [table(right), '', table(facts)].join('\n');
}

function lettersPart(waiting: Queues, letters: readonly Letter[], terminal: Terminal): string[] {
  if (letters.length === 0) return [];
  const more = waiting.dead_letters - letters.length;
  return [
    `\n${paint(terminal, 'bold', 'Dead letters')}`,
    ...letters.map((letter) => indented(letterText(letter), 2)),
    ...(more > 0 ? [`  and ${more} more: GET /api/dead?limit=1000`] : []),
    '',
    'Put right what they name, then send one round again: inreply replay ID --execute',
    'Or take it off this list: inreply queues dismiss ID',
  ];
}

function letterText(letter: Letter): string {
  const what = letter.message_id ?? letter.review_id ?? `thread ${letter.thread_id}`;
  const times =
    letter.attempts === 1
      ? `failed at ${letter.last_at}`
      : `failed ${letter.attempts} times, ${letter.first_at} to ${letter.last_at}`;
  return [
    `${letter.id}  ${letter.kind} ${letter.grant_id}/${what}`,
    `  ${letter.step} ${times}`,
    `  ${letter.error}`,
  ].join('\n');
}

function ageText(seconds: number): string {
  if (seconds < 120) return `${Math.round(seconds)} s`;
  if (seconds < 7200) return `${Math.round(seconds / 60)} min`;
  return `${Math.round(seconds / 3600)} h`;
}

async function ask(config: Config, path: string, terminal: Terminal, body?: unknown): Promise<unknown> {
  const answer = await askServer(config, path, terminal, body);
  if (answer.kind === 'good') return answer.body;
  throw new SetupError(answer.message);
}
