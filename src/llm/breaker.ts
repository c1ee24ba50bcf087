/**
 * What is known of how a model's server is. `open`: it failed so often, or asked to be left alone, that it is not asked
 * for `coolMs` from `sinceMs` (`told`: it named the time itself); then it is half open, and asked again to see. `probing`: somebody is doing so.
 */
export type Breaker =
  | { state: 'closed'; faults: number }
  | { state: 'open'; sinceMs: number; coolMs: number; told: boolean; probing: boolean };

export const closed: Breaker = { state: 'closed', faults: 0 };

/** After so many faults in a row a server is taken for away. */
const OPENS_AFTER = 5;
const FIRST_COOL_MS = 1_000;
const LONGEST_COOL_MS = 60_000;
/** A question that no other model can answer waits no longer than this, since the queue counts its tries. */
const LONGEST_WITHOUT_OTHER_MS = 5_000;

/**
 * Whether to ask. With another model to turn to, one question at a time finds out whether an open server is back; without
 * one, all do once the time is up. `waitMs` is named where the server itself asked for it.
 */
export function allows(
  breaker: Breaker,
  { nowMs, hasOther }: { nowMs: number; hasOther: boolean },
): { kind: 'ask' } | { kind: 'leave'; waitMs: number | undefined } {
  if (breaker.state === 'closed') return { kind: 'ask' };
  const { sinceMs, coolMs, probing } = breaker;
  const bounded = hasOther || breaker.told ? coolMs : Math.min(coolMs, LONGEST_WITHOUT_OTHER_MS);
  const leftMs = sinceMs + bounded - nowMs;
  if (leftMs > 0) return { kind: 'leave', waitMs: breaker.told ? leftMs : undefined };
  return hasOther && probing ? { kind: 'leave', waitMs: undefined } : { kind: 'ask' };
}

/** A question is on its way. */
export function asked(breaker: Breaker): Breaker {
  return breaker.state === 'closed' ? breaker : { ...breaker, probing: true };
}

/** It was answered, in whatever way: the server is there. */
export function answered(): Breaker {
  return closed;
}

/** The caller left before the end, so nothing was learnt. */
export function abandoned(breaker: Breaker): Breaker {
  return breaker.state === 'closed' ? breaker : { ...breaker, probing: false };
}

/** The server was away or overloaded; `retryAfterMs` is how long it asked to be left alone. */
export function failed(breaker: Breaker, nowMs: number, retryAfterMs: number | undefined): Breaker {
  const told = retryAfterMs !== undefined && retryAfterMs > 0;
  if (breaker.state === 'closed') {
    const faults = breaker.faults + 1;
    if (!told && faults < OPENS_AFTER) return { state: 'closed', faults };
    const coolMs = told ? Math.min(retryAfterMs, LONGEST_COOL_MS) : FIRST_COOL_MS;
    return { state: 'open', sinceMs: nowMs, coolMs, told, probing: false };
  }
  // Faults of questions that were under way when it opened say nothing new.
  if (nowMs < breaker.sinceMs + breaker.coolMs && !told) return { ...breaker, probing: false };
  const coolMs = Math.min(told ? retryAfterMs : Math.max(FIRST_COOL_MS, breaker.coolMs * 2), LONGEST_COOL_MS);
  return { state: 'open', sinceMs: nowMs, coolMs, told, probing: false };
}
