/** How a person's text differs from the model's, by rule. */
export const pairChanges = [
  'rewritten',
  'shorter',
  'longer',
  'figures',
  'links',
  'promises',
  'greeting',
  'wording',
] as const;
export type PairChange = (typeof pairChanges)[number];

/**
 * What the model wrote and what a person sent in its place, kept to learn from where the mailbox allows it. Personal data
 * in the texts is replaced by marks before it is kept.
 */
export type Pair = {
  /** That of the review. */
  id: string;
  agent: string;
  grantId: string;
  messageId: string;
  category: string | null;
  /** Codes of why it waited for a person. */
  reasons: string[];
  /** Id of the person who approved it. */
  by: string;
  atMs: number;
  /** What the sender wrote, shortened. */
  question: string;
  draft: string;
  final: string;
  /** In the person's words, where they said. */
  why: string | null;
  changes: PairChange[];
};
