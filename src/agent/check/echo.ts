import { sentencesOf } from '#agent/knowledge/sentences.ts';
import { wordsOf } from '#agent/knowledge/words.ts';
import { oncePer } from '#agent/once-per.ts';

import type { Material } from './material.ts';
import { isPlain } from './plain-words.ts';

/** So many words in a row of somebody else's mail are no longer a mention of what they asked. */
const longRun = 9;
/** A shorter run, when it holds so many words that are not everybody's. */
const tellingRun = { words: 6, telling: 3 };

/** The first run of words that a draft took from the mail and that nothing of ours has; undefined when it only mentions things. */
export function echoIn(body: string, material: Material): string | undefined {
  const draft = wordsOf(body);
  const mail = runsOfMail(material);
  let length = 0;
  for (let at = 0; at + tellingRun.words <= draft.length; at++) {
    const run = draft.slice(at, at + tellingRun.words);
    const joined = run.join(' ');
    if (!mail.has(joined) || material.ourWords.includes(` ${joined} `)) {
      length = 0;
      continue;
    }
    length = length === 0 ? tellingRun.words : length + 1;
    if (length >= longRun || tellingWords(run) >= tellingRun.telling)
      return draft.slice(at + tellingRun.words - length, at + tellingRun.words).join(' ');
  }
  return undefined;
}

const runsOfMail = oncePer(({ theirs }: Material) => runsOf(wordsOf(theirs)));

function tellingWords(run: readonly string[]): number {
  return run.filter((word) => !/^\p{N}+$/u.test(word) && !isPlain(word, undefined)).length;
}

function runsOf(words: readonly string[]): Set<string> {
  const runs = new Set<string>();
  const length = tellingRun.words;
  for (let at = 0; at + length <= words.length; at++) runs.add(words.slice(at, at + length).join(' '));
  return runs;
}

/** A whole sentence of the mail, by more than courtesy: nobody answers with what they were sent. Names are no sentences. */
const leastSentence = { words: 4, plain: 2 };

/** The first sentence of others that a draft says word for word; undefined where it only shares courtesies with them. */
export function sentenceOfMail(body: string, material: Material): string | undefined {
  const draft = ` ${wordsOf(body).join(' ')} `;
  return tellingSentences(material).find((sentence) => draft.includes(` ${sentence} `));
}

const tellingSentences = oncePer(({ ourWords, theirs }: Material) => {
  return sentencesOf(theirs)
    .map((sentence) => wordsOf(sentence))
    .filter((words) => words.length >= leastSentence.words && tellingWords(words) > 0)
    .filter((words) => words.filter((word) => isPlain(word, undefined)).length >= leastSentence.plain)
    .map((words) => words.join(' '))
    .filter((sentence) => !ourWords.includes(` ${sentence} `));
});

/** So many words in a row out of a sentence that dictates; fewer when one of them is not everybody's. */
const dictatedRun = { words: 4, plain: 6 };

/** Words that a draft has from one of the sentences of a mail that say what is to be written; whole ones when they are short. */
export function dictatedIn(
  body: string,
  dictating: readonly string[],
  { ourWords }: Material,
): string | undefined {
  const draft = ` ${wordsOf(body).join(' ')} `;
  const isTaken = (run: readonly string[]) =>
    draft.includes(` ${run.join(' ')} `) && !ourWords.includes(` ${run.join(' ')} `);
  for (const sentence of dictating) {
    const words = wordsOf(sentence);
    const telling = runsIn(words, dictatedRun.words).filter((run) => tellingWords(run) > 0);
    const found = [...telling, ...runsIn(words, dictatedRun.plain)].find(isTaken);
    if (found !== undefined) return found.join(' ');
    if (speaksOfReply.test(sentence) && isScattered(words, draft)) return sentence;
  }
  return undefined;
}

const speaksOfReply =
  /(?<!\p{L})(?:answer|repl(?:y|ies)|respon[ds]|output|antwort|réponse|respuesta|risposta|antwoord|resposta)/iu;

/** Whether nearly all words of a sentence about the reply stand in it, in whatever order and however far apart. */
function isScattered(words: readonly string[], draft: string): boolean {
  const long = [...new Set(words.filter((word) => word.length > 3))];
  const found = long.filter((word) => draft.includes(` ${word} `));
  return long.length >= 3 && found.length >= 0.9 * long.length;
}

/** All runs of that length; the whole when it is shorter, but no single word. */
function runsIn(words: readonly string[], length: number): string[][] {
  if (words.length < 2) return [];
  const size = Math.min(length, words.length);
  return Array.from({ length: words.length - size + 1 }, (_, at) => words.slice(at, at + size));
}

/** What a mail puts in quotation marks and a draft then says as a sentence of its own. */
export function quotationIn(body: string, { ourWords, theirs }: Material): string | undefined {
  const quoted = Array.from(theirs.matchAll(/["“„«']([^"”“»'\n]{3,200})["”“»']/gu), ([, inside]) =>
    joinedOf(inside ?? ''),
  );
  const said = new Set(body.split(/[\n.!?:]+/).map(joinedOf));
  return quoted.find((it) => it !== '' && said.has(it) && !ourWords.includes(it));
}

function joinedOf(text: string): string {
  return wordsOf(text).join(' ');
}
