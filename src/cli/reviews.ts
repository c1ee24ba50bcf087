import { z } from 'zod';
import { SetupError } from '#errors.ts';
import { loadConfig, type Config } from '../config.ts';
import { askServer, readAnswer, serverUrl } from './server.ts';
import { jsonText, printable, table, type Terminal } from './terminal.ts';

/** A review as `/api/reviews` shows it (DESIGN section 6), as far as it is listed. */
const Review = z.looseObject({
  id: z.string(),
  version: z.number(),
  status: z.string(),
  category: z.string().nullable(),
  reasons: z.array(z.looseObject({ code: z.string() })),
  to: z.array(z.looseObject({ email: z.string() })),
  subject: z.string(),
  created_at: z.string(),
});

/** Prints the open reviews; the id carries the version, so that a verdict can say what it was about. */
export async function listReviews({ json }: { json?: true }, terminal: Terminal): Promise<void> {
  const config = loadConfig(terminal.env, 'cli');
  const body = await ask(config, '/api/reviews?status=open', terminal);
  if (json === true) return terminal.print(jsonText(body));
  const { reviews } = readAnswer(z.looseObject({ reviews: z.array(Review) }), body);
  if (reviews.length === 0) return terminal.print('no open reviews');
  const rows = reviews.map((review) => [
    `${review.id}@${review.version}`,
    review.created_at,
    review.category ?? '',
    review.to.map(({ email }) => email).join(', '),
    review.subject,
    review.reasons.map(({ code }) => code).join(', '),
  ]);
  terminal.print(
    [
      table([['REVIEW', 'SINCE', 'CATEGORY', 'TO', 'SUBJECT', 'BECAUSE'], ...rows]),
      '',
      `Read and edit them at ${config.http.publicUrl ?? serverUrl(config)}/, or: inreply reviews approve ID`,
    ].join('\n'),
  );
}

/** Has the reply sent as it is. `ID@VERSION` is refused when the reply has changed since. */
export async function approve(review: string, terminal: Terminal): Promise<void> {
  await decide(review, 'approve', {}, terminal);
}

export async function reject(
  review: string,
  { reason }: { reason?: string },
  terminal: Terminal,
): Promise<void> {
  await decide(review, 'reject', reason === undefined ? {} : { reason }, terminal);
}

async function decide(
  review: string,
  verdict: 'approve' | 'reject',
  more: Record<string, string>,
  terminal: Terminal,
): Promise<void> {
  const config = loadConfig(terminal.env, 'cli');
  const [, id = review, seen] = /^(.*)@(\d+)$/.exec(review) ?? [];
  const path = `/api/reviews/${encodeURIComponent(id)}`;
  const current = readAnswer(Review, await ask(config, path, terminal));
  const version = seen === undefined ? current.version : Number(seen);
  await ask(config, `${path}/${verdict}`, terminal, { version, ...more });
  terminal.print(
    printable(
      verdict === 'approve'
        ? `approved: "${current.subject}" goes to ${current.to.map(({ email }) => email).join(', ')}`
        : `rejected: nothing is sent for "${current.subject}"`,
    ),
  );
}

async function ask(config: Config, path: string, terminal: Terminal, body?: unknown): Promise<unknown> {
  const answer = await askServer(config, path, terminal, body);
  if (answer.kind === 'good') return answer.body;
  throw new SetupError(answer.message);
}
