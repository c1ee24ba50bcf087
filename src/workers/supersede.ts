import { encodeItem } from '#domain/inbox.ts';
import type { MessageRecord } from '#domain/ledger.ts';
import { isSameAuthor, type Message, type Thread } from '#domain/mail.ts';
import type { Review } from '#domain/review.ts';
import { accountOf, end, expectState, put } from '#store/ledger.ts';
import type { Lease } from '#store/lease.ts';
import { replace } from '#store/reviews.ts';
import type { Operation } from '#store/transaction.ts';
import type { Served } from './answer.ts';
import type { Deps } from './deps.ts';
import { audienceIn, audienceText } from './select.ts';

/** An open review that a newer message makes stale, with the record of the message it was for. */
export type Superseded = { review: Review; record: MessageRecord };

/** Those of the open reviews of a thread that are for mails of the same author, and whose reply would go to the same people as the answer to this newer one. */
export async function findSuperseded(
  deps: Deps,
  lease: Lease,
  thread: Thread,
  message: Message,
  served: Served,
  all: readonly Review[],
): Promise<Superseded[]> {
  const audience = audienceIn(thread, message, served, deps.ownAddresses());
  const open = all.filter(
    (review) =>
      review.messageId !== message.id && isOfAuthor(review, message) && audienceText(review) === audience,
  );
  if (open.length === 0) return [];
  const ids = open.map((review) => review.messageId);
  const records = await deps.ledger.read(lease.shard, lease.grantId, ids);
  return open.flatMap((review, index) => {
    const record = records[index];
    return record?.state === 'review' || record?.state === 'doubt' ? [{ review, record }] : [];
  });
}

/** Where a review does not know who wrote, its audience alone tells. */
function isOfAuthor({ messageId, from }: Review, message: Message): boolean {
  return from.length === 0 || isSameAuthor({ id: messageId, from }, message);
}

/**
 * The writes that make reviews stale for a newer message: nobody can approve a text that does not know it, and its reply
 * covers what they were for. They stand in the same transaction as that reply, so a review approved meanwhile refuses it.
 */
export function stale(lease: Lease, all: readonly Superseded[], newerId: string, nowMs: number): Operation[] {
  return all.flatMap(({ review, record }) => {
    const after: Review = {
      ...review,
      status: 'stale',
      version: review.version + 1,
      updatedAtMs: nowMs,
      closedBecause: becauseOf(newerId),
    };
    const superseded = { code: 'superseded', detail: `answered together with the newer message ${newerId}` };
    const before = record.account ?? accountOf(review.reasons, review.agent);
    const account = { ...before, reasons: [...before.reasons, superseded] };
    return [
      ...replace(lease, review, after, nowMs),
      expectState(lease, review.messageId, 'review', 'doubt'),
      ...end(lease, review.messageId, 'skipped', { account }),
      ...put(lease, encodeItem({ kind: 'verdict', reviewId: review.id }), nowMs),
    ];
  });
}

export const becauseOf = (messageId: string) => ({
  code: 'newer_message',
  detail: `message ${messageId} came into the thread`,
});
