import type { Clock } from '#domain/ports.ts';

/** How many callers are remembered; beyond it the one who tried longest ago is forgotten. */
const maxCallers = 10_000;

export type Attempts = {
  /** How long this caller has to wait before it may try, in milliseconds; 0 when it may now. */
  waitMs(who: string): number;
  failed(who: string): void;
};

/** A sliding window over failed sign-ins: `limit` of them within `windowMs`, for each caller, in memory. */
export function createAttempts({
  limit,
  windowMs,
  now,
}: {
  limit: number;
  windowMs: number;
  now: Clock;
}): Attempts {
  const failures = new Map<string, number[]>();
  const recent = (who: string) => (failures.get(who) ?? []).filter((atMs) => atMs > now() - windowMs);

  return {
    waitMs(who) {
      const within = recent(who);
      const oldest = within[within.length - limit];
      return oldest === undefined ? 0 : oldest + windowMs - now();
    },

    failed(who) {
      const within = [...recent(who), now()].slice(-limit);
      // Deleted first, so that the map stays in order of the last failure.
      failures.delete(who);
      failures.set(who, within);
      const [longestAgo] = failures.keys();
      if (failures.size > maxCallers && longestAgo !== undefined) failures.delete(longestAgo);
    },
  };
}
