/** `failing` still receives, `failed` does not (CONTRACT section 1.4). */
export type HealthStatus = 'active' | 'failing' | 'failed';

export type Health = {
  /** Takes the end of one attempt and says what the destination is from now on. */
  note(ok: boolean, nowMs: number): HealthStatus;
  /** Forgets everything, as when a destination is made active again. */
  reset(): void;
};

type Bucket = { startMs: number; all: number; bad: number };

const BAD_SHARE = 0.95;
const BUCKETS = 20;

/**
 * Watches one destination: `failing` once 95 % of the attempts of the last `failing_after_ms` were not answered with
 * 200, `active` again when they are, and `failed` for good after `failed_after_ms` as failing. The limits are read at
 * each attempt, so that they can be changed on the way.
 */
export function createHealth(limits: { failing_after_ms: number; failed_after_ms: number }): Health {
  let buckets: Bucket[] = [];
  let failingSinceMs: number | undefined;

  function add(ok: boolean, nowMs: number, windowMs: number): void {
    const width = windowMs / BUCKETS;
    buckets = buckets.filter(({ startMs }) => startMs > nowMs - windowMs - width);
    let last = buckets.at(-1);
    if (!last || nowMs - last.startMs >= width) buckets.push((last = { startMs: nowMs, all: 0, bad: 0 }));
    last.all++;
    if (!ok) last.bad++;
  }

  return {
    note(ok, nowMs) {
      const windowMs = limits.failing_after_ms;
      add(ok, nowMs, windowMs);
      const sum = (of: 'all' | 'bad') => buckets.reduce((total, bucket) => total + bucket[of], 0);
      if (sum('bad') < BAD_SHARE * sum('all')) {
        failingSinceMs = undefined;
        return 'active';
      }
      // A single refusal after a quiet time is no outage: the attempts must span the time.
      const since = buckets[0]?.startMs ?? nowMs;
      if (failingSinceMs === undefined && nowMs - since < windowMs * (1 - 2 / BUCKETS)) return 'active';
      failingSinceMs ??= nowMs;
      return nowMs - failingSinceMs >= limits.failed_after_ms ? 'failed' : 'failing';
    },
    reset() {
      buckets = [];
      failingSinceMs = undefined;
    },
  };
}
