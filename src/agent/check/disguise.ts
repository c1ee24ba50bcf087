import { wordsOf } from '#agent/knowledge/words.ts';
import { withoutInvisible } from '#agent/reading/invisible.ts';

import type { Material } from './material.ts';

/** More pictures than this are no friendliness any more. */
const maxEmoji = 3;
/** Longer words with capitals or digits inside are codes; team and sender have to have written them. */
const leastCode = 12;

/**
 * A draft as its reader takes it in: full-width and styled letters, digits of all scripts, emphasis inside words and
 * characters nobody sees are made plain, so that the other checks see through them.
 */
export function unmasked(body: string): string {
  return withoutInvisible(body)
    .text.normalize('NFKC')
    .replaceAll(/\p{Nd}/gu, digitOf)
    .replaceAll(/(?<=[\p{L}\p{N}])(?:\*{1,3}|_{2,3}|~~|`)+(?=[\p{L}\p{N}])/gu, '')
    .replaceAll(/\\(?=[^\p{L}\p{N}\s\\])/gu, '');
}

/** The value of a decimal digit of any script: they stand in runs of ten, each beginning with zero (Unicode, section 4.6). */
function digitOf(digit: string): string {
  if (digit >= '0' && digit <= '9') return digit;
  const code = digit.codePointAt(0) ?? 0;
  let zero = code;
  while (code - zero < 9 && /\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero--;
  return String(code - zero);
}

/** How a draft is written so that people read what a filter does not; undefined for plain writing. */
export function disguiseIn(body: string, material: Material): string | undefined {
  const plain = unmasked(body);
  if (Array.from(plain.matchAll(/\p{Extended_Pictographic}/gu)).length > maxEmoji) return 'many pictures';
  if (spelledOut.test(plain)) return 'letters spelled out one by one';
  if (bits.test(plain)) return 'signs in place of letters';
  if (mixedScript.test(plain)) return 'a word of letters from several scripts';
  if (entity.test(body)) return 'characters given by number';
  const code = codesIn(plain).find((it) => !material.ours.includes(it) && !material.theirs.includes(it));
  if (code !== undefined) return `the code ${code.slice(0, 40)}`;
  if (leetIn(plain, material)) return 'digits in place of letters';
  if (hasStrangeScript(plain, material)) return 'a script that neither side writes';
  return undefined;
}

const spelledOut = /(?<![\p{L}\p{N}])(?:\p{L}[\s.\-_*,/|]{1,3}){4,}\p{L}(?![\p{L}\p{N}])/u;
const bits = /(?:(?<!\d)[01]{6,8}\s+){2,}|(?:[.\-·–]{1,6}[ /]+){5,}|(?:(?<!\d)\d{1,3}[-, ]){9,}/;
const mixedScript =
  /\p{Script=Latin}[\p{Script=Cyrillic}\p{Script=Greek}]|[\p{Script=Cyrillic}\p{Script=Greek}]\p{Script=Latin}/u;
const entity = /&#x?[\da-f]{2,6};/i;

/** Words like keys, tokens, wallets and encoded data: long, with digits among letters or capitals among small ones. */
function codesIn(text: string): string[] {
  const words = text.match(/[\p{L}\p{N}+/_=-]{12,}/gu) ?? [];
  return words.filter((word) => {
    const core = word.replaceAll(/[^\p{L}\p{N}]/gu, '');
    if (core.length < leastCode) return false;
    const changes =
      core.match(/\p{Ll}(?=\p{Lu})|\p{Lu}{2}(?=\p{Ll})|\p{L}(?=\p{N})|\p{N}(?=\p{L})/gu)?.length ?? 0;
    return (
      changes >= 3 ||
      (core.match(/\p{Ll}\p{Lu}/gu)?.length ?? 0) >= 2 ||
      (/^[\da-f]+$/i.test(core) && /\d/.test(core) && /[a-f]/i.test(core))
    );
  });
}

/** Two or more words with digits between letters which nobody wrote before. */
function leetIn(text: string, { ours, theirs }: Material): boolean {
  const words =
    text.match(/(?<![\p{L}\p{N}])(?=[\p{L}\p{N}]*\p{L}\p{N}+\p{L})[\p{L}\p{N}]{3,}(?![\p{L}\p{N}])/gu) ?? [];
  return new Set(words.filter((word) => !ours.includes(word) && !theirs.includes(word))).size >= 2;
}

const scripts = [
  'Latin',
  'Cyrillic',
  'Greek',
  'Arabic',
  'Hebrew',
  'Devanagari',
  'Han',
  'Hangul',
  'Thai',
  'Armenian',
  'Georgian',
];
const ofScript = scripts.map((script) => new RegExp(`\\p{Script=${script}}`, 'u'));

function hasStrangeScript(text: string, { ours, theirs }: Material): boolean {
  return wordsOf(text).some((word) => {
    const script = ofScript.find((pattern) => pattern.test(word));
    return script !== undefined && !script.test(ours) && !script.test(theirs);
  });
}
