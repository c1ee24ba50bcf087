import { useEffect, useRef, useState } from 'preact/hooks';
import { ApiFault, api, wordsOf } from './client.ts';

/** What is known of an answer: `value` stays while it is asked for again, so that nothing jumps. */
export type Loaded<T> = {
  value: T | undefined;
  /** In words; null while all is well. */
  fault: string | null;
  /** Status of the fault; null while all is well. */
  status: number | null;
  loading: boolean;
  reload: () => void;
};

/** Reads a path of the API, and reads it again when the path changes or `reload` is called; null reads nothing. */
export function useApi<T>(path: string | null): Loaded<T> {
  const [state, setState] = useState<State<T>>(begin(path));
  const [turn, setTurn] = useState(0);
  const latest = useRef(path);
  latest.current = path;
  useEffect(() => {
    if (path === null) return;
    const over = new AbortController();
    setState((before) => (before.path === path ? { ...before, loading: true } : begin(path)));
    const read = async () => {
      try {
        const value = await api<T>('GET', path, undefined, over.signal);
        if (!over.signal.aborted) setState({ path, value, fault: null, status: null, loading: false });
      } catch (fault) {
        if (over.signal.aborted) return;
        const status = fault instanceof ApiFault ? fault.status : 0;
        setState((before) => ({ ...before, fault: wordsOf(fault), status, loading: false }));
      }
    };
    void read();
    return () => over.abort();
  }, [path, turn]);
  const shown = state.path === path ? state : begin<T>(path);
  return { ...shown, reload: () => setTurn((count) => count + 1) };
}

type State<T> = Omit<Loaded<T>, 'reload'> & { path: string | null };

function begin<T>(path: string | null): State<T> {
  return { path, value: undefined, fault: null, status: null, loading: path !== null };
}
