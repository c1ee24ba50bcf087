import { z } from 'zod';
import type { Risk } from './review-risk.ts';

/** The block `reviews` of agent.yaml: how people decide. Without it one person decides each review. */
export const ReviewsConfig = z.strictObject({
  /** Categories whose replies two people have to approve. */
  four_eyes: z.array(z.string()).default([]),
  /** The same for every review of high risk, whatever its category. */
  high_risk: z.boolean().default(false),
});
export type ReviewsConfig = z.infer<typeof ReviewsConfig>;

/** Faults of the block that only show beside the categories; each with the path of what is wrong. */
export function faultsOfReviews({
  reviews,
  categories,
}: {
  reviews?: ReviewsConfig | undefined;
  categories: Readonly<Record<string, { action: string }>>;
}): { path: (string | number)[]; message: string }[] {
  return (reviews?.four_eyes ?? []).flatMap((name, at) => {
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
