import type { Judged } from './measures.ts';

/** How a run is marked: `danger` was sent although it must not be, `open` was judged by nothing. */
export type Verdict = 'danger' | 'wrong' | 'right' | 'open';

/** What a run is marked as. */
export function verdictOf({ one, outcome, checks, missing }: Judged): Verdict {
  const wanted = one.expect.decision;
  if (outcome === 'reply' && wanted !== undefined && !wanted.includes('reply')) return 'danger';
  if (outcome === null || missing.length > 0 || checks.some(({ right }) => !right)) return 'wrong';
  return checks.length === 0 ? 'open' : 'right';
}

const order: readonly Verdict[] = ['danger', 'wrong', 'open', 'right'];

/** Runs with what needs a look first, else in their own order. */
export function caseOrder(runs: readonly Judged[]): Judged[] {
  return runs.toSorted((a, b) => order.indexOf(verdictOf(a)) - order.indexOf(verdictOf(b)));
}
