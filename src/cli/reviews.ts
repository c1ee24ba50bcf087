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
  assignee: z.string().nullish(),
});
type Review = z.infer<typeof Review>;

/** Prints the open reviews, or those that somebody looks after; the id carries the version that a verdict is about. */
export async function listReviews(
  { json, assignee }: { json?: true; assignee?: string },
  terminal: Terminal,
): Promise<void> {
  const config = loadConfig(terminal.env, 'cli');
  const body = await ask(config, '/api/reviews?status=open&limit=200', terminal);
  const { reviews: all } = readAnswer(z.looseObject({ reviews: z.array(Review) }), body);
  const reviews = assignee === undefined ? all : all.filter((review) => review.assignee === assignee);
  if (json === true) return terminal.print(jsonText({ reviews }));
  if (reviews.length === 0) return terminal.print('no open reviews');
  const rows = reviews.map((review) => [
    `${review.id}@${review.version}`,
    review.created_at,
    review.category ?? '',
    review.to.map(({ email }) => email).join(', '),
    review.subject,
    review.reasons.map(({ code }) => code).join(', '),
    review.assignee ?? '',
  ]);
  terminal.print(
    [
      table([['REVIEW', 'SINCE', 'CATEGORY', 'TO', 'SUBJECT', 'BECAUSE', 'ASSIGNEE'], ...rows]),
      '',
      `Read and edit them at ${config.http.publicUrl ?? serverUrl(config)}/, or: inreply reviews approve ID`,
    ].join('\n'),
  );
}

/** Has the reply sent as it is, `undo` seconds later. `ID@VERSION` is refused when the reply has changed since. */
export async function approve(
  review: string,
  { undo }: { undo?: number },
  terminal: Terminal,
): Promise<void> {
  const after = await act(review, 'approve', undo === undefined ? {} : { undo_seconds: undo }, terminal);
  const to = `"${after.subject}" goes to ${after.to.map(({ email }) => email).join(', ')}`;
  const when =
    undo === undefined || undo === 0 ? '' : ` in ${undo} s, unless: inreply reviews undo ${after.id}`;
  const said =
    after.status === 'open'
      ? `your approval is noted: "${after.subject}" waits for somebody else to approve it too`
      : `approved: ${to}${when}`;
  terminal.print(printable(said));
}

/** Has nothing sent. */
export async function reject(
  review: string,
  { reason }: { reason?: string },
  terminal: Terminal,
): Promise<void> {
  const after = await act(review, 'reject', reason === undefined ? {} : { reason }, terminal);
  terminal.print(printable(`rejected: nothing is sent for "${after.subject}"`));
}

/** Takes back a verdict that still waits, or the latest approval of several. */
export async function takeBack(review: string, terminal: Terminal): Promise<void> {
  const after = await act(review, 'undo', {}, terminal);
  terminal.print(printable(`taken back: "${after.subject}" waits for a person again`));
}

/** Posts to a review, naming the version in `ID@VERSION` or the one it has now; the review as it is then. */
async function act(
  review: string,
  what: 'approve' | 'reject' | 'undo',
  more: Record<string, string | number>,
  terminal: Terminal,
): Promise<Review> {
  const config = loadConfig(terminal.env, 'cli');
  const [, id = review, seen] = /^(.*)@(\d+)$/.exec(review) ?? [];
  const path = `/api/reviews/${encodeURIComponent(id)}`;
  const version =
    seen === undefined ? readAnswer(Review, await ask(config, path, terminal)).version : Number(seen);
  return readAnswer(Review, await ask(config, `${path}/${what}`, terminal, { version, ...more }));
}

async function ask(config: Config, path: string, terminal: Terminal, body?: unknown): Promise<unknown> {
  const answer = await askServer(config, path, terminal, body);
  if (answer.kind === 'good') return answer.body;
  throw new SetupError(answer.message);
}
