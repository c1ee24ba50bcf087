import { stemOf, wordsOf } from './words.ts';

const german =
  /(?<!\p{L})(?:der|die|das|und|ist|nicht|mit|für|wir|sie|ein|eine|von|zu|den|im|nach|wird|werden|kann)(?!\p{L})/iu;
const general =
  /(?<!\p{L})(?:all|every|any|other|each|anywhere|everywhere|worldwide|tou(?:s|tes)|autres?|chaque|todos?|todas?|otr[oa]s?|cada|tutt[ie]|altr[ie]|ogni|outr[oa]s?|alle|overige|andere|wszystki\p{L}+|inn\p{L}+)(?!\p{L})/iu;

/**
 * Stems of the words that name something: capitals inside a sentence, abbreviations aside. None in German, where capitals say nothing, and none where
 * the sentence speaks of all or of others.
 */
export function namesIn(sentence: string): Set<string> {
  if (german.test(sentence) || general.test(sentence)) return new Set();
  const inner = sentence.replace(/^[^\p{L}]*\p{L}+/u, '');
  const capital = inner.match(/(?<![\p{L}\p{N}])(?!\p{Lu}{2,4}(?!\p{L}))\p{Lu}[\p{L}\p{N}-]{2,}/gu) ?? [];
  return new Set(capital.flatMap(wordsOf).map(stemOf));
}

/** Whether both name something and one does not name what the other does: "free from France", "free from Germany". */
export function nameOthers(statement: ReadonlySet<string>, said: ReadonlySet<string>): boolean {
  if (statement.size === 0 || said.size === 0) return false;
  return [...statement].some((name) => !said.has(name)) && [...said].some((name) => !statement.has(name));
}
