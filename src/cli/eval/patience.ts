import { setTimeout as wait } from 'node:timers/promises';
import { TransientError } from '#errors.ts';

/** Does something, and again after a wait when it met a passing fault. */
export type Patience = <T>(act: () => Promise<T>) => Promise<T>;

/** After so many things in a row that waiting did not help, the model is taken to be away. */
const MOST_LOST = 3;
const LONGEST_MS = 30_000;

/**
 * Patience with a model for a whole evaluation, as the queue would have it: a busy one says nothing about a case. Each case is
 * tried again after each of the waits, or the longer one that the model asked for, up to half a minute; once three cases in
 * a row were in vain, the others are tried once, until one succeeds. Throws the last fault, and the reason of `signal`.
 */
export function createPatience(signal: AbortSignal, waitsMs: readonly number[] = [1_000, 4_000]): Patience {
  let lost = 0;
  return async (act) => {
    for (let tried = 0; ; tried++) {
      try {
        const done = await act();
        lost = 0;
        return done;
      } catch (error) {
        const cause = error instanceof Error && error.cause instanceof TransientError ? error.cause : error;
        if (!(cause instanceof TransientError)) throw error;
        const ms = lost < MOST_LOST ? waitsMs[tried] : undefined;
        if (ms === undefined) {
          lost += 1;
          throw error;
        }
        await wait(Math.max(ms, Math.min(cause.retryAfterMs ?? 0, LONGEST_MS)), undefined, { signal });
      }
    }
  };
}
