import type { MessageRecord, Outgoing } from '#domain/ledger.ts';
import type { Review } from '#domain/review.ts';

/** What ends together with a send: the inbox item it came from, and the review that a person approved. */
export type Errand = { item: string; review: Review | undefined };

/** A message whose mail is on its way: the bytes are stored, and since when it is tried is known. */
export type Sending = MessageRecord & {
  state: 'ready' | 'sending';
  outgoing: Outgoing;
  tryingSinceMs: number;
  firstSendAtMs: number;
};
