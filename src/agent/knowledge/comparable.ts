import { oncePer } from '#agent/once-per.ts';
import { isWrittenIn, languageOf } from '#agent/reading/language.ts';

import type { Passage } from './passage.ts';

/** Shorter texts tell too little of their language. */
const leastToTell = 60;

const languageOfPassage = oncePer(({ text }: Passage) => languageOf(text));

/** A part of them in another language may be a guess gone wrong. */
const leastShare = 0.3;

/**
 * Whether the words of a text can be found in the passages: enough of them are in its language, or nobody can tell. `tag` is the
 * BCP 47 tag of the text where it is known.
 */
export function isComparable(text: string, tag: string | undefined, passages: readonly Passage[]): boolean {
  const languages = passages.map(languageOfPassage).filter((language) => language !== undefined);
  const primary = tag?.toLowerCase().split(/[-_]/, 1)[0];
  const isUnknown = primary === undefined || primary === 'und';
  const alike = languages.filter(
    (language) => language === primary || (isUnknown && isWrittenIn(text, language, leastToTell)),
  );
  return languages.length === 0 || alike.length >= leastShare * languages.length;
}
