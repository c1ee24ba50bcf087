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
