import { useRef, useState } from 'preact/hooks';
import { categoryName } from '../review/words.ts';
import { mailboxName, nameOfPerson } from '../shell/me.ts';
import { go, place, queryWith } from '../shell/router.ts';
import { useShortcuts } from '../shell/keys.ts';
import { Icon } from '../ui/icon.tsx';
import { type Facet, ages, countsOf } from './filter.ts';
import { eyes, filter, shown, snoozedCount } from './shown.ts';
import { waiting } from './rows.ts';

const facets: readonly { facet: Facet; name: string; any: string }[] = [
  { facet: 'mailbox', name: 'Mailbox', any: 'Any mailbox' },
  { facet: 'category', name: 'Category', any: 'Any category' },
  { facet: 'assignee', name: 'Assignee', any: 'Anybody’s' },
  { facet: 'age', name: 'Waiting', any: 'Any age' },
  { facet: 'risk', name: 'Risk', any: 'Any risk' },
];

function choose(name: string, value: string): void {
  go(`${place.value.path}${queryWith({ [name]: value })}`, 'replace');
}

/** Search, order and filters of the open reviews; all of it stands in the address. */
export function FilterBar() {
  const [open, setOpen] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  useShortcuts([
    { keys: '/', does: 'Search', group: 'Queue', run: () => field.current?.focus() },
    { keys: 'f', does: 'Show or hide the filters', group: 'Queue', run: () => setOpen(!open) },
  ]);
  const chosen = facets.filter(({ facet }) => filter.value[facet] !== '');
  return (
    <div class="filters">
      <div class="filters-line">
        <label class="search">
          <Icon name="search" size={15} />
          <span class="sr-only">Search in sender, subject and text</span>
          <input
            ref={field}
            type="search"
            placeholder="Search"
            value={place.value.query.get('q') ?? ''}
            onInput={(event) => choose('q', event.currentTarget.value)}
            onKeyDown={(event) => {
              if (event.key === 'Escape' || event.key === 'Enter') event.currentTarget.blur();
            }}
          />
          <kbd>/</kbd>
        </label>
        <button
          class={chosen.length > 0 ? 'btn-icon btn-icon-on' : 'btn-icon'}
          aria-expanded={open}
          aria-label={chosen.length > 0 ? `Filters, ${chosen.length} in force` : 'Filters'}
          title="Filters (F)"
          onClick={() => setOpen(!open)}
        >
          <Icon name="filter" />
        </button>
      </div>
      {open ? <Choices /> : null}
      {!open && chosen.length > 0 ? (
        <div class="chips">
          {chosen.map(({ facet, name }) => (
            <button key={facet} class="chip" onClick={() => choose(facet, '')} title="Remove this filter">
              <span class="sr-only">Remove the filter {name}: </span>
              {valueName(facet, filter.value[facet])}
              <Icon name="close" size={12} />
            </button>
          ))}
        </div>
      ) : null}
      <Tally />
    </div>
  );
}

function Choices() {
  return (
    <div class="choices">
      {facets.map(({ facet, name, any }) => (
        <Choice key={facet} facet={facet} name={name} any={any} />
      ))}
      <label>
        <span class="label">Order</span>
        <select
          class="field"
          value={filter.value.sort}
          onChange={({ currentTarget: { value } }) => choose('sort', value === 'oldest' ? '' : value)}
        >
          <option value="oldest">Oldest first</option>
          <option value="newest">Newest first</option>
          <option value="risk">Highest risk first</option>
        </select>
      </label>
    </div>
  );
}

function Choice({ facet, name, any }: { facet: Facet; name: string; any: string }) {
  const counts = countsOf(waiting.value, filter.value, facet, eyes.value);
  const now = filter.value[facet];
  const listed = facet === 'assignee' ? withPeople(counts) : counts;
  const all = now === '' || listed.some(([value]) => value === now) ? listed : [...listed, [now, 0] as const];
  return (
    <label>
      <span class="label">{name}</span>
      <select class="field" value={now} onChange={({ currentTarget: { value } }) => choose(facet, value)}>
        <option value="">{any}</option>
        {all.map(([value, count]) => (
          <option key={value} value={value}>
            {valueName(facet, value)} ({count})
          </option>
        ))}
      </select>
    </label>
  );
}

/** `me` and `nobody` can be chosen also while they have none. */
function withPeople(counts: readonly (readonly [string, number])[]): (readonly [string, number])[] {
  const first = ['me', 'nobody'].map(
    (value) => counts.find(([one]) => one === value) ?? ([value, 0] as const),
  );
  return [...first, ...counts.filter(([value]) => value !== 'me' && value !== 'nobody')];
}

function valueName(facet: Facet, value: string): string {
  switch (facet) {
    case 'mailbox':
      return mailboxName(value);
    case 'category':
      return categoryName(value === 'none' ? null : value);
    case 'assignee':
      return value === 'me' ? 'mine' : value === 'nobody' ? 'nobody’s' : nameOfPerson(value);
    case 'age':
      return ages[value]?.words ?? value;
    case 'risk':
      return `${value} risk`;
  }
}

/** How many are shown, and the way to those that are hidden. */
function Tally() {
  const { snoozed } = filter.value;
  const hidden = snoozedCount.value;
  return (
    <p class="tally">
      <span>
        {shown.value.length} {snoozed ? 'snoozed' : 'waiting'}
      </span>
      {snoozed ? (
        <button class="text-link" onClick={() => choose('snoozed', '')}>
          Back to those that wait
        </button>
      ) : hidden > 0 ? (
        <button class="text-link" onClick={() => choose('snoozed', '1')}>
          {hidden} snoozed
        </button>
      ) : null}
    </p>
  );
}
