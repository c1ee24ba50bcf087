import { signal } from '@preact/signals';
import type { Review } from '../api/types.ts';
import { ApiFault, wordsOf } from '../api/client.ts';
import { refetch } from './rows.ts';

/** Reviews that were opened lately, so that going back and forth shows them at once. */
const kept = signal<ReadonlyMap<string, Review>>(new Map());
const MOST_KEPT = 60;

export type Opened =
  | { kind: 'loading' }
  | { kind: 'there'; review: Review }
  | { kind: 'missing' }
  | { kind: 'fault'; words: string };

const faults = signal<ReadonlyMap<string, Opened>>(new Map());

/** What is known of a review; reading it is begun by `freshen`. */
export function opened(id: string): Opened {
  const review = kept.value.get(id);
  if (review !== undefined) return { kind: 'there', review };
  return faults.value.get(id) ?? { kind: 'loading' };
}

/** Puts a review as an answer gave it in the place of what was known. An older version never replaces a newer one. */
export function keep(review: Review): void {
  const before = kept.value.get(review.id);
  if (before !== undefined && before.version > review.version) return;
  const next = new Map(kept.value);
  next.delete(review.id);
  next.set(review.id, review);
  for (const id of next.keys()) {
    if (next.size <= MOST_KEPT) break;
    next.delete(id);
  }
  kept.value = next;
}

/** Reads a review again; what was shown stays until the answer is there. */
export async function freshen(id: string): Promise<void> {
  try {
    const review = await refetch(id);
    if (review !== undefined) return keep(review);
    const next = new Map(kept.value);
    next.delete(id);
    kept.value = next;
    setFault(id, { kind: 'missing' });
  } catch (fault) {
    if (!(fault instanceof ApiFault)) throw fault;
    setFault(id, { kind: 'fault', words: wordsOf(fault) });
  }
}

export function isKept(id: string): boolean {
  return kept.value.has(id);
}

/** Reads a review ahead of time, when it is not known yet. */
export function foresee(id: string | undefined): void {
  if (id !== undefined && !kept.value.has(id)) void freshen(id);
}

function setFault(id: string, fault: Opened): void {
  faults.value = new Map([[id, fault]]);
}
