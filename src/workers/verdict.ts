import type { Review } from '#domain/review.ts';
import { begun } from '#domain/verdict.ts';
import { messageOf, unreachable } from '#errors.ts';
import { change, take } from '#store/ledger.ts';
import type { Lease } from '#store/lease.ts';
import { replace } from '#store/reviews.ts';
import { approve } from './approve.ts';
import { type Closing, closeReview, closeWithDraft, deleteDraft } from './close.ts';
import { commit } from './commit.ts';
import type { Deps, Next } from './deps.ts';
import { workExpired } from './expire.ts';
import { reopened } from './review-forms.ts';
import { isInterruption, retryAfter } from './faults.ts';
import { revise } from './revise.ts';

/** After so many faults an approved review opens again, and a refused deletion of a draft is let be: about 5 minutes. */
const VERDICT_ATTEMPTS = 9;

/** Carries out what a person decided, or cleans up after a review that ended otherwise. */
export async function workVerdict(deps: Deps, lease: Lease, item: string, reviewId: string): Promise<Next> {
  const review = await deps.reviews.find(reviewId);
  if (!review) return commit(deps, lease, take(lease, item));
  if (review.actsAtMs !== undefined) return takeUp(deps, lease, review, review.actsAtMs);
  try {
    return await carryOut(deps, lease, item, review);
  } catch (error) {
    if (isInterruption(error)) throw error;
    return afterFault(deps, lease, item, review, error);
  }
}

/**
 * A verdict that can be undone is let be until its time is over. Then it is taken up in a step of its own, before anything
 * is done about it: either this comes first or the undo does, never both.
 */
async function takeUp(deps: Deps, lease: Lease, review: Review, actsAtMs: number): Promise<Next> {
  const nowMs = deps.now();
  if (nowMs < actsAtMs) return { kind: 'later', inMs: actsAtMs - nowMs };
  const act = { by: 'inreply', what: 'begun' };
  return commit(deps, lease, replace(lease, review, begun(review, nowMs), nowMs, act));
}

async function carryOut(deps: Deps, lease: Lease, item: string, review: Review): Promise<Next> {
  switch (review.status) {
    case 'approved':
      return approve(deps, lease, item, review);
    case 'rejected':
      return closeReview(deps, lease, item, rejectionOf(review));
    case 'open':
      if (review.verdict?.kind === 'revise')
        return revise(deps, lease, item, review, review.verdict.instruction);
      return commit(deps, lease, take(lease, item));
    case 'expired':
      return workExpired(deps, lease, item, review);
    case 'sent':
    case 'stale':
    case 'closed':
      await deleteDraft(deps, lease, review);
      return commit(deps, lease, take(lease, item));
    default:
      return unreachable(review.status);
  }
}

function rejectionOf(review: Review): Closing {
  const why = review.verdict?.kind === 'reject' ? review.verdict.reason.trim() : '';
  const detail = why === '' ? 'a person rejected the reply' : `a person rejected the reply: ${why}`;
  return { review, status: 'rejected', state: 'skipped', reason: { code: 'rejected_by_person', detail } };
}

async function afterFault(
  deps: Deps,
  lease: Lease,
  item: string,
  tried: Review,
  error: unknown,
): Promise<Next> {
  const { grantId, messageId } = tried;
  const review = (await deps.reviews.find(tried.id)) ?? tried; // what was tried may have changed it
  const [record] = await deps.ledger.read(lease.shard, grantId, [messageId]);
  const seen = record ?? { attempts: VERDICT_ATTEMPTS, admittedAtMs: 0 };
  const { attempts, inMs } = retryAfter(error, seen, deps.now(), deps.random());
  deps.events.faultMet({ where: 'verdict', grantId, messageId, error, attempt: attempts, retryInMs: inMs });
  const lastFault = messageOf(error);
  if (attempts < VERDICT_ATTEMPTS) {
    await commit(deps, lease, change(lease, messageId, { attempts, lastFault }));
    return { kind: 'later', inMs };
  }
  if (review.status === 'rejected') return closeWithDraft(deps, lease, item, rejectionOf(review));
  const undecided = ['approved', 'open', 'expired'].includes(review.status);
  const reason = { code: 'verdict_failed', detail: `could not be carried out: ${lastFault}. Decide again.` };
  const nowMs = deps.now();
  const next = await commit(deps, lease, [
    ...(undecided ? replace(lease, review, reopened(review, reason, nowMs), nowMs) : []),
    ...(record ? change(lease, messageId, { attempts: 0, lastFault }) : []),
    ...take(lease, item),
  ]);
  return next.kind === 'later' ? { kind: 'later', inMs } : next;
}
