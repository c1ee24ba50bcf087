import type { ReviewRow, Risk } from '../api/types.ts';

/** What the list shows, as it stands in the address. Empty texts choose nothing. */
export type Filter = {
  mailbox: string;
  category: string;
  /** Waiting at least so long: `1h`, `4h`, `1d`, `3d`. */
  age: string;
  /** `me`, `nobody`, or the id of a person. */
  assignee: string;
  risk: string;
  search: string;
  sort: 'oldest' | 'newest' | 'risk';
  snoozed: boolean;
};

export const ages: Readonly<Record<string, { words: string; ms: number }>> = {
  '1h': { words: 'over 1 hour', ms: 3_600_000 },
  '4h': { words: 'over 4 hours', ms: 4 * 3_600_000 },
  '1d': { words: 'over 1 day', ms: 86_400_000 },
  '3d': { words: 'over 3 days', ms: 3 * 86_400_000 },
};

const sorts = ['oldest', 'newest', 'risk'] as const;

/** Reads the filter out of the query of the address. */
export function filterOf(query: URLSearchParams): Filter {
  const text = (name: string) => query.get(name) ?? '';
  return {
    mailbox: text('mailbox'),
    category: text('category'),
    age: text('age') in ages ? text('age') : '',
    assignee: text('assignee'),
    risk: text('risk'),
    search: text('q').trim().toLowerCase(),
    sort: sorts.find((sort) => sort === text('sort')) ?? 'oldest',
    snoozed: text('snoozed') === '1',
  };
}

/** The name of a filter that narrows by one value of a row. */
export type Facet = 'mailbox' | 'category' | 'age' | 'assignee' | 'risk';

type Eyes = { me: string; nowMs: number };

/** Whether a row is shown; `except` leaves one filter out, to count what its other values would show. */
export function matches(row: ReviewRow, filter: Filter, { me, nowMs }: Eyes, except?: Facet): boolean {
  const wants = (facet: Facet) => except !== facet && filter[facet] !== '';
  const snoozed = row.snoozed_until !== null && Date.parse(row.snoozed_until) > nowMs;
  if (snoozed !== filter.snoozed) return false;
  if (wants('mailbox') && row.grant_id !== filter.mailbox) return false;
  if (wants('category') && (row.category ?? 'none') !== filter.category) return false;
  if (wants('risk') && row.risk !== filter.risk) return false;
  if (wants('assignee') && !isAssigned(row, filter.assignee, me)) return false;
  if (wants('age') && nowMs - Date.parse(row.created_at) < (ages[filter.age]?.ms ?? 0)) return false;
  return filter.search === '' || textOf(row).includes(filter.search);
}

function isAssigned({ assignee }: ReviewRow, wanted: string, me: string): boolean {
  if (wanted === 'nobody') return assignee === null;
  return assignee === (wanted === 'me' ? me : wanted);
}

function textOf({ from, subject, preview }: ReviewRow): string {
  return `${from?.name ?? ''} ${from?.email ?? ''} ${subject} ${preview}`.toLowerCase();
}

const risks: Readonly<Record<Risk, number>> = { high: 0, normal: 1, low: 2 };

/** The order of the list; those of the same risk stand oldest first. */
export function inOrder(rows: readonly ReviewRow[], sort: Filter['sort']): ReviewRow[] {
  if (sort === 'oldest') return rows.toSorted(oldest);
  if (sort === 'newest') return rows.toSorted((a, b) => oldest(b, a));
  return rows.toSorted((a, b) => risks[a.risk] - risks[b.risk] || oldest(a, b));
}

function oldest(a: ReviewRow, b: ReviewRow): number {
  return a.created_at === b.created_at ? compare(a.id, b.id) : compare(a.created_at, b.created_at);
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** How many rows each value of a facet would show, the other filters as they are; the most frequent first. */
export function countsOf(
  rows: readonly ReviewRow[],
  filter: Filter,
  facet: Facet,
  eyes: Eyes,
): [string, number][] {
  const counts = new Map<string, number>();
  const add = (value: string) => counts.set(value, (counts.get(value) ?? 0) + 1);
  for (const row of rows) {
    if (matches(row, filter, eyes, facet)) for (const value of valuesOf(row, facet, eyes)) add(value);
  }
  const known = facet === 'age' ? Object.keys(ages) : facet === 'risk' ? Object.keys(risks) : undefined;
  if (known !== undefined) return known.map((value) => [value, counts.get(value) ?? 0]);
  return [...counts].toSorted(([a, m], [b, n]) => n - m || compare(a, b));
}

function valuesOf(row: ReviewRow, facet: Facet, { me, nowMs }: Eyes): string[] {
  switch (facet) {
    case 'mailbox':
      return [row.grant_id];
    case 'category':
      return [row.category ?? 'none'];
    case 'risk':
      return [row.risk];
    case 'assignee':
      return [row.assignee === null ? 'nobody' : row.assignee === me ? 'me' : row.assignee];
    case 'age': {
      const ageMs = nowMs - Date.parse(row.created_at);
      return Object.entries(ages).flatMap(([name, { ms }]) => (ageMs >= ms ? [name] : []));
    }
  }
}
