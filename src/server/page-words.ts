import type { Address } from '#domain/mail.ts';
import type { Review, ReviewStatus } from '#domain/review.ts';

/** `Dana Ruiz <dana@x.example>`, or the address alone. */
export function nameOf({ name, email }: Address): string {
  return name === undefined || name === '' ? email : `${name} <${email}>`;
}

export function namesOf(addresses: readonly Address[]): string {
  return addresses.map(nameOf).join(', ');
}

const units = [
  { unit: 'day', ms: 86_400_000 },
  { unit: 'hour', ms: 3_600_000 },
  { unit: 'minute', ms: 60_000 },
] as const;
const format = new Intl.RelativeTimeFormat('en', { numeric: 'always' });

/** How long ago something was: `3 hours ago`; `just now` under a minute. */
export function agoOf(thenMs: number, nowMs: number): string {
  const agoMs = nowMs - thenMs;
  const fit = units.find(({ ms }) => agoMs >= ms);
  return fit === undefined ? 'just now' : format.format(-Math.floor(agoMs / fit.ms), fit.unit);
}

export const statusWords: Record<ReviewStatus, string> = {
  open: 'Open',
  approved: 'Approved, on its way',
  sent: 'Sent',
  rejected: 'Rejected',
  stale: 'Overtaken by a newer message',
  closed: 'Closed',
  expired: 'Expired',
};

/** Whether a person has decided already and the worker has not got to it yet. */
export function isWaitingForWorker(review: Review): boolean {
  return review.status === 'open' && review.verdict !== null;
}

/** What the bar over the list says after a verdict, by the kind of verdict in the address. */
export const doneWords: Record<string, string> = {
  approve: 'Approved. The reply is on its way.',
  reject: 'Rejected. Nothing is sent.',
  undo: 'Taken back. It waits here for a person in a moment, with the same text.',
  revise: 'Sent back. A new draft appears here in a moment.',
};
