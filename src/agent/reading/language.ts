import { detectAll, supportedLanguages, toISO2 } from 'tinyld/light';

/* The light profile knows 24 languages in 13 MB; the full one takes 55 MB for 62, too much beside the budget of DESIGN section 7. */

/** Below that a guess is worth nothing. */
const leastLength = 15;
/** Paragraphs that are worth a guess of their own. */
const leastParagraph = 60;
const mostParagraphs = 12;
const known = new Set(supportedLanguages.map(toISO2));
/** Languages a guess takes for one another; for the second half of each the light profile has no name. */
const alike = [
  ['no', 'nb', 'nn', 'da', 'sv'],
  ['pt', 'es'],
  ['ru', 'uk', 'be', 'bg'],
  ['nl', 'af'],
  ['hi', 'mr', 'ne'],
];

/** Frequent words that the other languages here do not have: many of them tell a language at a hundredth of a guess's cost. */
const tellingWords: ReadonlyMap<string, ReadonlySet<string>> = new Map(
  Object.entries({
    en: 'the and you your this with that have will from please thank would been',
    de: 'und nicht sie wir ihre ihr ihnen für ist bitte haben können werden auf',
    fr: 'vous votre nous est pour dans avec une merci sont cette être',
    es: 'usted los las una gracias está puede nuestro pedido hola muy cuando',
    it: 'gli della che per sono grazie nostro può questo anche il è',
    nl: 'het een van wij niet voor uw zijn wordt kunt bedankt naar',
    pt: 'você não uma obrigado obrigada nosso pode seu são pelo muito com',
  }).map(([tag, words]) => [tag, new Set(words.split(' '))]),
);
const leastTelling = { words: 6, distinct: 4, share: 0.1 };

/**
 * ISO 639-1 code of the language most of a text is written in, paragraph by paragraph, so that a quoted notice or a
 * footer in another one does not decide; undefined when it is too short or unlike any known one.
 */
export function languageOf(text: string): string | undefined {
  const paragraphs = text
    .slice(0, 8_000)
    .split(/\n\s*\n/)
    .filter((paragraph) => paragraph.length >= leastParagraph);
  if (paragraphs.length < 3) return guesses(text)[0];
  const lengths = new Map<string, number>();
  for (const paragraph of paragraphs.slice(0, mostParagraphs)) {
    const [guess] = guesses(paragraph);
    if (guess !== undefined) lengths.set(guess, (lengths.get(guess) ?? 0) + paragraph.length);
  }
  return [...lengths].toSorted(([, a], [, b]) => b - a)[0]?.[0] ?? guesses(text)[0];
}

/** Whether a text can pass for the language of that BCP 47 tag; true also where that cannot be told. */
export function isWrittenIn(text: string, tag: string, leastToTell: number): boolean {
  const wanted = tag.toLowerCase().split(/[-_]/, 1)[0] ?? '';
  const words = proseOf(text);
  if (words.length < leastToTell || !known.has(wanted)) return true;
  if (tells(words, wanted)) return true;
  const found = guesses(words).slice(0, 2);
  if (found.length === 0) return true;
  return found.some(
    (guess) => guess === wanted || alike.some((group) => group.includes(guess) && group.includes(wanted)),
  );
}

function tells(text: string, tag: string): boolean {
  const telling = tellingWords.get(tag);
  const words = text.toLowerCase().match(/\p{L}+/gu) ?? [];
  const found = words.filter((word) => telling?.has(word));
  const { words: least, distinct, share } = leastTelling;
  return found.length >= Math.max(least, share * words.length) && new Set(found).size >= distinct;
}

function guesses(text: string): string[] {
  const start = text.slice(0, 4_000);
  const before = remembered.get(start);
  if (before !== undefined) return before;
  const words = proseOf(start);
  const found = words.length < leastLength ? [] : detectAll(words).map(({ lang }) => lang);
  if (remembered.size >= REMEMBERED) remembered.clear();
  remembered.set(start, found);
  return found;
}

/** Guessing takes milliseconds, and the same few texts are asked about again and again: knowledge, a mail, its answer. */
const remembered = new Map<string, string[]>();
const REMEMBERED = 200;

/** Words only, bounded: names of hosts, numbers and marks mislead. */
function proseOf(text: string): string {
  return text
    .replaceAll(/\S*(?:@|:\/\/)\S*|[\d*_#>`|[\]()]+/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim()
    .slice(0, 2_000);
}
