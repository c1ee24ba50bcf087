import { groundednessOf, type SourcedSentence } from '#domain/sources.ts';

/** What a draft rests on, as the API shows it: its sentences, and how many of those that state something have support. */
export function sourcesShape(sources: readonly SourcedSentence[] | undefined) {
  return {
    sources: sources ?? [],
    groundedness: sources === undefined ? null : groundednessOf(sources),
  };
}
