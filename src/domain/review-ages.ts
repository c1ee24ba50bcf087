import type { Review } from './review.ts';
import { spanMs } from './duration.ts';
import type { ReviewsConfig } from './reviews-config.ts';

/** How long a review may wait without a change, in milliseconds. */
export type ReviewAges = { remindAfterMs?: number; expireAfterMs?: number };

/** The review with how long it may wait, as its agent's file says when it opens; unchanged where that says nothing. */
export function withAges(review: Review, config: ReviewsConfig | undefined): Review {
  const { remind_after: remind, expire_after: expire } = config ?? {};
  if (remind === undefined && expire === undefined) return review;
  const ages: ReviewAges = {
    ...(remind === undefined ? {} : { remindAfterMs: spanMs(remind) }),
    ...(expire === undefined ? {} : { expireAfterMs: spanMs(expire) }),
  };
  return { ...review, ages };
}

/** The review with the time at which it ends by itself: so long after its last change, while it is open. */
export function withExpiry({ expiresAtMs: _before, ...review }: Review): Review {
  const after = review.ages?.expireAfterMs;
  if (after === undefined || review.status !== 'open') return review;
  return { ...review, expiresAtMs: review.updatedAtMs + after };
}

/** When a review ends by itself, if nobody does anything; a snooze puts the beginning of its wait off. */
export function expiryOf(
  { expiresAtMs, updatedAtMs }: { expiresAtMs?: number | null; updatedAtMs: number },
  snoozedUntilMs: number | null,
): number | null {
  if (expiresAtMs === undefined || expiresAtMs === null) return null;
  return expiresAtMs + Math.max(0, (snoozedUntilMs ?? 0) - updatedAtMs);
}

/** What the age of a review asks for. `look`: nothing yet, look again then; `forget`: nothing any more. */
export type Aged =
  | { kind: 'remind'; nextMs: number | undefined }
  | { kind: 'expire' }
  | { kind: 'look'; atMs: number }
  | { kind: 'forget' };

/** While a text is being written anew, nothing ends. */
const BUSY_MS = 60_000;

/**
 * What follows from how long a review has waited: people are reminded once, and then it ends. Its time begins anew with
 * each change, and at the end of a snooze, so that nothing ends under the hands of a person.
 */
export function agedBy(
  review: Review,
  { reminded, snoozedUntilMs }: { reminded: boolean; snoozedUntilMs: number | null },
  nowMs: number,
): Aged {
  if (review.status !== 'open' || review.ages === undefined) return { kind: 'forget' };
  if (review.verdict !== null) return { kind: 'look', atMs: nowMs + BUSY_MS };
  const sinceMs = Math.max(review.updatedAtMs, snoozedUntilMs ?? 0);
  const { remindAfterMs, expireAfterMs } = review.ages;
  const expiresMs = expireAfterMs === undefined ? undefined : sinceMs + expireAfterMs;
  const remindsMs = remindAfterMs === undefined || reminded ? undefined : sinceMs + remindAfterMs;
  if (expiresMs !== undefined && expiresMs <= nowMs) return { kind: 'expire' };
  if (remindsMs !== undefined && remindsMs <= nowMs) return { kind: 'remind', nextMs: expiresMs };
  const next = [remindsMs, expiresMs].filter((ms) => ms !== undefined);
  return next.length === 0 ? { kind: 'forget' } : { kind: 'look', atMs: Math.min(...next) };
}

/** When the age of an open review is to be looked at first; undefined where nothing follows from it. */
export function firstLookMs({ ages, updatedAtMs }: Review): number | undefined {
  const spans = [ages?.remindAfterMs, ages?.expireAfterMs].filter((ms) => ms !== undefined);
  return spans.length === 0 ? undefined : updatedAtMs + Math.min(...spans);
}
