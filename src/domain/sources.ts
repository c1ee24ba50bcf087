/** What a sentence of a draft is: the last eight commit us, and need support from our own side. */
export const claimKinds = [
  'courtesy',
  'question',
  'fact',
  'money',
  'percentage',
  'time',
  'quantity',
  'availability',
  'link',
  'legal',
  'promise',
] as const;
export type ClaimKind = (typeof claimKinds)[number];

/** One sentence of a draft, in its order, and what it rests on. */
export type SourcedSentence = {
  sentence: string;
  kind: ClaimKind;
  /** Id of the passage or of the mail that supports it, or `instructions`; null when nothing does, or nothing needs to. */
  support: string | null;
};

/** How much of what a draft states as fact is supported. */
export type Groundedness = { supported: number; factual: number };

/** Sentences that state something, and those of them with support. */
export function groundednessOf(sources: readonly SourcedSentence[]): Groundedness {
  const factual = sources.filter(({ kind }) => kind !== 'courtesy' && kind !== 'question');
  return { supported: factual.filter(({ support }) => support !== null).length, factual: factual.length };
}
