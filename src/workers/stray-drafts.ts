import { isUntouched } from '#agent/mail/draft-print.ts';
import { sendIdOf } from '#domain/ids.ts';
import type { MessageState } from '#domain/ledger.ts';
import type { MailDraft } from '#domain/mail.ts';
import type { ReviewStatus } from '#domain/review.ts';

/** A draft may be older than what its review says of it only while it is made: minutes. */
const GRACE_MS = 60 * 60 * 1000;

/** What is known of the message that a draft of ours names. */
export type Standing = { state: MessageState | undefined; review: ReviewStatus | undefined };

/** The message that a draft of ours was written for, by our mark; undefined for a draft of anybody else. */
export function slotOf(grantId: string, { metadata }: MailDraft): string | undefined {
  const { key1, key2, key3 } = metadata;
  if (key3 !== 'inreply' || key2 === undefined || key1 !== sendIdOf(grantId, key2)) return undefined;
  return key2;
}

/**
 * The drafts of ours that nobody needs: left by a life that ended before it recorded them, or by a review that is over.
 * A draft stays when it is young or does not say how old it is, when a person touched it, while its message is worked or
 * its review waits, and when the ledger knows nothing of its message, since then it may be the only trace.
 */
export function strayDrafts(
  grantId: string,
  drafts: readonly MailDraft[],
  standings: ReadonlyMap<string, Standing>,
  nowMs: number,
): MailDraft[] {
  return drafts.filter((draft) => {
    const messageId = slotOf(grantId, draft);
    const standing = messageId === undefined ? undefined : standings.get(messageId);
    if (standing?.state === undefined || draft.savedAtMs === undefined) return false;
    const { state, review } = standing;
    const worked = state === 'new' || state === 'ready' || state === 'sending';
    const waits = review === 'open' || review === 'approved';
    return !worked && !waits && isUntouched(draft) && nowMs - draft.savedAtMs > GRACE_MS;
  });
}
