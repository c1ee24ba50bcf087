import type { Refusal } from '#domain/notification.ts';
import type { SlackTarget } from '#domain/notify-config.ts';
import type { Review } from '#domain/review.ts';
import type { CallSlack } from './slack-api.ts';
import { slackMessageOf } from './slack-blocks.ts';

/** Where a review was posted. */
export type SlackPost = { channel: string; ts: string };

export type SlackDeps = {
  call: CallSlack;
  findReview: (id: string) => Promise<Review | undefined>;
  /** `fingerprintOf` a review as it stands now. */
  fingerprint: (review: Review) => Promise<string>;
  posts: {
    find(reviewId: string): Promise<SlackPost | undefined>;
    keep(reviewId: string, post: SlackPost): Promise<void>;
  };
  pageUrl: (path: string) => string | null;
};

/** Slack shows no unfolded links and reads nothing out of texts. */
const asWritten = {
  unfurl_links: false,
  unfurl_media: false,
  mrkdwn: false,
  parse: 'none',
  link_names: false,
};
/** A review that changes while its message is brought in line is looked at again so often. */
const MOST_ROUNDS = 5;

/**
 * Brings the message about a review in line with it: one is posted when it waits for a person, and changed whenever the
 * review is. Whichever of several jobs comes last, what is shown in the end is the review as it is then.
 *
 * A process that dies between the post and its record posts again; Slack has no key against that.
 */
export async function showInSlack(
  deps: SlackDeps,
  target: SlackTarget,
  told: { reviewId: string; by: string },
  signal: AbortSignal,
): Promise<void> {
  const { call, findReview, posts } = deps;
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const review = await findReview(told.reviewId);
    if (review === undefined) return;
    const message = slackMessageOf({
      review,
      fingerprint: await deps.fingerprint(review),
      url: deps.pageUrl(`/reviews/${encodeURIComponent(review.id)}`),
      mayDecide: target.approvers.length > 0,
      by: told.by,
    });
    const before = await posts.find(review.id);
    if (before === undefined && review.status !== 'open') return;
    if (before === undefined) {
      const args = { channel: target.channel, ...message, ...asWritten };
      const { channel, ts } = await call('chat.postMessage', args, signal);
      await posts.keep(review.id, { channel, ts });
    } else {
      await call('chat.update', { ...before, ...message, parse: 'none', link_names: false }, signal);
    }
    const after = await findReview(told.reviewId);
    if (after?.version === review.version) return;
  }
}

const words: Record<Refusal, string> = {
  not_allowed: 'You may not decide here. Ask who looks after Inreply to list you among the approvers.',
  stale: 'Nothing was done: it has changed since it was shown here. Look at it again, then decide.',
  decided: 'Nothing was done: it was decided already.',
  approved_before: 'You have approved it already. Somebody else has to approve it too.',
  sign_in_first: 'Nothing was done: two people have to approve this, each signed in. Approve it on the page.',
  missing: 'Nothing was done: it is gone.',
};

/** Tells one member of a channel why nothing was done. */
export async function refuseInSlack(
  call: CallSlack,
  { channel, user, because }: { channel: string; user: string; because: Refusal },
  signal: AbortSignal,
): Promise<void> {
  await call('chat.postEphemeral', { channel, user, text: words[because], ...asWritten }, signal);
}
