import { createHash } from 'node:crypto';
import type { Review } from './review.ts';

/** What a person agrees to: who gets it, what it says, and what is done before it is sent. */
export function textPrintOf({ to, cc, subject, body, actions = [] }: Review): string {
  const acts = actions.map(({ tool, key, values }) => [tool, key, Object.entries(values).toSorted(byName)]);
  return digest([emails(to), emails(cc), subject, body, acts]);
}

const emails = (all: Review['to']) => all.map(({ email }) => email.toLowerCase()).toSorted();

const byName = ([a]: [string, unknown], [b]: [string, unknown]) => (a < b ? -1 : 1);

const digest = (parts: unknown[]) =>
  createHash('sha256').update(JSON.stringify(parts)).digest('base64url').slice(0, 32);
/**
 * What a person sees when they decide: the above, what it answers, and `newest`, the newest message of the thread that is
 * known. It changes with each of these, and with nothing else: neither a note nor who it is assigned to.
 */
export function fingerprintOf(review: Review, newest: string): string {
  const { grantId, messageId, covers } = review;
  return digest([grantId, messageId, covers, newest, textPrintOf(review)]);
}
