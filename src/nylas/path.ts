import { PermanentError } from '#errors.ts';

/**
 * Path and query of a request. `{…}` places in the route are filled with the ids in order, URL-encoded, since ids may
 * hold `/`, `#`, `=`, `<` and `@` (CONTRACT section 0).
 * Throws PermanentError for an id that cannot stand in a path: empty, a dot segment, or broken Unicode.
 */
export function pathOf(
  route: string,
  ids: readonly string[],
  query: Readonly<Record<string, string>>,
): string {
  let next = 0;
  const path = route.replace(/\{[^}]*\}/g, (place) => segment(place, ids[next++] ?? ''));
  const search = new URLSearchParams(query).toString();
  return search === '' ? path : `${path}?${search}`;
}

function segment(place: string, id: string): string {
  if (id === '' || id === '.' || id === '..' || !id.isWellFormed()) {
    throw new PermanentError(`not a Nylas id for ${place}: it is empty, a dot segment or broken Unicode`);
  }
  return encodeURIComponent(id);
}
