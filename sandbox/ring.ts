/** A list that forgets its oldest entries, for logs that must not grow with the length of a run. */
export type Ring<T> = { add(entry: T): void; all(): T[]; clear(): void };

/** Keeps the last `size` entries, oldest first; forgetting is amortised, so up to twice as many are held. */
export function createRing<T>(size: number): Ring<T> {
  let entries: T[] = [];
  return {
    add(entry) {
      entries.push(entry);
      if (entries.length >= size * 2) entries = entries.slice(-size);
    },
    all: () => entries.slice(-size),
    clear() {
      entries = [];
    },
  };
}
