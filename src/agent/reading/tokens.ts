/*
 * How many tokens a text costs a model, near enough to plan with: tokenizers differ, and a count by characters is
 * wrong by a factor of four between scripts.
 */

/** Characters to a token: words of ASCII letters, digits, other alphabets, Brahmic scripts; the rest one by one. */
const charactersPerToken = {
  ascii: 4,
  digits: 2.5,
  alphabet: 2.4,
  brahmic: 1.6,
  han: 1.1,
  mark: 1.4,
} as const;
const classes: readonly [RegExp, number][] = [
  [/[A-Za-z ]+/g, charactersPerToken.ascii],
  [/\d+/g, charactersPerToken.digits],
  [
    /[\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Arabic}\p{Script=Hebrew}]+/gu,
    charactersPerToken.alphabet,
  ],
  [
    /[\p{Script=Devanagari}\p{Script=Bengali}\p{Script=Tamil}\p{Script=Telugu}\p{Script=Thai}\p{Script=Khmer}\p{M}]+/gu,
    charactersPerToken.brahmic,
  ],
  [/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]+/gu, charactersPerToken.han],
];

/** An estimate, rather too high than too low. */
export function tokensOf(text: string): number {
  if (/^[\t\n\x20-\x7E]*$/.test(text)) return Math.ceil(text.length / 3.8);
  let rest = text;
  let tokens = 0;
  for (const [pattern, characters] of classes) {
    const left = rest.replaceAll(pattern, '');
    tokens += (rest.length - left.length) / characters;
    rest = left;
  }
  return Math.ceil(tokens + rest.length / charactersPerToken.mark);
}

/** As much of the beginning of a text as costs no more than so many tokens, cut between characters. */
export function withinTokens(text: string, most: number): string {
  if (tokensOf(text) <= most) return text;
  let low = 0;
  let high = text.length;
  while (high - low > 16) {
    const middle = Math.floor((low + high) / 2);
    if (tokensOf(text.slice(0, middle)) <= most) low = middle;
    else high = middle;
  }
  return text.slice(0, low).toWellFormed();
}
