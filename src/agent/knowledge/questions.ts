import { sentencesOf } from './sentences.ts';
import { type Grounds, supportFor } from './support.ts';
import { termsOf } from './terms.ts';
import { folded } from './words.ts';

/** A question of a mail, and the passage that comes nearest to answering it; `score` 0..1 as in `supportFor`. */
export type AskedQuestion = { question: string; score: number; nearest: string | null };

const indirect =
  /(?<!\p{L})(?:i(?:['’]d| would) (?:like|love) to know|i(?: want|['’]m trying| need) to (?:know|find out)|i(?: \p{L}+)? wonder|i am wondering|(?:please )?(?:tell|let) me (?:know|how|when|what|where|which|if|whether|about)|can you tell|could you tell|wusste gern|mochte wissen|wollte (?:fragen|wissen)|frage mich|konnen sie mir sagen|je (?:voudrais|souhaite|aimerais) savoir|pouvez-vous me dire|quisiera saber|me gustaria saber|vorrei sapere|gostaria de saber|wil graag weten|ik vraag me af|chcialbym wiedziec|chcialabym wiedziec)(?!\p{L})/u;
const polite = new Set(
  'know tell wonder possibl like want question ask help information inform interest think wiss frag mocht informat savoir question saber pregunt saper domand weten vraag'.split(
    ' ',
  ),
);
const maxQuestions = 8;
const maxLength = 300;

/**
 * What a mail asks, question by question, in its own words; where nothing is marked as a question, the sentences that say most.
 * At most 8, each cut at 300 characters.
 */
export function questionsIn(text: string): string[] {
  const sentences = sentencesOf(text).filter((sentence) => askedFor(sentence).length > 0);
  const marked = sentences.filter(
    (sentence) => /[?？;]["”»)]*$/u.test(sentence) || indirect.test(folded(sentence)),
  );
  const chosen = marked.length > 0 ? marked : sentences.filter((one) => askedFor(one).length > 1).slice(0, 3);
  return chosen.slice(0, maxQuestions).map((sentence) => sentence.slice(0, maxLength));
}

/** How well each question of a mail is spoken of by what our side has said. */
export function spokenOf(questions: readonly string[], grounds: Grounds): AskedQuestion[] {
  const ours = { ...grounds, sentences: grounds.sentences.filter(({ ground }) => ground.side === 'ours') };
  return questions.map((question) => {
    const [best] = supportFor(askedFor(question).join(' '), ours).near.toSorted((a, b) => b.score - a.score);
    return { question, score: best?.score ?? 0, nearest: best?.ground.id ?? null };
  });
}

/** What a question is about, without the words that only ask. */
export function askedFor(question: string): string[] {
  return termsOf(question).filter((term) => !polite.has(term));
}
