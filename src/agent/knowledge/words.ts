import { oncePerWord } from '#agent/once-per.ts';

const unspaced = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]+/gu;
const likeLetters: Record<string, string> = { ß: 'ss', æ: 'ae', œ: 'oe', ø: 'o', ł: 'l', đ: 'd', ı: 'i' };

/** Lower case without marks on letters, so that `Rückgabe` and `RUCKGABE` are one; width and ligatures as in NFKD. */
export function folded(text: string): string {
  if (Buffer.byteLength(text) === text.length) return text.toLowerCase(); // ASCII has no marks
  return text
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/(?<=[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}])\p{M}+/gu, '')
    .normalize('NFC')
    .replaceAll(/[ßæœøłđı]/g, (letter) => likeLetters[letter] ?? letter);
}

/** Words of a text, folded; scripts written without spaces give pairs of characters instead. */
export function wordsOf(text: string): string[] {
  const plain = folded(text);
  const words = plain.replaceAll(unspaced, ' ').match(/[\p{L}\p{N}]+/gu) ?? [];
  const pairs = (plain.match(unspaced) ?? []).flatMap(pairsOf);
  return [...words, ...pairs];
}

function pairsOf(run: string): string[] {
  if (run.length < 3) return [run];
  return Array.from({ length: run.length - 1 }, (_, at) => run.slice(at, at + 2));
}

/** Endings of inflection in English, German, French, Spanish, Italian, Portuguese, Dutch; longest first, each with the least rest. */
const endings: readonly [string, number][] = [
  ['ungen', 4],
  ['ments', 4],
  ['ment', 4],
  ['ung', 4],
  ['ing', 3],
  ['ies', 3],
  ['ern', 4],
  ['ers', 4],
  ['ens', 4],
  ['ed', 3],
  ['er', 4],
  ['es', 3],
  ['en', 3],
  ['em', 4],
  ['os', 4],
  ['as', 4],
  ['ly', 4],
  ['e', 3],
  ['s', 3],
  ['y', 4],
  ['o', 4],
  ['a', 4],
  ['i', 4],
  ['n', 4],
];

/**
 * The word without what inflection adds: light and the same for all languages, so that question and document meet
 * without knowing their language. Takes a folded word; words with digits stay as they are.
 */
export const stemOf = oncePerWord(strip);

function strip(word: string): string {
  if (word.length < 4 || /\d|[^a-z]/.test(word)) return word;
  let rest = word;
  for (let round = 0; round < 2; round++) {
    const ending = endings.find(([end, least]) => rest.endsWith(end) && rest.length - end.length >= least);
    if (ending === undefined) return rest;
    rest = rest.slice(0, -ending[0].length).replace(/([bdgmnpt])\1$/, '$1');
  }
  return rest;
}
