import { useEffect, useRef, useState } from 'preact/hooks';
import { useShortcuts } from '../shell/keys.ts';
import { go, place, queryWith } from '../shell/router.ts';
import { Icon } from './icon.tsx';

const TYPING_MS = 250;

/** A filter of the address bar, so that what is shown can be sent to somebody. */
function setFilter(name: string, value: string): void {
  go(place.value.path + queryWith({ [name]: value }), 'replace');
}

/** A search field that waits for a pause in the typing; `/` goes to it, Esc leaves it. */
export function SearchField({ label }: { label: string }) {
  const given = place.value.query.get('q') ?? '';
  const [text, setText] = useState(given);
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => setText(given), [given]);
  useEffect(() => {
    if (text === given) return;
    const timer = setTimeout(() => setFilter('q', text), TYPING_MS);
    return () => clearTimeout(timer);
  }, [text]);
  useShortcuts([{ keys: '/', does: 'Search', group: 'List', run: () => input.current?.select() }]);
  return (
    <label class="line-search">
      <Icon name="search" size={15} />
      <span class="sr-only">{label}</span>
      <input
        ref={input}
        class="field"
        type="search"
        placeholder={label}
        value={text}
        onInput={({ currentTarget }) => setText(currentTarget.value)}
        onKeyDown={({ key, currentTarget }) => key === 'Escape' && currentTarget.blur()}
      />
    </label>
  );
}

type Choice = { value: string; words: string };

/** One filter as a list to choose from; `all` is what it says while nothing is chosen. */
export function Choose(props: { name: string; label: string; all: string; choices: readonly Choice[] }) {
  const { name, label, all, choices } = props;
  const value = place.value.query.get(name) ?? '';
  return (
    <label class="choose">
      <span class="sr-only">{label}</span>
      <select
        class={value === '' ? 'field' : 'field is-set'}
        value={value}
        onChange={({ currentTarget }) => setFilter(name, currentTarget.value)}
      >
        <option value="">{all}</option>
        {choices.map((choice) => (
          <option key={choice.value} value={choice.value}>
            {choice.words}
          </option>
        ))}
      </select>
    </label>
  );
}

/** The query of the API from the filters of the address bar: only these names, and how many rows a page has. */
export function filterQuery(names: readonly string[], limit: number): string {
  const query = new URLSearchParams({ limit: String(limit) });
  for (const name of names) {
    const value = place.value.query.get(name);
    if (value !== null && value !== '') query.set(name, value);
  }
  return query.toString();
}

/** Whether any of these filters is set. */
export function isFiltered(names: readonly string[]): boolean {
  return names.some((name) => (place.value.query.get(name) ?? '') !== '');
}

/** Takes all filters off. */
export function clearFilters(): void {
  go(place.value.path, 'replace');
}
