import type { Outcome } from './autonomy.ts';

/**
 * What is counted for each day and mailbox.
 *
 * - `received` mails that came in, and how each first ended: `replied`, `reviewed`, `skipped`, `escalated` or `dead`; one that
 *   was sent round again counts again
 * - `sent` replies that left, by themselves or approved
 * - `approved_unedited`, `approved_edited`, `rejected` what people made of drafts
 * - `bounced`, `complained` replies of which that was reported
 */
export const counters = [
  'received',
  'replied',
  'reviewed',
  'skipped',
  'escalated',
  'dead',
  'approved_unedited',
  'approved_edited',
  'rejected',
  'sent',
  'bounced',
  'complained',
] as const;
export type Counter = (typeof counters)[number];

/** What became of a draft, counted for its category too. */
export const verdictCounters = ['approved_unedited', 'approved_edited', 'rejected'] as const;
export type VerdictCounter = (typeof verdictCounters)[number];

/** Under what an outcome counts that is a person's verdict on a draft. */
export const verdictCounterOf: Readonly<Partial<Record<Outcome, VerdictCounter>>> = {
  unedited: 'approved_unedited',
  edited: 'approved_edited',
  rewritten: 'approved_edited',
  rejected: 'rejected',
};

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/** Upper ends, in milliseconds, of the spans in which times to a reply are counted; one more span is open above. */
export const replyTimes: readonly number[] = [
  ...[1, 2, 3, 5, 7, 10, 15, 20, 30, 45].map((many) => many * second),
  ...[1, 2, 3, 5, 10, 20, 30].map((many) => many * minute),
  ...[1, 2, 4, 8, 12].map((many) => many * hour),
  ...[1, 2, 3, 7].map((many) => many * day),
];

/**
 * The time within which a share `q` (0..1) of the replies left, by nearest rank: the upper end of its span, so that it is never
 * told too short; undefined without any. `counts` are those of the spans, the open one last.
 */
export function replyTimeAt(counts: readonly number[], q: number): number | undefined {
  const all = counts.reduce((sum, one) => sum + one, 0);
  if (all === 0) return undefined;
  const rank = Math.max(1, Math.ceil(q * all));
  let seen = 0;
  for (const [at, count] of counts.entries()) {
    seen += count;
    if (seen >= rank) return replyTimes[at] ?? replyTimes.at(-1);
  }
  return replyTimes.at(-1);
}

/** The day of a time, in UTC, as `2026-11-21`. */
export function dayOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}

/** The hour of a time, in UTC, as `07`. */
export function hourOf(ms: number): string {
  return new Date(ms).toISOString().slice(11, 13);
}
