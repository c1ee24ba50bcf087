import { concepts } from './concepts.ts';

const stopWords = new Set(
  (
    'a an the and or but if of to in on at by for with from as is are was were be been am do does did have has had i you he she it we they me us ' +
    'my your our their his her its this that these those what which who whom how there here not no yes can could would should will shall may ' +
    'might must about into over so than then too very just also any some more most other such only own same up down out off again please ' +
    'hello hi dear regards best kind sincerely asks ask asking wants want needs need mail message email re fwd ' +
    'der die das ein eine einen einem einer und oder aber von zu im in am an auf fur mit aus als ist sind war waren bin habe hat haben ich du er sie ' +
    'es wir ihr mir mich mein meine meinen meiner dein ihre unser dies diese dieser nicht kein keine ja nein bitte hallo liebe grusse guten tag sehr ' +
    'geehrte damen herren kann konnen konnte wird werden noch auch nur den dem des bei nach uber ' +
    'le la les un une des et ou mais de du au aux en dans sur par pour avec est sont etait je tu il elle nous vous ils mon ma mes votre notre ce cette ' +
    'ces que qui ne pas bonjour cordialement merci se sa son ses plus ' +
    'el los las una unos y o pero del al en con por para es son era yo tu usted mi mis su sus nuestro este esta estos que no si hola saludos se lo'
  ).split(' '),
);

const endings = ['ings', 'ing', 'ungen', 'ung', 'ies', 'ed', 'es', 'en', 'er', 's', 'e'];
const MIN_STEM = 4;

/** Lower case without accents, so that `Rückgabe` and `ruckgabe` are one. */
export function normalised(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().replaceAll('ß', 'ss');
}

/** Cuts common endings of four languages off; crude, but the same on both sides of a comparison. */
function stem(word: string): string {
  let rest = word;
  for (let round = 0; round < 2; round++) {
    const ending = endings.find((end) => rest.endsWith(end) && rest.length - end.length >= MIN_STEM);
    if (!ending) return rest;
    rest = rest.slice(0, -ending.length);
  }
  return rest;
}

/**
 * What a text is about, as a set: stems of its words without stop words, and `#name` for every concept it touches,
 * by which a question in one language finds words in another.
 */
export function termsOf(text: string): Set<string> {
  const plain = normalised(text).slice(0, 20_000);
  const terms = new Set<string>();
  for (const [word] of plain.matchAll(/[a-z0-9]{2,}/g)) {
    // A word that stands for a concept counts once, as the concept.
    if (!stopWords.has(word) && !concepts.some(({ pattern }) => pattern.test(word))) terms.add(stem(word));
  }
  for (const { name, pattern } of concepts) {
    if (pattern.test(plain)) terms.add(`#${name}`);
  }
  return terms;
}

/** Sentences and list items of a text, without Markdown marks in front. */
export function sentencesOf(text: string): string[] {
  return text
    .split(/\n+/)
    .filter((line) => !/^\s*(?:#{1,6}\s|[|`=-]{3,})/.test(line))
    .flatMap((line) =>
      line.replace(/^\s*(?:[-*>]|\d+[.)])\s+/, '').split(/(?<=[.!?…])\s+(?=[\p{Lu}\d"“¿¡])/u),
    )
    .map((sentence) => sentence.trim())
    .filter((sentence) => sentence.length > 2);
}

/** Weight of each term: the fewer of the texts have it, the more it says. */
export function rarity(texts: readonly Set<string>[]): (term: string) => number {
  const counts = new Map<string, number>();
  for (const terms of texts) {
    for (const term of terms) counts.set(term, (counts.get(term) ?? 0) + 1);
  }
  return (term) => Math.log(1 + texts.length / (counts.get(term) ?? texts.length));
}
