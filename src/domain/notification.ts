import type { News } from './news.ts';

/** Why somebody in Slack is told that nothing was done. */
export const refusals = [
  'not_allowed',
  'stale',
  'decided',
  'approved_before',
  'sign_in_first',
  'missing',
] as const;
export type Refusal = (typeof refusals)[number];

/**
 * Something to tell one target of: ids only, so that a retry says what is so then. The agent's file says where the target
 * is; one that it names no more is told nothing.
 */
export type Notification =
  /** `newsId` names the news over all shards. */
  | { kind: 'webhook'; agent: string; newsId: string; atMs: number; news: News }
  /** The message about a review is brought in line with it; `by` is who changed it last. */
  | { kind: 'slack'; agent: string; reviewId: string; by: string }
  /** A line that only one member of the channel sees. */
  | { kind: 'slack_refusal'; channel: string; user: string; because: Refusal }
  /** The digest of one day (YYYY-MM-DD where the agent is) for one person. */
  | { kind: 'digest'; agent: string; day: string; to: string };

export type NotificationKind = Notification['kind'];
