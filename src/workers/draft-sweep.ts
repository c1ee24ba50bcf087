import { reviewIdOf } from '#domain/ids.ts';
import { encodeItem } from '#domain/inbox.ts';
import type { MailDraft } from '#domain/mail.ts';
import type { Review } from '#domain/review.ts';
import type { Nylas } from '#nylas/client.ts';
import { threadKeyOf } from '#store/keys.ts';
import { type Ledger, put, take } from '#store/ledger.ts';
import type { Reviews } from '#store/reviews.ts';
import type { Transact } from '#store/transaction.ts';
import type { Events } from '#telemetry/events.ts';
import { isEdited } from './is-edited.ts';
import { slotOf, type Standing, strayDrafts } from './stray-drafts.ts';

const REVIEWS_A_SWEEP = 5000;

type SweepDeps = {
  mailboxes: readonly { grant: string }[];
  reviews: Pick<Reviews, 'list' | 'find'>;
  nylas: Pick<Nylas, 'listDrafts' | 'deleteDraft'>;
  ledger: Pick<Ledger, 'threadRef' | 'find'>;
  transact: Transact;
  events: Pick<Events, 'sweepFailed' | 'strayDraftDeleted'>;
  wake: (shard: number, threads: readonly string[]) => Promise<void>;
  now: () => number;
  /** An older draft is not still being made. */
  draftGraceMs: number;
  signal: AbortSignal;
};

/**
 * Compares the drafts of each mailbox with the reviews, by one listing. Where the draft of an open review is missing a
 * person sent or removed it in a mail client, of which no webhook tells (CONTRACT 1.7), and where it says something else a
 * person edited it: the thread's worker looks closer.
 * A draft of ours that belongs to nothing any more is deleted.
 */
export async function sweepDrafts(deps: SweepDeps): Promise<void> {
  const open = await deps.reviews.list({ status: 'open', limit: REVIEWS_A_SWEEP });
  for (const grantId of new Set(deps.mailboxes.map(({ grant }) => grant))) {
    try {
      const drafts = await deps.nylas.listDrafts(grantId, deps.signal);
      const present = new Map(drafts.map((draft) => [draft.id, draft]));
      const touched = open.filter((review) => {
        if (review.grantId !== grantId || review.draftId === null) return false;
        const draft = present.get(review.draftId);
        return draft === undefined || isEdited(review, draft);
      });
      for (const review of touched) await report(deps, review);
      await deleteStray(deps, grantId, drafts);
    } catch (error) {
      if (deps.signal.aborted) return;
      deps.events.sweepFailed({ grantId, error });
    }
  }
}

async function report(deps: SweepDeps, review: Review): Promise<void> {
  const ref = deps.ledger.threadRef(review.grantId, review.threadId);
  const item = encodeItem({ kind: 'draft_gone', reviewId: review.id });
  await deps.transact(ref, [...take(ref, item), ...put(ref, item, deps.now())]);
  await deps.wake(ref.shard, [threadKeyOf(ref)]);
}

async function deleteStray(deps: SweepDeps, grantId: string, drafts: readonly MailDraft[]): Promise<void> {
  const standings = new Map<string, Standing>();
  for (const messageId of new Set(drafts.map((draft) => slotOf(grantId, draft)))) {
    if (messageId === undefined) continue;
    const record = await deps.ledger.find(grantId, messageId);
    const review = await deps.reviews.find(reviewIdOf(grantId, messageId));
    standings.set(messageId, { state: record?.state, review });
  }
  for (const { id, metadata } of strayDrafts(grantId, drafts, standings, deps.now() - deps.draftGraceMs)) {
    await deps.nylas.deleteDraft(grantId, id, deps.signal);
    deps.events.strayDraftDeleted({ grantId, messageId: metadata['key2'] ?? '', draftId: id });
  }
}
