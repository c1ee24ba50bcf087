import { type Groundedness, groundednessOf } from '#domain/sources.ts';
import type { Replayed } from '#workers/dry-world.ts';

/** How much of what a draft states is supported by what it was given. Undefined where no draft was judged. */
export function groundedIn(result: Replayed | undefined): Groundedness | undefined {
  const sources = result?.account.sources;
  return sources === undefined ? undefined : groundednessOf(sources);
}
