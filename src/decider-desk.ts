import { type Context, decideAndWake, type Stores } from './context.ts';
import type { Refusal } from '#domain/notification.ts';
import { openOneTap } from '#domain/one-tap.ts';
import { mayAs, seesMailbox } from '#domain/person.ts';
import type { Review, Verdict } from '#domain/review.ts';
import { createNotifyQueue, type NotifyQueue } from '#queue/notify.ts';
import type { OneTapDesk } from '#server/one-tap.ts';
import type { Access } from '#server/sign-in/access.ts';
import { findListed, personOf } from '#server/sign-in/people.ts';
import type { SlackDesk } from '#server/slack-actions.ts';
import { queuePrefixOf } from '#store/keys.ts';
import { createNotices } from '#store/notices.ts';
import type { Conflict } from '#store/review-verdicts.ts';
import { fingerprintNow } from './shown-review.ts';

/** What signs one-tap links; the same for all processes. */
export const ONE_TAP_KEY = 'one-tap';

const refusals: Record<Conflict, Refusal> = {
  stale_version: 'stale',
  already_decided: 'decided',
  already_approved: 'approved_before',
  sign_in_first: 'sign_in_first',
  too_late: 'decided',
};

/** A verdict that was given outside the page: it counts for the review as it was shown there, the first one wins. */
async function decideShown(
  stores: Stores,
  { reviewId, version, fingerprint }: { reviewId: string; version: number; fingerprint: string },
  verdict: Verdict,
  by: string,
): Promise<{ kind: 'accepted'; review: Review } | { kind: 'refused'; because: Refusal }> {
  if (verdict.kind === 'approve' && verdict.body.trim() === '') return { kind: 'refused', because: 'stale' };
  const decided = await decideAndWake(stores, reviewId, version, verdict, by, { fingerprint });
  if (decided.kind === 'accepted') return decided;
  return { kind: 'refused', because: decided.kind === 'missing' ? 'missing' : refusals[decided.code] };
}

/** Verdicts that are given outside the page: in mails and in Slack. */
export function deciderDesks(
  context: Context,
  stores: Stores,
  stack: AsyncDisposableStack,
  access: Access,
): { oneTap: OneTapDesk; slack: SlackDesk } {
  return { oneTap: oneTapDesk(context, stores, access), slack: slackDesk(context, stores, stack) };
}

/** Verdicts by one-tap links, put together from Redis, the agents and those who may sign in. */
function oneTapDesk({ agents }: Context, stores: Stores, access: Access): OneTapDesk {
  const { taps } = createNotices(stores.redis);
  const key = access.keyFor(ONE_TAP_KEY);
  return {
    open: (token) => openOneTap(token, key),
    ...taps,
    findReview: (id) => stores.reviews.find(id),
    fingerprint: (review) => fingerprintNow(stores, review),
    deciderOf(person, { grantId }) {
      const to = agents.mailboxOf(grantId)?.agent.config.notify?.digest?.to ?? [];
      if (!to.some((address) => address.toLowerCase() === person.toLowerCase())) return undefined;
      const listed = findListed(access.people, person);
      if (listed === undefined) return `mail:${person.toLowerCase()}`;
      const who = personOf(listed, access.grantsOf);
      return mayAs(who, 'reviewer') && seesMailbox(who, grantId) ? who.id : undefined;
    },
    decide: (...given) => decideShown(stores, ...given),
  };
}

/** Verdicts by buttons in Slack. What is told there goes through the queue, so that the press is answered in time. */
function slackDesk({ config, agents }: Context, stores: Stores, stack: AsyncDisposableStack): SlackDesk {
  const notices = createNotices(stores.redis);
  let queue: NotifyQueue | undefined; // made with the first answer: most services have no Slack
  const queueNow = () =>
    (queue ??= stack.use(createNotifyQueue({ connection: stores.redis, prefix: queuePrefixOf(0) })));
  return {
    signingSecret: config.slack.signingSecret,
    isFirst: (signature) => notices.isFirstPress(signature),
    findReview: (id) => stores.reviews.find(id),
    approversOf: (grantId) => agents.mailboxOf(grantId)?.agent.config.notify?.slack?.approvers ?? [],
    decide: (...given) => decideShown(stores, ...given),
    async answer({ signature, channel, user, because, review }) {
      const agent = review && agents.mailboxOf(review.grantId)?.agent.name;
      const refusal = { kind: 'slack_refusal', channel, user, because } as const;
      await queueNow().add(
        { id: `refusal ${signature}`, notification: refusal },
        ...(review === undefined || agent === undefined || because === 'not_allowed'
          ? []
          : [
              {
                id: `again ${signature}`,
                notification: { kind: 'slack', agent, reviewId: review.id, by: 'inreply' } as const,
              },
            ]),
      );
    },
  };
}
