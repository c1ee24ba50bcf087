/** Holds something back until what comes next of its kind is through, or a time has passed. */
export type Hold = {
  /** Holds `release` back for the next one of `key`, at most `ms`. */
  put(key: string, release: () => void, ms: number): void;
  /** Takes out what waits for the next one of `key`; calling it twice releases once. */
  take(key: string): (() => void) | undefined;
};

export function createHold(): Hold {
  const waiting = new Map<string, () => void>();
  return {
    put(key, release, ms) {
      const once = () => {
        clearTimeout(timer);
        if (waiting.get(key) === once) waiting.delete(key);
        if (released) return;
        released = true;
        release();
      };
      let released = false;
      const timer = setTimeout(once, ms);
      timer.unref();
      waiting.set(key, once);
    },
    take(key) {
      const found = waiting.get(key);
      waiting.delete(key);
      return found;
    },
  };
}
