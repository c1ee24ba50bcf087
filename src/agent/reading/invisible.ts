/** Characters no mail client shows: Unicode tags, variation selectors of the supplement, private use, odd controls. */
const smuggling = /[\u{E0000}-\u{E0FFF}\u{F0000}-\u{10FFFD}]+/gu;
/** A flag of a region (🏴 and tags) is the one honest use of tag characters (UTS #51). */
const regionFlag = /\u{1F3F4}[\u{E0061}-\u{E007A}\u{E0030}-\u{E0039}]{1,6}\u{E007F}/gu;
const bidiControls = /[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/g;
const zeroWidth =
  /\u{AD}|\u{34F}|[\u{115F}\u{1160}]|[\u{17B4}\u{17B5}]|[\u{180B}-\u{180F}]|\u{200B}|[\u{2060}-\u{2065}]|[\u{206A}-\u{206F}]|\u{3164}|\u{FEFF}|\u{FFA0}|[\u{E000}-\u{F8FF}]|[\u{FFF9}-\u{FFFB}]/gu;
/** Joiners shape letters in Arabic and Indic scripts and hold emoji together; elsewhere they only hide. */
const strayJoiners =
  /(?<![\p{Script=Arabic}\p{Script=Devanagari}\p{Script=Bengali}\p{Script=Malayalam}\p{Script=Sinhala}\p{Script=Tamil}\p{Script=Telugu}\p{Script=Kannada}\p{Extended_Pictographic}\p{Emoji_Modifier}\p{M}])[\u200C\u200D]/gu;
/** Every control but tab, line feed and carriage return; U+0085 is a line end and stays too. */
const controls = /(?![\t\n\r\u0085])\p{Cc}/gu;

/**
 * The text without characters its reader cannot see. `smuggled` counts those that can carry a message of their own
 * (Unicode tags and the like), `invisible` the harmless kind (zero-width, bidi and other controls).
 */
export function withoutInvisible(text: string): { text: string; smuggled: number; invisible: number } {
  const flags = text.match(regionFlag) ?? [];
  const shown = text.replaceAll(regionFlag, '\u{1F3F4}');
  const readable = shown.replaceAll(smuggling, '');
  const clean = readable
    .replaceAll(zeroWidth, '')
    .replaceAll(bidiControls, '')
    .replaceAll(strayJoiners, '')
    .replaceAll(controls, '');
  return {
    text: flags.length === 0 ? clean : restoreFlags(clean, flags),
    smuggled: Math.ceil((shown.length - readable.length) / 2),
    invisible: readable.length - clean.length,
  };
}

function restoreFlags(text: string, flags: readonly string[]): string {
  const waiting = flags.values();
  return text.replaceAll('\u{1F3F4}', (flag) => waiting.next().value ?? flag);
}
