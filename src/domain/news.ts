import type { MessageState } from './ledger.ts';
import type { ReviewStatus } from './review.ts';

/** News of a thread say which. */
type OfThread = { grantId: string; threadId: string; messageId: string };

export type ReviewNews = OfThread & {
  type: 'review.opened' | 'review.changed' | 'review.reminder' | 'review.decided';
  reviewId: string;
  version: number;
  status: ReviewStatus;
  /** The person who did it, or `inreply`. */
  by: string;
};

export type MessageNews = OfThread & { type: 'message.concluded'; state: MessageState };

export type AlarmName = 'dead_letter' | 'mail_unseen' | 'still_paused' | 'knowledge_gaps';

/**
 * What others are told of as it happens; a `News` of each kind holds ids and states, never text or addresses of mail.
 *
 * - `review.opened` it waits for a person, also when it does so again · `review.changed` it is another one now, still in
 *   the same state or on its way · `review.reminder` it has waited for long
 * - `review.decided` it waits for nobody any more; its `status` says why
 * - `message.concluded` nothing more happens to the message by itself; its `state` says what became of it
 * - `agents.changed` · `pause.changed` what agents may do · `alarm` something needs a person who runs the service
 */
export type News =
  | ReviewNews
  | MessageNews
  | { type: 'agents.changed' }
  /** `agent` is null when it is about all of them. */
  | { type: 'pause.changed'; agent: string | null; by: string }
  /** `grantId` is the mailbox it is about, where it is about one. */
  | { type: 'alarm'; name: AlarmName; agent?: string; grantId?: string };

/** News as they were told: their place in the order of their shard, and when, in ms of the Redis server's clock. */
export type Told = { shard: number; id: string; atMs: number; news: News };
