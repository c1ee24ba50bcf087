import { signal } from '@preact/signals';

/** Where the reader is: the address bar as data. */
export type Place = { path: string; query: URLSearchParams };

function here(): Place {
  return { path: location.pathname, query: new URLSearchParams(location.search) };
}

export const place = signal<Place>(here());

/** Goes to a path of the page; `replace` leaves no step behind for the back button. */
export function go(to: string, how: 'push' | 'replace' = 'push'): void {
  if (to === location.pathname + location.search) return;
  if (how === 'push') history.pushState(null, '', to);
  else history.replaceState(null, '', to);
  place.value = here();
}

/** The current query with some values changed; null or an empty text removes one. */
export function queryWith(changes: Record<string, string | null>): string {
  const query = new URLSearchParams(place.value.query);
  for (const [name, value] of Object.entries(changes)) {
    if (value === null || value === '') query.delete(name);
    else query.set(name, value);
  }
  const text = query.toString();
  return text === '' ? '' : `?${text}`;
}

/** The parts of a path, decoded: `/threads/g1/t%2F1` gives `threads`, `g1`, `t/1`. */
export function partsOf(path: string): string[] {
  return path
    .split('/')
    .filter((part) => part !== '')
    .map((part) => {
      try {
        return decodeURIComponent(part);
      } catch {
        return part;
      }
    });
}

/** A path of the page from its parts, each encoded. */
export function pathOf(...parts: string[]): string {
  return `/${parts.map(encodeURIComponent).join('/')}`;
}

/** Follows links to the page's own views without loading it anew; all others stay with the browser. */
export function watchLinks(): void {
  window.addEventListener('popstate', () => (place.value = here()));
  document.addEventListener('click', (event) => {
    if (event.defaultPrevented || event.button !== 0) return;
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const link = event.target instanceof Element ? event.target.closest('a') : null;
    if (link === null || link.origin !== location.origin || link.target !== '') return;
    if (link.hasAttribute('download') || link.dataset['reload'] !== undefined || link.hash !== '') return;
    event.preventDefault();
    go(link.pathname + link.search);
  });
}
