import type { Reason } from '#domain/decision.ts';
import type { MessageRecord } from '#domain/ledger.ts';
import { unreachable } from '#errors.ts';
import { accountOf, change, expectState, put, take } from '#store/ledger.ts';
import type { Lease } from '#store/lease.ts';
import { withStep } from './account.ts';
import { type AfterReport, afterReport } from './after-report.ts';
import { closeReview } from './close.ts';
import { commit } from './commit.ts';
import type { Deps, Next } from './deps.ts';
import { endUnsent } from './end-send.ts';
import { backOffMs, isInterruption } from './faults.ts';
import { observed } from './observed.ts';
import { withReason } from './reasons.ts';

const UNDER_WAY_MS = 1000;

/** Nylas reported what became of a mail of ours: its message, and a review of it, end accordingly. */
export async function workReport(deps: Deps, lease: Lease, item: string, messageId: string): Promise<Next> {
  const [record] = await deps.ledger.read(lease.shard, lease.grantId, [messageId]);
  if (!record) return commit(deps, lease, take(lease, item));
  try {
    return await carryOut(deps, lease, item, record, afterReport(record));
  } catch (error) {
    if (isInterruption(error)) throw error;
    const inMs = backOffMs(5, deps.random());
    const { grantId } = lease;
    deps.events.faultMet({ where: 'report', grantId, messageId, error, attempt: 1, retryInMs: inMs });
    return { kind: 'later', inMs };
  }
}

async function carryOut(
  deps: Deps,
  lease: Lease,
  item: string,
  record: MessageRecord,
  next: AfterReport,
): Promise<Next> {
  const { reviewId } = record;
  const review = reviewId === null ? undefined : await deps.reviews.find(reviewId);
  switch (next.kind) {
    case 'wait':
      // what is under way stands in the inbox as well, and goes first
      await commit(deps, lease, [...take(lease, item), ...put(lease, item, deps.now())]);
      return { kind: 'later', inMs: UNDER_WAY_MS };
    case 'sent': {
      if (review?.status !== 'open') return commit(deps, lease, take(lease, item));
      const reason = {
        code: 'already_sent',
        detail: `told by a notification about mail ${next.id ?? 'unknown'}`,
      };
      const sentId = next.id === undefined ? {} : { sentId: next.id };
      return closeReview(deps, lease, item, { review, status: 'closed', state: 'sent', reason, ...sentId });
    }
    case 'unsent':
      return endUnsent(deps, lease, record, { item, review }, next.reason);
    case 'note':
      return note(deps, lease, item, record, next.reasons);
    default:
      return unreachable(next);
  }
}

/** The end stays as it is, with more to tell. */
function note(
  deps: Deps,
  lease: Lease,
  item: string,
  { messageId, state, account }: MessageRecord,
  reasons: readonly Reason[],
): Promise<Next> {
  if (reasons.length === 0) return commit(deps, lease, take(lease, item));
  const complained = reasons.some(({ code }) => code === 'reply_complaint');
  let told = account ?? accountOf([]);
  for (const reason of reasons) {
    told = withStep(
      { ...told, reasons: withReason(told.reasons, reason) },
      'reported',
      deps.now(),
      0,
      reason.code,
    );
  }
  return commit(deps, lease, [
    expectState(lease, messageId, state),
    ...change(lease, messageId, { account: told }),
    ...observed(deps, lease, { messageId, account }, complained ? 'complaint' : undefined),
    ...take(lease, item),
  ]);
}
