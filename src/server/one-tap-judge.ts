import type { OneTap } from '#domain/one-tap.ts';
import type { Review } from '#domain/review.ts';

/**
 * What a one-tap link is good for now. `ask`: its page asks once more · `used`: it decided already · `expired` · `decided`:
 * somebody else decided, or it ended · `stale`: it is not as the person was shown it · `gone` · `not_allowed`: the person
 * may not decide any more.
 */
export type TapState = 'ask' | 'used' | 'expired' | 'decided' | 'stale' | 'gone' | 'not_allowed';

export type TapFacts = {
  review: Review | undefined;
  /** `fingerprintOf` the review as it is now. */
  fingerprint: string;
  isUsed: boolean;
  isAllowed: boolean;
  nowMs: number;
};

/** Judges a link whose seal is ours. */
export function judgeTap(tap: OneTap, facts: TapFacts): TapState {
  const { review, fingerprint, isUsed, isAllowed, nowMs } = facts;
  if (isUsed) return 'used';
  if (review === undefined) return 'gone';
  if (review.status !== 'open') return 'decided';
  if (nowMs >= tap.expiresAtMs) return 'expired';
  if (!isAllowed) return 'not_allowed';
  return review.version === tap.version && fingerprint === tap.fingerprint && review.verdict === null
    ? 'ask'
    : 'stale';
}
