import { fingerprintOf } from '#domain/review-print.ts';
import type { Review } from '#domain/review.ts';
import { newestIn } from '#store/review-newest.ts';
import type { Stores } from './context.ts';

/** `fingerprintOf` a review as it stands now, for those who are shown it outside the page. */
export async function fingerprintNow({ redis, ledger }: Stores, review: Review): Promise<string> {
  const ref = ledger.threadRef(review.grantId, review.threadId);
  return fingerprintOf(review, await newestIn(redis, ref, review));
}
