import type { ComponentChildren, RefObject } from 'preact';
import type { Pages } from '../api/pages.ts';
import { clearFilters, isFiltered } from './filters.tsx';
import type { IconName } from './icon.tsx';
import { EmptyNote, ErrorNote, Skeleton } from './notes.tsx';
import { Rest } from './rest.tsx';

type ListBodyProps<T> = {
  pages: Pages<T>;
  list: RefObject<HTMLOListElement | null>;
  /** Names of the filters that hold, to tell an empty list from one where nothing fits. */
  filters: readonly string[];
  label: string;
  empty: { icon: IconName; title: string; about: string };
  keyOf: (row: T) => string;
  row: (row: T) => ComponentChildren;
};

/** A list that is read page by page: loading, not to be had, empty, or its rows and the way to more. */
export function ListBody<T>({ pages, list, filters, label, empty, keyOf, row }: ListBodyProps<T>) {
  const { rows, fault } = pages;
  if (rows === undefined) {
    if (fault === null) return <Skeleton lines={14} />;
    return (
      <ErrorNote title="The list cannot be shown" onRetry={pages.refresh}>
        <p>{fault}</p>
      </ErrorNote>
    );
  }
  if (rows.length === 0 && pages.hasMore) {
    return (
      <>
        <p class="soft">Looking further back …</p>
        <Rest {...pages} />
      </>
    );
  }
  if (rows.length === 0 && isFiltered(filters)) {
    return (
      <EmptyNote icon="search" title="Nothing fits">
        <p>Nothing of the last 14 days fits what you search and filter for.</p>
        <button class="btn" onClick={clearFilters}>
          Show everything
        </button>
      </EmptyNote>
    );
  }
  if (rows.length === 0) {
    return (
      <EmptyNote icon={empty.icon} title={empty.title}>
        <p>{empty.about}</p>
      </EmptyNote>
    );
  }
  return (
    <>
      <ol class="lines" ref={list} aria-label={label} aria-busy={pages.loading}>
        {rows.map((one) => (
          <li key={keyOf(one)}>{row(one)}</li>
        ))}
      </ol>
      <Rest {...pages} />
    </>
  );
}
