import { createHash } from 'node:crypto';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { stringify } from 'yaml';
import { z } from 'zod';
import type { Agent } from '#domain/agent-config.ts';
import { PermanentError, SetupError } from '#errors.ts';
import type { Nylas } from '#nylas/api.ts';
import { readAgents } from '#cli/agents.ts';
import { withNylas } from '#cli/nylas.ts';
import { askServer, readAnswer } from '#cli/server.ts';
import { printable, type Terminal, UsageError } from '#cli/terminal.ts';
import { type Config, loadConfig } from '../../config.ts';
import { caseFrom, type Verdict } from './export-case.ts';
import { wholeFrom } from './options.ts';
import { pseudonymsFor } from './pseudonyms.ts';

export type ExportOptions = { out: string; since: string; agent?: string; limit?: string; redact?: true };

const Review = z.looseObject({
  grant_id: z.string(),
  thread_id: z.string(),
  message_id: z.string(),
  status: z.string(),
  agent: z.string(),
  category: z.string().nullable(),
  body: z.string(),
  updated_at: z.string(),
  verdict: z.looseObject({ kind: z.string() }).nullable(),
});
type Review = z.infer<typeof Review>;

const Reviews = z.looseObject({ reviews: z.array(Review) });
const Seen = z.looseObject({
  draft: z.looseObject({ body: z.string() }).nullish(),
  steps: z.array(z.looseObject({ name: z.string() })),
});

/** How many reviews the server lists at once. */
const MOST = 200;

/**
 * Writes past mail as cases, from the verdicts that people gave on reviews: asks the running server and Nylas, and writes
 * to neither. Files are readable by their owner alone. Throws UsageError, SetupError.
 */
export async function exportCases(options: ExportOptions, terminal: Terminal): Promise<void> {
  const sinceMs = Date.now() - spanMs(options.since);
  const limit = wholeFrom('--limit', options.limit, MOST);
  const out = resolve(terminal.cwd, options.out);
  const { agents } = await readAgents(loadConfig(terminal.env, 'cli'), terminal.cwd);
  const served = agents.filter(({ name }) => options.agent === undefined || name === options.agent);
  if (served.length === 0) {
    const names = agents.map(({ name }) => name).join(', ');
    throw new UsageError(`there is no agent ${options.agent ?? 'here'} (there are: ${names || 'none'})`);
  }
  await withNylas(terminal, async (nylas, config) => {
    const reviews = await verdictsSince(sinceMs, served, config, terminal);
    await mkdir(out, { recursive: true, mode: 0o700 });
    let gone = 0;
    const chosen = reviews.slice(0, limit);
    for (const review of chosen) {
      const text = await caseText(review, served, options.redact === true, nylas, config, terminal);
      if (text === undefined) gone += 1;
      else await writePrivate(join(out, `${idOf(review)}.yaml`), text);
    }
    const left = gone === 0 ? '' : `; ${gone} more are no longer in the mailbox`;
    terminal.print(`${chosen.length - gone} cases are in ${printable(out)}${left}`);
    if (options.redact !== true)
      terminal.complain('they hold mail as it came: keep them as you keep the mailbox, or use --redact');
  });
}

/** `30d`, `12h` or `2w` in milliseconds. */
function spanMs(given: string): number {
  const [, count = '', unit = ''] = /^(\d{1,4})([hdw])$/.exec(given) ?? [];
  const hours = { h: 1, d: 24, w: 168 }[unit];
  if (hours === undefined) throw new UsageError(`--since ${given} is not a time; write 12h, 30d or 2w`);
  return Number(count) * hours * 3_600_000;
}

/** Reviews that a person approved and that left, or that a person rejected; newest first. */
async function verdictsSince(
  sinceMs: number,
  agents: readonly Agent[],
  config: Config,
  terminal: Terminal,
): Promise<Review[]> {
  const found: Review[] = [];
  for (const { mailboxes } of agents.map((agent) => agent.config)) {
    for (const { grant } of mailboxes) {
      for (const status of ['sent', 'rejected']) {
        const query = new URLSearchParams({ status, grant, limit: String(MOST) });
        found.push(
          ...readAnswer(Reviews, await get(`/api/reviews?${query.toString()}`, config, terminal)).reviews,
        );
      }
    }
  }
  return found
    .filter(
      ({ verdict, updated_at: at }) =>
        (verdict?.kind === 'approve' || verdict?.kind === 'reject') && Date.parse(at) >= sinceMs,
    )
    .toSorted((a, b) => (a.updated_at < b.updated_at ? 1 : -1));
}

async function caseText(
  review: Review,
  agents: readonly Agent[],
  redact: boolean,
  nylas: Nylas,
  config: Config,
  terminal: Terminal,
): Promise<string | undefined> {
  const { grant_id: grant, thread_id: threadId, message_id: messageId } = review;
  const agent = agents.find((one) => one.config.mailboxes.some((mailbox) => mailbox.grant === grant));
  const mailbox = agent?.config.mailboxes.find((one) => one.grant === grant);
  if (!agent || !mailbox) return undefined;
  const path = `/api/messages/${encodeURIComponent(grant)}/${encodeURIComponent(messageId)}`;
  const seen = readAnswer(Seen, await get(path, config, terminal));
  const thread = await nylas.listThread(grant, threadId, terminal.signal).catch(unlessGone);
  if (!thread) return undefined;
  const isRevised = seen.steps.filter(({ name }) => name === 'draft').length > 1;
  const verdict: Verdict = {
    agent: agent.name,
    messageId,
    category: review.category,
    sent: review.status === 'sent' ? review.body : undefined,
    draft: isRevised ? undefined : seen.draft?.body,
  };
  const { instructions, knowledge } = agent;
  const published = [instructions, mailbox.address, ...knowledge.map(({ text }) => text)].join('\n');
  const pseudonyms = redact ? pseudonymsFor(thread, published) : undefined;
  const written = caseFrom(verdict, thread, { mailboxAddress: mailbox.address }, pseudonyms);
  return written && stringify({ id: idOf(review), ...written }, { lineWidth: 0 });
}

async function get(path: string, config: Config, terminal: Terminal): Promise<unknown> {
  const answer = await askServer(config, path, terminal);
  if (answer.kind === 'good') return answer.body;
  throw new SetupError(answer.message);
}

function unlessGone(error: unknown): undefined {
  if (error instanceof PermanentError && error.status === 404) return undefined;
  throw error;
}

/** The same for the same message, so that a second export replaces the first; tells nothing of the mailbox. */
function idOf({ grant_id: grant, message_id: message, agent, updated_at: at }: Review): string {
  const digest = createHash('sha256').update(`${grant}:${message}`).digest('hex').slice(0, 10);
  return `${agent}-${at.slice(0, 10)}-${digest}`;
}

async function writePrivate(file: string, text: string): Promise<void> {
  await writeFile(file, text, { mode: 0o600 });
  await chmod(file, 0o600);
}
