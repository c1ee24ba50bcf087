/*
 * Text that a mail program between the sender and us has decoded wrongly, or not at all. Only what cannot be meant is
 * touched: a mended text must read better, an honest one must stay as it is.
 */

/** Windows-1252 where it differs from Latin-1 (WHATWG Encoding, index-windows-1252): 0x80 to 0x9F. */
const windows1252 = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008DŽ\u008F\u0090‘’“”•–—˜™š›œ\u009DžŸ';
const byteOf = new Map(Array.from(windows1252, (character, at) => [character, 0x80 + at]));
const tailClass = `[\\u0080-\\u00BF${windows1252}]`;
/** UTF-8 read as Windows-1252: a lead byte and its followers, as the letters they stand for there. */
const mojibake = new RegExp(`[ÂÃÄÅÆËÎÏÐÑÒ×ØÙÚ]${tailClass}|[à-ï]${tailClass}{2}|[ð-ô]${tailClass}{3}`, 'gu');
const sure = /^[ÂÃâ]/;
const softBreak = /=[ \t]*\n/g;
const escapes = /(?:=[0-9A-F]{2})+/g;
const entities: ReadonlyMap<string, string> = new Map(
  Object.entries({
    nbsp: ' ',
    quot: '"',
    apos: "'",
    lt: '<',
    gt: '>',
    amp: '&',
    rsquo: '’',
    lsquo: '‘',
    rdquo: '”',
    ldquo: '“',
    ndash: '–',
    mdash: '—',
    hellip: '…',
    bull: '•',
    euro: '€',
    pound: '£',
    copy: '©',
    reg: '®',
    trade: '™',
    deg: '°',
    auml: 'ä',
    ouml: 'ö',
    uuml: 'ü',
    Auml: 'Ä',
    Ouml: 'Ö',
    Uuml: 'Ü',
    szlig: 'ß',
    eacute: 'é',
    egrave: 'è',
    agrave: 'à',
    aacute: 'á',
    ccedil: 'ç',
    ntilde: 'ñ',
    oacute: 'ó',
    iacute: 'í',
    uacute: 'ú',
    ecirc: 'ê',
    laquo: '«',
    raquo: '»',
  }),
);
const entity = /&(?:#(\d{2,6})|#x([\da-f]{2,5})|([a-z]{2,6}));/gi;

/** The text with such damage undone; `lost` counts the characters that nothing can bring back (U+FFFD). */
export function mended(text: string): { text: string; lost: number } {
  const decoded = withoutEscapes(text);
  const once = withoutMojibake(decoded);
  const twice = once === decoded ? once : withoutMojibake(once);
  return { text: twice, lost: twice.includes('\uFFFD') ? twice.split('\uFFFD').length - 1 : 0 };
}

/** HTML entities in what is no HTML. A text about HTML, with none but `&amp;`, `&lt;` and `&gt;`, stays as it is. */
export function withoutEntities(text: string): string {
  if (
    !/&(?:#\w{2,6}|nbsp|quot|apos|[rl][sd]quo|[nm]dash|hellip|[a-z](?:uml|acute|grave|tilde|cedil)|szlig);/i.test(
      text,
    )
  )
    return text;
  return text.replaceAll(entity, (whole, decimal?: string, hex?: string, name?: string) => {
    if (name !== undefined) return entities.get(name) ?? whole;
    const code = Number.parseInt(decimal ?? hex ?? '', decimal === undefined ? 16 : 10);
    return code >= 0x20 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff)
      ? String.fromCodePoint(code)
      : whole;
  });
}

/** Nearly all letters beyond ASCII have to be part of such a sequence; one that is meant gives no UTF-8, or stands alone. */
function withoutMojibake(text: string): string {
  const found = text.match(mojibake) ?? [];
  if (found.length === 0) return text;
  const beyond = text.match(/[\u0080-\u{10FFFF}]/gu)?.length ?? 0;
  const covered = found.reduce((sum, sequence) => sum + sequence.length, 0);
  const isLikely = found.filter((sequence) => sure.test(sequence)).length > 0 || found.length >= 3;
  if (!isLikely || covered < beyond * 0.6) return text;
  const known = new Map<string, string>();
  return text.replaceAll(mojibake, (sequence) => {
    const letter = known.get(sequence) ?? utf8Of(sequence) ?? sequence;
    known.set(sequence, letter);
    return letter;
  });
}

function utf8Of(sequence: string): string | undefined {
  const bytes = Uint8Array.from(sequence, (character) => byteOf.get(character) ?? character.charCodeAt(0));
  return decodeOrNot(bytes);
}

/** Quoted-printable (RFC 2045 section 6.7) that nobody decoded: soft line breaks, or escapes that are UTF-8. */
function withoutEscapes(text: string): string {
  if (!/=[0-9A-F]{2}/.test(text)) return text;
  const runs = text.match(escapes) ?? [];
  const isUtf8 =
    runs.filter((run) => /=(?:C[2-9A-F]|[DE][0-9A-F]|F[0-4])=[89AB][0-9A-F]/.test(run)).length >= 2;
  const isBroken =
    (text.match(softBreak)?.length ?? 0) >= 2 && runs.some((run) => /=(?:20|3D|0D|0A|A0)/.test(run));
  if (!isUtf8 && !isBroken) return text;
  return text.replaceAll(softBreak, '').replaceAll(escapes, (run) => {
    const bytes = Uint8Array.from(run.slice(1).split('='), (hex) => Number.parseInt(hex, 16));
    return decodeOrNot(bytes) ?? new TextDecoder('windows-1252').decode(bytes);
  });
}

function decodeOrNot(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
