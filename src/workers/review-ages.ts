import { spanText } from '#domain/duration.ts';
import { agedBy } from '#domain/review-ages.ts';
import type { Review } from '#domain/review.ts';
import { threadKeyOf } from '#store/keys.ts';
import type { ReviewAgesStore } from '#store/review-ages.ts';
import type { Events } from '#telemetry/events.ts';
import type { Deps } from './deps.ts';

const REVIEWS_A_ROUND = 200;
/** Where a review cannot end now, it is looked at again after so long. */
const LATER_MS = 5 * 60_000;

type AgeDeps = Pick<Deps, 'ledger' | 'mailboxOf' | 'pauses' | 'limits' | 'wake' | 'now'> & {
  ages: ReviewAgesStore;
  events: Pick<Events, 'reviewReminded' | 'reviewExpired'>;
  shards: number;
};

/**
 * Looks at the reviews that have waited for long: people are reminded once, and then the review ends as its agent's file
 * says, which never is a reply. Any number of processes may do so at once: a person's verdict, or the first of them, wins.
 */
export async function ageReviews(deps: AgeDeps): Promise<void> {
  const { ages, now } = deps;
  for (let shard = 0; shard < deps.shards; shard++) {
    for (const { review, ...known } of await ages.due(shard, now(), REVIEWS_A_ROUND)) {
      const next = agedBy(review, known, now());
      if (next.kind === 'expire') await expire(deps, shard, review);
      else if (next.kind === 'forget') await ages.lookAgain(shard, review.id, undefined);
      else if (next.kind === 'look') await ages.lookAgain(shard, review.id, next.atMs);
      else if (await ages.remind(review, next.nextMs, now())) {
        deps.events.reviewReminded({ reviewId: review.id, waitedMs: now() - review.createdAtMs });
      }
    }
  }
}

async function expire(deps: AgeDeps, shard: number, review: Review): Promise<void> {
  const { ages, now } = deps;
  const config = deps.mailboxOf(review.grantId)?.agent.config.reviews;
  if (config?.expire_after === undefined) {
    await ages.lookAgain(shard, review.id, undefined); // its agent wants that no more: it stays open
    return;
  }
  const waits = (await isPaused(deps, review)) || !(await mayHandOver(deps, review, config.on_expiry));
  if (waits) {
    await ages.lookAgain(shard, review.id, now() + LATER_MS);
    return;
  }
  const waited = spanText(now() - review.updatedAtMs);
  const because = { code: 'review_expired', detail: `nobody decided it for ${waited}` };
  if (!(await ages.expire(review, because, now()))) return; // it has changed: the next round looks at it anew
  deps.events.reviewExpired({ reviewId: review.id, outcome: config.on_expiry });
  const ref = deps.ledger.threadRef(review.grantId, review.threadId);
  await deps.wake(ref.shard, [threadKeyOf(ref)]);
}

/** While the kill switch stands, nothing is ended by code either. */
async function isPaused({ pauses }: AgeDeps, { agent }: Review): Promise<boolean> {
  return (await pauses.of(agent)) !== undefined;
}

/** Mails to colleagues count against the hour of the mailbox, so that many reviews that end at once make no flood. */
async function mayHandOver(deps: AgeDeps, review: Review, outcome: 'reject' | 'escalate'): Promise<boolean> {
  const limits = deps.mailboxOf(review.grantId)?.agent.config.limits;
  if (outcome === 'reject' || limits === undefined) return true;
  const reserved = await deps.limits.reserve({
    grantId: review.grantId,
    recipient: '',
    messageId: review.messageId,
    nowMs: deps.now(),
    perMailboxPerHour: limits.per_mailbox_per_hour,
    perSenderPerDay: Number.MAX_SAFE_INTEGER,
  });
  return reserved === 'reserved';
}
