import { encodeItem } from '#domain/inbox.ts';
import type { Review } from '#domain/review.ts';
import type { Nylas } from '#nylas/client.ts';
import type { Pending } from '#store/pending.ts';
import { threadKeyOf } from '#store/keys.ts';
import { type Ledger, put, take } from '#store/ledger.ts';
import type { Reviews } from '#store/reviews.ts';
import type { Transact } from '#store/transaction.ts';
import type { Events } from '#telemetry/events.ts';

const THREADS_A_SWEEP = 200;
const REVIEWS_A_SWEEP = 1000;

/** Wakes threads that have work, are overdue and have nobody at them: their wake-up was lost. A needless one is harmless. */
export async function wakeForgotten(deps: {
  pending: Pending;
  wake: (shard: number, threads: readonly string[]) => Promise<void>;
  shards: number;
  overdueBeforeMs: number;
  events: Pick<Events, 'threadWoken'>;
}): Promise<void> {
  for (let shard = 0; shard < deps.shards; shard++) {
    const threads = await deps.pending.overdue(shard, deps.overdueBeforeMs, THREADS_A_SWEEP);
    if (threads.length === 0) continue;
    await deps.wake(shard, threads);
    deps.events.threadWoken(threads.length);
  }
}

/**
 * Finds open reviews whose draft is no longer in the mailbox, because a person sent or removed it in a mail client: no
 * webhook tells of that (CONTRACT 1.7). One listing per mailbox; the thread's worker then looks closer.
 */
export async function findMissingDrafts(deps: {
  reviews: Pick<Reviews, 'list'>;
  nylas: Pick<Nylas, 'listDraftIds'>;
  ledger: Pick<Ledger, 'threadRef'>;
  transact: Transact;
  mailboxOf: (grantId: string) => object | undefined;
  events: Pick<Events, 'sweepFailed'>;
  wake: (shard: number, threads: readonly string[]) => Promise<void>;
  now: () => number;
  signal: AbortSignal;
}): Promise<void> {
  const open = await deps.reviews.list({ status: 'open', limit: REVIEWS_A_SWEEP });
  const withDraft = open.filter((review) => review.draftId !== null && deps.mailboxOf(review.grantId));
  for (const [grantId, reviews] of Map.groupBy(withDraft, (review) => review.grantId)) {
    try {
      const present = await deps.nylas.listDraftIds(grantId, deps.signal);
      const missing = reviews.filter(({ draftId }) => draftId !== null && !present.has(draftId));
      for (const review of missing) await report(deps, review);
    } catch (error) {
      if (deps.signal.aborted) return;
      deps.events.sweepFailed({ grantId, error });
    }
  }
}

async function report(
  deps: Pick<Parameters<typeof findMissingDrafts>[0], 'ledger' | 'transact' | 'wake' | 'now'>,
  review: Review,
): Promise<void> {
  const ref = deps.ledger.threadRef(review.grantId, review.threadId);
  const item = encodeItem({ kind: 'draft_gone', reviewId: review.id });
  await deps.transact(ref, [...take(ref, item), ...put(ref, item, deps.now())]);
  await deps.wake(ref.shard, [threadKeyOf(ref)]);
}
