import { computed } from '@preact/signals';
import { me } from '../shell/me.ts';
import { partsOf, place, queryWith } from '../shell/router.ts';
import { nowMs } from '../ui/time.tsx';
import { filterOf, inOrder, matches } from './filter.ts';
import { isSnoozed, waiting } from './rows.ts';

export type Tab = 'open' | 'held' | 'decided';

export const tab = computed<Tab>(() => {
  const asked = place.value.query.get('tab');
  return asked === 'held' || asked === 'decided' ? asked : 'open';
});
export const filter = computed(() => filterOf(place.value.query));
export const eyes = computed(() => ({ me: me.value?.id ?? '', nowMs: nowMs.value }));

/** The rows of the list, filtered and in order. */
export const shown = computed(() =>
  inOrder(
    waiting.value.filter((row) => matches(row, filter.value, eyes.value)),
    filter.value.sort,
  ),
);
export const snoozedCount = computed(() => waiting.value.filter((row) => isSnoozed(row, nowMs.value)).length);

/** The review that the address names; null in the list alone. */
export const namedId = computed(() => {
  const [root, id] = partsOf(place.value.path);
  return root === 'reviews' ? (id ?? null) : null;
});

/** The address of a review, with the filters as they are. */
export function reviewPath(id: string): string {
  return `/reviews/${encodeURIComponent(id)}${queryWith({})}`;
}

/** The address of the list, with the filters as they are. */
export function listPath(): string {
  return `/${queryWith({})}`;
}
