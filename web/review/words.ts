import type { Address, Review, ReviewStatus, Trust } from '../api/types.ts';

/** `Dana Ruiz <dana@x.example>`, or the address alone. */
export function nameOf({ name, email }: Address): string {
  return name === undefined || name === '' ? email : `${name} <${email}>`;
}

/** How far it is proven who wrote, for a pill and for a sentence. */
export function proofOf({ aligned_domain: domain, verified_sender: sender, dmarc }: Trust): {
  tone: 'good' | 'warn' | 'bad';
  short: string;
  long: string;
} {
  if (dmarc === 'fail')
    return { tone: 'bad', short: 'disowned', long: 'The owner of the domain disowns this mail.' };
  if (domain === null) {
    return {
      tone: 'warn',
      short: 'unproven',
      long: 'The address is not proven: anybody could have written it.',
    };
  }
  const who = sender === null ? '' : ` (${sender})`;
  return { tone: 'good', short: 'proven', long: `Proven to come from ${domain}${who}.` };
}

/** How often this address wrote here before; null when nobody counted. */
export function timesWords(seenBefore: number | null): string | null {
  if (seenBefore === null) return null;
  if (seenBefore === 0) return 'Never seen here before.';
  return seenBefore === 1 ? 'Seen here once before.' : `Seen here ${seenBefore} times before.`;
}

export const statusWords: Readonly<Record<ReviewStatus, string>> = {
  open: 'Waiting',
  approved: 'Approved, on its way',
  sent: 'Sent',
  rejected: 'Rejected',
  stale: 'Overtaken by a newer message',
  closed: 'Closed',
  expired: 'Expired',
};

/** Whether a person decided already and the worker has not got to it yet. */
export function isBeingWorked({ status, verdict }: Review): boolean {
  return status === 'open' && verdict !== null;
}

/** What a source is, for people: a passage of the knowledge, a mail of the thread, or the instructions. */
export function sourceName(support: string): string {
  return support === 'instructions' ? 'The instructions' : support.replace(/^knowledge\//, '');
}

/** A category as people read it. */
export function categoryName(category: string | null): string {
  return category?.replaceAll('_', ' ') ?? 'no category';
}
