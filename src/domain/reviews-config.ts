import { z } from 'zod';
import { Duration, spanMs } from './duration.ts';
import type { Risk } from './review-risk.ts';

/** The block `reviews` of agent.yaml: how people decide. Without it one person decides each review. */
export const ReviewsConfig = z.strictObject({
  /** Categories whose replies two people have to approve. */
  four_eyes: z.array(z.string()).default([]),
  /** The same for every review of high risk, whatever its category. */
  high_risk: z.boolean().default(false),
  /** After so long without a change people are reminded of a review. */
  remind_after: Duration.optional(),
  /** After so long without a change a review ends by itself. */
  expire_after: Duration.optional(),
  /** How it ends then: nothing is sent, or a person gets the mail. */
  on_expiry: z.enum(['reject', 'escalate']).default('reject'),
  /** Who gets it. */
  escalate_to: z.email().optional(),
});
export type ReviewsConfig = z.infer<typeof ReviewsConfig>;

type Fault = { path: (string | number)[]; message: string };

/** Faults of the block that only show beside the categories; each with the path of what is wrong. */
export function faultsOfReviews({
  reviews,
  categories,
  mailboxes,
}: {
  reviews?: ReviewsConfig | undefined;
  categories: Readonly<Record<string, { action: string }>>;
  mailboxes: readonly { address: string }[];
}): Fault[] {
  if (reviews === undefined) return [];
  return [...faultsOfFourEyes(reviews, categories), ...faultsOfAges(reviews, mailboxes)];
}

function faultsOfAges(reviews: ReviewsConfig, mailboxes: readonly { address: string }[]): Fault[] {
  const { remind_after: remind, expire_after: expire, on_expiry, escalate_to: to } = reviews;
  const fault = (key: keyof ReviewsConfig, message: string): Fault => ({ path: ['reviews', key], message });
  const isOwn = mailboxes.some(({ address }) => address.toLowerCase() === to?.toLowerCase());
  const isEscalated = on_expiry === 'escalate';
  return [
    ...(remind !== undefined && expire !== undefined && spanMs(remind) >= spanMs(expire)
      ? [fault('remind_after', 'comes no sooner than expire_after; remind before a review ends')]
      : []),
    ...(isEscalated && to === undefined
      ? [fault('on_expiry', 'needs escalate_to: who gets what nobody decided')]
      : []),
    ...(isOwn
      ? [fault('escalate_to', 'is a mailbox of this agent, which never answers itself; name a person')]
      : []),
    ...(expire === undefined && (isEscalated || to !== undefined)
      ? [fault(isEscalated ? 'on_expiry' : 'escalate_to', 'means nothing without expire_after')]
      : []),
  ];
}

function faultsOfFourEyes(
  reviews: ReviewsConfig,
  categories: Readonly<Record<string, { action: string }>>,
): Fault[] {
  return reviews.four_eyes.flatMap((name, at) => {
    const path = ['reviews', 'four_eyes', at];
    const category = Object.hasOwn(categories, name) ? categories[name] : undefined;
    if (category === undefined) return [{ path, message: `"${name}" is no category of this agent` }];
    if (category.action === 'review') return [];
    const message = `what "${name}" gets never waits for two people; give it action: review`;
    return [{ path, message }];
  });
}

/** How many different people have to approve a reply before it leaves. */
export function approvalsNeeded(
  config: ReviewsConfig | undefined,
  { category, risk }: { category: string | null; risk: Risk },
): number {
  if (config === undefined) return 1;
  const four = category !== null && config.four_eyes.includes(category);
  return four || (config.high_risk && risk === 'high') ? 2 : 1;
}
