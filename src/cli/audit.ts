import { z } from 'zod';
import { SetupError } from '#errors.ts';
import { loadConfig } from '../config.ts';
import { askServer, readAnswer } from './server.ts';
import { jsonText, table, type Terminal } from './terminal.ts';

export type AuditOptions = { review?: string; by?: string; before?: string; limit: string; json?: true };

const State = z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])).nullable();
/** `GET /api/audit`, as far as it is shown. */
const Answer = z.looseObject({
  entries: z.array(
    z.looseObject({
      at: z.string(),
      by: z.string(),
      what: z.string(),
      about: z.record(z.string(), z.string()),
      before: State,
      after: State,
    }),
  ),
  next: z.string().nullable(),
});
type Entry = z.infer<typeof Answer>['entries'][number];

/** Prints who did what, the newest first. */
export async function listAudit(
  { json, review, by, before, limit }: AuditOptions,
  terminal: Terminal,
): Promise<void> {
  const query = new URLSearchParams({ limit });
  for (const [name, value] of Object.entries({ review, by, before })) {
    if (value !== undefined) query.set(name, value);
  }
  const answer = await askServer(loadConfig(terminal.env, 'cli'), `/api/audit?${query.toString()}`, terminal);
  if (answer.kind === 'refused') throw new SetupError(answer.message);
  if (json === true) return terminal.print(jsonText(answer.body));
  const { entries, next } = readAnswer(Answer, answer.body);
  if (entries.length === 0) return terminal.print('nothing is in the audit stream');
  const rows = entries.map((entry) => [entry.at, entry.by, entry.what, aboutText(entry), changeText(entry)]);
  terminal.print(table([['WHEN', 'WHO', 'WHAT', 'ABOUT', 'CHANGE'], ...rows]));
  if (next !== null) terminal.print(`\nolder ones: --before ${next}`);
}

function aboutText({ about: { why, ...rest } }: Entry): string {
  const facts = Object.entries(rest).map(([name, value]) => `${name} ${value}`);
  return [...facts, ...(why === undefined ? [] : [`(${why})`])].join(' ');
}

/** What differs. */
function changeText({ before, after }: Entry): string {
  const names = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])];
  return names
    .filter((name) => before?.[name] !== after?.[name])
    .map((name) => `${name} ${shown(before?.[name])} → ${shown(after?.[name])}`)
    .join(', ');
}

/** Of a digest its beginning. */
function shown(value: string | number | boolean | null | undefined): string {
  const text = String(value ?? '-');
  return /^[\da-f]{64}$/.test(text) ? text.slice(0, 8) : text;
}
