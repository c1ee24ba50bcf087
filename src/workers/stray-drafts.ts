import { isUntouched } from '#agent/mail/draft-print.ts';
import { sendIdOf } from '#domain/ids.ts';
import type { MessageState } from '#domain/ledger.ts';
import type { MailDraft } from '#domain/mail.ts';
import type { Review } from '#domain/review.ts';

/** What is known of the message that a draft of ours names. */
export type Standing = {
  state: MessageState | undefined;
  review: Pick<Review, 'status' | 'draftId'> | undefined;
};

/** The message that a draft of ours was written for, by our mark; undefined for a draft of anybody else. */
export function slotOf(grantId: string, { metadata }: MailDraft): string | undefined {
  const { key1, key2, key3 } = metadata;
  if (key3 !== 'inreply' || key2 === undefined || key1 !== sendIdOf(grantId, key2)) return undefined;
  return key2;
}

/**
 * After so many milliseconds a draft is not still being made: Nylas may carry out a creation whose answer we did not wait
 * for, and its review may be opened by a later life.
 */
export function draftGraceMs(nylasTimeoutMs: number, leaseMs: number): number {
  return 4 * (nylasTimeoutMs + leaseMs);
}

/**
 * The drafts of ours that nobody needs: left by a life that ended before it recorded them, made a second time when the
 * first creation had no answer, or left by a review that is over. A draft stays when it is young or does not say how old it is, when a person touched it, while its message is worked or
 * its review waits with this draft or none, and when the ledger knows nothing of its message, since then it may be the only trace. Young is
 * one that its review may not yet name, since it is just being made.
 */
export function strayDrafts(
  grantId: string,
  drafts: readonly MailDraft[],
  standings: ReadonlyMap<string, Standing>,
  savedBeforeMs: number,
): MailDraft[] {
  return drafts.filter((draft) => {
    const messageId = slotOf(grantId, draft);
    const standing = messageId === undefined ? undefined : standings.get(messageId);
    if (standing?.state === undefined || draft.savedAtMs === undefined) return false;
    const { state, review } = standing;
    const worked = state === 'new' || state === 'ready' || state === 'sending';
    const waits = review?.status === 'open' || review?.status === 'approved';
    const needed = waits && (review.draftId === null || review.draftId === draft.id);
    return !worked && !needed && isUntouched(draft) && draft.savedAtMs < savedBeforeMs;
  });
}
