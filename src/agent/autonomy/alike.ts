import type { Outcome } from '#domain/autonomy.ts';

/** Two people who answer the same question share about so many of their content words. */
const ALIKE = 0.4;
const MOST_CHARACTERS = 20_000;

/**
 * Whether what we would have sent says about the same as what a person sent: the share of content words in common (Dice),
 * and no number of ours that the person does not have. A coarse sign; it only opens the way to review.
 */
export function outcomeOfShadow(ours: string, theirs: string): Extract<Outcome, 'alike' | 'unlike'> {
  const [mine, yours] = [contentWords(ours), contentWords(theirs)];
  if (mine.size === 0 || yours.size === 0) return 'unlike';
  const common = [...mine].filter((word) => yours.has(word)).length;
  const strange = [...mine].some((word) => /\d/.test(word) && !yours.has(word));
  return !strange && (2 * common) / (mine.size + yours.size) >= ALIKE ? 'alike' : 'unlike';
}

/** Words of four letters or more, single characters of scripts without spaces, and whatever holds a digit. */
function contentWords(text: string): Set<string> {
  const words = text.slice(0, MOST_CHARACTERS).toLowerCase().match(WORDS) ?? [];
  return new Set(words.filter((word) => word.length > 3 || /\d|[^\p{Script=Latin}]/u.test(word)));
}

const WORDS =
  /\p{Script=Han}|\p{Script=Hiragana}|\p{Script=Katakana}|\p{N}[\p{N}.,:/-]*\p{N}|[\p{L}\p{N}]+/gu;
