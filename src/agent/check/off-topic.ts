import { sentencesOf } from '#agent/knowledge/sentences.ts';
import { stemOf, wordsOf } from '#agent/knowledge/words.ts';

import { oncePer } from '#agent/once-per.ts';

import type { Material } from './material.ts';
import { isPlain } from './plain-words.ts';

/** A question has to speak of so many things before it can be said to speak of nothing of ours. */
const leastTelling = 2;
const maxLength = 20_000;

const asks = /[?？]\s*$|^\W*(?:what|who|where|when|which|why|how|is|are|do|does|did|can|could)\b/iu;

/** Says that somebody asks for what has nothing to do with the team, where the team wrote down what it is about. */
export function offTopicIn(material: Material): string | undefined {
  return isOffTopic(material) ? 'the mail asks for what has nothing to do with the team' : undefined;
}

const isOffTopic = oncePer(({ theirs, hasKnowledge, isOurs }: Material) => {
  if (!hasKnowledge) return false;
  return sentencesOf(theirs.slice(0, maxLength)).some((sentence) => {
    if (!asks.test(sentence)) return false;
    const telling = new Set(
      wordsOf(sentence)
        .filter((word) => !isPlain(word, undefined) && !/^\p{N}+$/u.test(word))
        .map(stemOf),
    );
    return telling.size >= leastTelling && ![...telling].some(isOurs);
  });
});
