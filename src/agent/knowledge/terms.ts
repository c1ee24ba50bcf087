import { oncePerWord } from '#agent/once-per.ts';
import { isStopWord } from './stop-words.ts';
import { stemOf, wordsOf } from './words.ts';

/** What a text is about: the stems of its words, without words that say nothing and without plain numbers. */
export function termsOf(text: string): string[] {
  return wordsOf(text)
    .filter((word) => word.length > 1 && !isStopWord(word) && !/^\p{N}+$/u.test(word))
    .map(stemOf);
}

/** Longest ending of a stem that may differ while it is still the same word (`waterproof`, `waterproofing`). */
const looseEnd = 3;
const leastShared = 5;

/** One stem with its beginnings, see `looseForms`. */
export const formsOf = oncePerWord((stem): readonly string[] => [...looseForms([stem])]);

/** The stems, and their beginnings that are long enough to tell the word: two words are alike when they share one of these. */
export function looseForms(stems: readonly string[]): Set<string> {
  const forms = new Set<string>();
  for (const stem of stems) {
    forms.add(stem);
    const least = Math.max(leastShared, stem.length - looseEnd);
    for (let length = stem.length - 1; length >= least; length--) forms.add(stem.slice(0, length));
  }
  return forms;
}
