import { detectAll, supportedLanguages, toISO2 } from 'tinyld/light';

/* The light profile knows 24 languages in 13 MB; the full one takes 55 MB for 62, too much beside the budget of DESIGN section 7. */

/** Below that a guess is worth nothing. */
const leastLength = 15;
const known = new Set(supportedLanguages.map(toISO2));
/** Languages a guess takes for one another; for the second half of each the light profile has no name. */
const alike = [
  ['no', 'nb', 'nn', 'da', 'sv'],
  ['pt', 'es'],
  ['ru', 'uk', 'be', 'bg'],
  ['nl', 'af'],
  ['hi', 'mr', 'ne'],
];

/** ISO 639-1 code of the language a text is written in; undefined when it is too short or unlike any known one. */
export function languageOf(text: string): string | undefined {
  return guesses(text)[0];
}

/** Whether a text can pass for the language of that BCP 47 tag; true also where that cannot be told. */
export function isWrittenIn(text: string, tag: string, leastToTell: number): boolean {
  const wanted = tag.toLowerCase().split(/[-_]/, 1)[0] ?? '';
  const words = proseOf(text);
  if (words.length < leastToTell || !known.has(wanted)) return true;
  const found = guesses(words).slice(0, 2);
  if (found.length === 0) return true;
  return found.some(
    (guess) => guess === wanted || alike.some((group) => group.includes(guess) && group.includes(wanted)),
  );
}

function guesses(text: string): string[] {
  const words = proseOf(text);
  if (words.length < leastLength) return [];
  return detectAll(words).map(({ lang }) => lang);
}

/** Words only, bounded: names of hosts, numbers and marks mislead. */
function proseOf(text: string): string {
  return text
    .slice(0, 4_000)
    .replaceAll(/\S*(?:@|:\/\/)\S*|[\d*_#>`|[\]()]+/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim()
    .slice(0, 2_000);
}
