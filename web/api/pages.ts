import { useEffect, useRef, useState } from 'preact/hooks';
import { wordsOf } from './client.ts';
import { below, onTop, type Part } from './paging.ts';

/** A list that is read page by page, newest first. */
export type Pages<T> = {
  /** Undefined until the first page came. */
  rows: readonly T[] | undefined;
  hasMore: boolean;
  loading: boolean;
  /** In words; null while all is well. */
  fault: string | null;
  more: () => void;
  /** Reads the newest page again and puts what is new or changed on top. */
  refresh: () => void;
};

const KEPT_AT_MOST = 4;

/**
 * Makes the hook that reads one list of the API. It takes a path with a query, and gives lists as they were left, so that
 * the way back to one shows it at once. `read` gets a page; `keyOf` tells rows from each other.
 */
export function createPages<T>(
  read: (url: string, signal: AbortSignal) => Promise<Part<T>>,
  keyOf: (row: T) => string,
): (path: string) => Pages<T> {
  const kept = new Map<string, Part<T>>();
  const keep = (path: string, part: Part<T>) => {
    kept.delete(path);
    kept.set(path, part);
    const [oldest] = kept.keys();
    if (kept.size > KEPT_AT_MOST && oldest !== undefined) kept.delete(oldest);
  };

  return function usePages(path) {
    const [state, setState] = useState<{ loading: boolean; fault: string | null }>({
      loading: true,
      fault: null,
    });
    const over = useRef<AbortController>(undefined);
    const known = kept.get(path);
    const shown = useRef<Part<T>>(undefined);
    if (known !== undefined) shown.current = known;
    // While another list is read, the last one stays, so that nothing jumps.
    const part = known ?? (state.fault === null ? shown.current : undefined);

    const ask = async (url: string, merge: (fresh: Part<T>) => Part<T>) => {
      over.current?.abort();
      const mine = new AbortController();
      over.current = mine;
      setState({ loading: true, fault: null });
      let fault: string | null = null;
      try {
        const fresh = await read(url, mine.signal);
        if (!mine.signal.aborted) keep(path, merge(fresh));
      } catch (error) {
        fault = wordsOf(error);
      }
      if (!mine.signal.aborted) setState({ loading: false, fault });
    };
    const refresh = () => void ask(path, (fresh) => onTop(fresh, kept.get(path), keyOf));
    const more = () => {
      if (known === undefined || known.next === null || state.loading) return;
      const url = `${path}&before=${encodeURIComponent(known.next)}`;
      void ask(url, (fresh) => below(fresh, kept.get(path), keyOf));
    };
    useEffect(() => {
      refresh();
      return () => over.current?.abort();
    }, [path]);

    return { rows: part?.rows, hasMore: known !== undefined && known.next !== null, ...state, more, refresh };
  };
}
