/** Rows of a list, newest first, and where the next page begins; null after the last. */
export type Part<T> = { rows: readonly T[]; next: string | null };

/**
 * The newest page before what was known. Where the two do not meet there may be rows between them, so it begins anew.
 */
export function onTop<T>(fresh: Part<T>, before: Part<T> | undefined, keyOf: (row: T) => string): Part<T> {
  if (before === undefined || fresh.next === null) return fresh;
  const keys = new Set(fresh.rows.map(keyOf));
  const rest = before.rows.filter((row) => !keys.has(keyOf(row)));
  const doMeet = rest.length < before.rows.length;
  return doMeet && rest.length > 0 ? { rows: [...fresh.rows, ...rest], next: before.next } : fresh;
}

/** A further page after what is known; a row that moved meanwhile stays where it is. */
export function below<T>(fresh: Part<T>, before: Part<T> | undefined, keyOf: (row: T) => string): Part<T> {
  const known = before?.rows ?? [];
  const keys = new Set(known.map(keyOf));
  return { rows: [...known, ...fresh.rows.filter((row) => !keys.has(keyOf(row)))], next: fresh.next };
}
