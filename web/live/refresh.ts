import { useEffect, useRef } from 'preact/hooks';
import { hear, type NewsKind } from './stream.ts';

const REST_MS = 700;

/** Calls `refresh` when something of these kinds happens or may have been missed; many at once count as one. */
export function useRefresh(kinds: readonly NewsKind[], refresh: () => void): void {
  const latest = useRef(refresh);
  latest.current = refresh;
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const soon = () => {
      timer ??= setTimeout(() => {
        timer = undefined;
        latest.current();
      }, REST_MS);
    };
    const stop = hear({ news: ({ type }) => kinds.includes(type) && soon(), reset: soon });
    return () => {
      clearTimeout(timer);
      stop();
    };
  }, [kinds]);
}
