import { useEffect } from 'preact/hooks';
import { useShortcuts } from '../shell/keys.ts';
import { go } from '../shell/router.ts';
import { ReviewPane } from '../review/pane.tsx';
import { EmptyNote, ErrorNote, Skeleton } from '../ui/notes.tsx';
import { isWide } from '../ui/screen.ts';
import { DecidedList } from './decided.tsx';
import { FilterBar } from './filter-bar.tsx';
import { HeldList } from './held.tsx';
import { RowList } from './list.tsx';
import { foresee, freshen } from './opened.ts';
import { loadRows, rowsState, waiting } from './rows.ts';
import { filter, listPath, namedId, reviewPath, shown, tab } from './shown.ts';
import { Tabs } from './tabs.tsx';
import { undo } from './verdicts.ts';

/** The view that people work in: the list of what waits, and beside it the one that is open. */
export function Queue() {
  const list = shown.value;
  const named = namedId.value;
  const currentId = named ?? (isWide.value && tab.value === 'open' ? (list[0]?.id ?? null) : null);
  useMoving(currentId);
  useEffect(() => {
    if (currentId === null) return;
    void openAndForesee(currentId);
  }, [currentId]);
  return (
    <div class={named === null ? 'queue' : 'queue queue-open'}>
      <h1 class="sr-only">Reviews</h1>
      <section class="queue-list" aria-label="Queue">
        <Tabs />
        {tab.value === 'open' ? <FilterBar /> : null}
        <TabBody currentId={currentId} />
      </section>
      <section class="queue-detail" aria-label="Review">
        {currentId === null ? <Nothing /> : <ReviewPane key={currentId} id={currentId} />}
      </section>
    </div>
  );
}

/** Reads a review, and then the next one, so that going on takes no time. */
async function openAndForesee(id: string): Promise<void> {
  await freshen(id);
  const at = shown.value.findIndex((row) => row.id === id);
  foresee(shown.value[at + 1]?.id);
}

function jump(to: 'first' | 'last'): void {
  const list = shown.value;
  const end = to === 'first' ? list[0] : list.at(-1);
  if (end !== undefined) go(reviewPath(end.id), 'replace');
}

function useMoving(currentId: string | null): void {
  const move = (by: 1 | -1) => {
    const list = shown.value;
    const at = list.findIndex(({ id }) => id === currentId);
    const next = list[at === -1 ? 0 : Math.min(Math.max(at + by, 0), list.length - 1)];
    if (next !== undefined) go(reviewPath(next.id), 'replace');
  };
  const group = 'Queue';
  const next = { does: 'Next review', group, run: () => move(1), repeats: true };
  const before = { does: 'Previous review', group, run: () => move(-1), repeats: true };
  useShortcuts([
    { keys: 'j', shown: 'J ↓', ...next },
    { keys: 'k', shown: 'K ↑', ...before },
    { keys: 'ArrowDown', shown: '', ...next },
    { keys: 'ArrowUp', shown: '', ...before },
    { keys: 'Home', shown: 'Home End', does: 'First or last review', group, run: () => jump('first') },
    { keys: 'End', shown: '', does: 'Last review', group, run: () => jump('last') },
    { keys: 'z', does: 'Take the last verdict back', group, run: () => void undo() },
    { keys: 'Escape', shown: 'Esc', does: 'Back to the list', group, run: () => go(listPath()) },
  ]);
}

/** Beside a list in which nothing is chosen. */
function Nothing() {
  const { loading } = rowsState.value;
  if (loading || tab.value !== 'open' || waiting.value.length > 0) return null;
  return (
    <EmptyNote icon="check" title="All done">
      <p>Every reply that needed a person has been decided.</p>
    </EmptyNote>
  );
}

function TabBody({ currentId }: { currentId: string | null }) {
  switch (tab.value) {
    case 'open':
      return <ListBody currentId={currentId} />;
    case 'held':
      return <HeldList />;
    case 'decided':
      return <DecidedList currentId={currentId} />;
  }
}

function ListBody({ currentId }: { currentId: string | null }) {
  const { loading, fault } = rowsState.value;
  if (waiting.value.length === 0) {
    if (fault !== null) {
      return (
        <ErrorNote title="The reviews could not be read" onRetry={() => void loadRows()}>
          <p>{fault}</p>
        </ErrorNote>
      );
    }
    if (loading) {
      return (
        <div class="rows-loading">
          <Skeleton lines={12} />
        </div>
      );
    }
    return (
      <EmptyNote icon="check" title="Nothing waits for you">
        <p>
          Replies that need a person appear here by themselves, with the message they answer and why they were
          parked.
        </p>
      </EmptyNote>
    );
  }
  if (shown.value.length === 0) {
    return (
      <EmptyNote icon="search" title={filter.value.snoozed ? 'Nothing is snoozed' : 'Nothing matches'}>
        <a class="btn" href="/">
          Show all that waits
        </a>
      </EmptyNote>
    );
  }
  return <RowList rows={shown.value} currentId={currentId} />;
}
