import { type Hidden, nothingHidden } from './hidden.ts';

/** Whether a text holds anything of what is looked for below; most mail does not. */
const suspect = /[\p{Default_Ignorable_Code_Point}\p{Cf}\p{Co}\p{Cn}]|(?![\t\n\r\u0085])\p{Cc}/u;
/** Unicode tags and private use, which no client shows, and what else lies between. */
const smuggling = /[\u{E0000}-\u{E00FF}\u{E01F0}-\u{E0FFF}\u{F0000}-\u{10FFFD}]+/gu;
/**
 * Variation selectors pick a form of the character before them, one at a time (Unicode 23.4): emoji or text, forms of Han
 * characters in names, of mathematical signs and Mongolian letters. More in a row, or after others, carry bytes.
 */
const selectors =
  /(?<=[\u{FE00}-\u{FE0F}\u{E0100}-\u{E01EF}])[\u{FE00}-\u{FE0F}\u{E0100}-\u{E01EF}]+|(?<![\p{Extended_Pictographic}\p{Emoji}\p{Script=Han}\p{Sm}\p{Script=Myanmar}\p{Script=Phags_Pa}\p{P}\p{So}\u{FE00}-\u{FE0F}\u{E0100}-\u{E01EF}])[\u{FE00}-\u{FE0F}\u{E0100}-\u{E01EF}]+|(?<!\p{Script=Han})[\u{E0100}-\u{E01EF}]+/gu;
/** A flag of a region (🏴 and tags) is the one honest use of tag characters (UTS #51). */
const regionFlag = /\u{1F3F4}[\u{E0061}-\u{E007A}\u{E0030}-\u{E0039}]{1,6}\u{E007F}/gu;
const bidiControls = /[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/g;
const zeroWidth =
  /\u{AD}|\u{34F}|[\u{115F}\u{1160}]|[\u{17B4}\u{17B5}]|[\u{180B}-\u{180F}]|\u{200B}|[\u{2060}-\u{2065}]|[\u{206A}-\u{206F}]|\u{3164}|\u{FEFF}|\u{FFA0}|[\u{E000}-\u{F8FF}]|[\u{FFF9}-\u{FFFB}]/gu;
/** Joiners shape letters in Arabic and Indic scripts and hold emoji together; elsewhere they only hide. */
const strayJoiners =
  /(?<![\p{Script=Arabic}\p{Script=Syriac}\p{Script=Devanagari}\p{Script=Bengali}\p{Script=Gurmukhi}\p{Script=Gujarati}\p{Script=Oriya}\p{Script=Malayalam}\p{Script=Sinhala}\p{Script=Tamil}\p{Script=Telugu}\p{Script=Kannada}\p{Script=Myanmar}\p{Script=Khmer}\p{Script=Mongolian}\p{Extended_Pictographic}\p{Emoji_Modifier}\p{M}\u{FE0F}])[\u200C\u200D]/gu;
/** Every control but tab, line feed and carriage return; U+0085 is a line end and stays too. */
const controls = /(?![\t\n\r\u0085])\p{Cc}/gu;

/**
 * The text without characters its reader cannot see. `hidden` are those that can carry a message of their own (Unicode
 * tags and the like), read as the letters they stand for; `invisible` counts the harmless kind (zero-width, bidi and
 * other controls).
 */
export function withoutInvisible(text: string): { text: string; hidden: Hidden; invisible: number } {
  if (!suspect.test(text)) return { text, hidden: nothingHidden, invisible: 0 };
  const flags = text.match(regionFlag) ?? [];
  const shown = text.replaceAll(regionFlag, '\u{1F3F4}');
  const untagged = shown.replaceAll(smuggling, '');
  const readable = untagged.replaceAll(selectors, '');
  const clean = readable
    .replaceAll(zeroWidth, '')
    .replaceAll(bidiControls, '')
    .replaceAll(strayJoiners, '')
    .replaceAll(controls, '');
  const tags = Math.ceil((shown.length - untagged.length) / 2);
  const picked = untagged.length - readable.length;
  return {
    text: flags.length === 0 ? clean : restoreFlags(clean, flags),
    hidden: {
      characters: tags + picked,
      kinds: [...(tags > 0 ? (['tags'] as const) : []), ...(picked > 0 ? (['selectors'] as const) : [])],
      text: tags === 0 ? '' : lettersOf(shown),
    },
    invisible: readable.length - clean.length,
  };
}

/** Tags stand for ASCII characters, U+E0000 above them. */
function lettersOf(text: string): string {
  const tags = (text.slice(0, 20_000).match(smuggling) ?? []).join('').slice(0, 4_000).toWellFormed();
  return Array.from(tags, (tag) => (tag.codePointAt(0) ?? 0) - 0xe0000)
    .filter((code) => code >= 0x20 && code < 0x7f)
    .map((code) => String.fromCodePoint(code))
    .join('');
}

function restoreFlags(text: string, flags: readonly string[]): string {
  const waiting = flags.values();
  return text.replaceAll('\u{1F3F4}', (flag) => waiting.next().value ?? flag);
}
