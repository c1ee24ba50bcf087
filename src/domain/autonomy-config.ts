import { z } from 'zod';

/** The block `autonomy` of agent.yaml: how each category of each mailbox earns its way to answering by itself. */
export const Autonomy = z.strictObject({
  /** Where a category begins that has no level yet. */
  start: z.enum(['shadow', 'review', 'delayed']).default('review'),
  /** Share of good replies that the lower confidence bound has to reach. */
  bar: z.number().min(0.5).max(0.999).default(0.95),
  /** Of that bound, one-sided. */
  confidence: z.number().min(0.5).max(0.999).default(0.95),
  /** Fewer outcomes at a level prove nothing. */
  at_least: z.number().int().min(1).max(200).default(20),
  /** How long a reply can be taken back at the level `delayed`. */
  delay_seconds: z.number().min(1).max(3600).default(120),
  /** Whether a step up is only proposed to a person, or taken. */
  promote: z.enum(['propose', 'auto']).default('propose'),
  /** Categories that never go beyond review. */
  never_auto: z.array(z.string()).default([]),
  /** Share of words changed from which an edit counts as a rejection. */
  heavy_edit: z.number().min(0.05).max(1).default(0.3),
  /** How long after a step down the next step up has to wait. */
  cool_down_hours: z.number().min(0).max(2160).default(72),
});
export type Autonomy = z.infer<typeof Autonomy>;

/** Faults of the block that only show beside the categories; each with the path of what is wrong. */
export function faultsOfAutonomy({
  autonomy,
  categories,
}: {
  autonomy?: Autonomy | undefined;
  categories: Readonly<Record<string, unknown>>;
}): { path: (string | number)[]; message: string }[] {
  return (autonomy?.never_auto ?? []).flatMap((name, at) =>
    Object.hasOwn(categories, name)
      ? []
      : [{ path: ['autonomy', 'never_auto', at], message: `"${name}" is no category of this agent` }],
  );
}
