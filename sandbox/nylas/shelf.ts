/** What a shelf needs to know of what it keeps. */
type Item = {
  id: string;
  threadId: string;
  /** Later things have higher numbers. */
  sequence: number;
  /** Seconds. */
  date: number;
  metadata: Record<string, string>;
};

/** Messages or drafts of one mailbox, oldest first, found by id, by thread and by metadata without a search. */
export type Shelf<T extends Item> = {
  readonly size: number;
  get(id: string): T | undefined;
  has(id: string): boolean;
  /** Oldest first. */
  values(): IteratorObject<T>;
  /** Newest first, from below `sequence` on. */
  newestFirst(below: number): IterableIterator<T>;
  /** The items of each thread, oldest first; threads in the order they began. */
  readonly threads: ReadonlyMap<string, readonly T[]>;
  /** Those whose metadata has this pair. Only key1 to key5 are indexed (CONTRACT section 3.10). */
  withPair(key: string, value: string): readonly T[];
  /** Puts it in, in place of one with the same id. */
  put(item: T): void;
  /** Changes the metadata of what is in it. */
  mark(item: T, metadata: Record<string, string>): void;
  remove(item: T): void;
};

const indexed = ['key1', 'key2', 'key3', 'key4', 'key5'];

export function createShelf<T extends Item>(): Shelf<T> {
  const byId = new Map<string, T>();
  const byThread = new Map<string, T[]>();
  const byPair = new Map<string, T[]>();
  const inOrder: T[] = [];

  const pairsOf = ({ metadata }: T) =>
    indexed.flatMap((key) => (metadata[key] === undefined ? [] : `${key}:${metadata[key]}`));

  function remove(item: T): void {
    const kept = byId.get(item.id);
    if (!kept) return;
    byId.delete(kept.id);
    takeOut(inOrder, kept);
    takeOutOf(byThread, kept.threadId, kept);
    for (const pair of pairsOf(kept)) takeOutOf(byPair, pair, kept);
  }

  return {
    get size() {
      return byId.size;
    },
    get: (id) => byId.get(id),
    has: (id) => byId.has(id),
    values: () => inOrder.values(),
    *newestFirst(below) {
      for (let at = placeOf(inOrder, below) - 1; at >= 0; at--) {
        const item = inOrder[at];
        if (item) yield item;
      }
    },
    threads: byThread,
    withPair: (key, value) => byPair.get(`${key}:${value}`) ?? [],
    put(item) {
      remove(item);
      byId.set(item.id, item);
      putIn(inOrder, item);
      putInto(byThread, item.threadId, item);
      for (const pair of pairsOf(item)) putInto(byPair, pair, item);
    },
    mark(item, metadata) {
      for (const pair of pairsOf(item)) takeOutOf(byPair, pair, item);
      item.metadata = metadata;
      for (const pair of pairsOf(item)) putInto(byPair, pair, item);
    },
    remove,
  };
}

/** The index of the first of `items` that is not below `sequence`. */
function placeOf(items: readonly Item[], sequence: number): number {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((items[middle]?.sequence ?? 0) < sequence) low = middle + 1;
    else high = middle;
  }
  return low;
}

function putIn<T extends Item>(items: T[], item: T): void {
  const last = items.at(-1);
  if (!last || last.sequence < item.sequence) items.push(item);
  else items.splice(placeOf(items, item.sequence), 0, item);
}

function takeOut<T extends Item>(items: T[], item: T): void {
  const at = placeOf(items, item.sequence);
  if (items[at] === item) items.splice(at, 1);
}

function putInto<T extends Item>(index: Map<string, T[]>, key: string, item: T): void {
  const items = index.get(key);
  if (items) putIn(items, item);
  else index.set(key, [item]);
}

function takeOutOf<T extends Item>(index: Map<string, T[]>, key: string, item: T): void {
  const items = index.get(key);
  if (!items) return;
  takeOut(items, item);
  if (items.length === 0) index.delete(key);
}
