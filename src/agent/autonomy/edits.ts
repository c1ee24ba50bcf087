import type { Outcome } from '#domain/autonomy.ts';

/** A text with more words is no edit of a draft: those are shorter by far. */
const MOST_WORDS = 2000;
/** Up to this share of changed words, and always one, an edit is light: a typo, another turn of phrase in passing. */
const LIGHT_SHARE = 0.05;
const SALUTATION_WORDS = 6;
const CLOSING_LINES = 4;

/** Words that turn a sentence round; changing one is never light. */
const NEGATIONS = new Set(
  'no not never none cannot without nicht kein keine keinen keiner nie niemals ohne ne pas jamais aucun aucune sans non mai senza nunca ninguno ninguna sin não nunca nenhum sem niet geen nooit zonder'.split(
    ' ',
  ),
);

/**
 * What a person made of a text before it was sent, by words: Levenshtein's distance over the length of the longer text.
 * Salutation and closing count for nothing. An edit of a number, an address, a link or a negation is never light, and one
 * of the share `heavy` or more is as good as a text of their own.
 */
export function outcomeOfEdit(
  written: string,
  sent: string,
  heavy: number,
): Extract<Outcome, 'unedited' | 'edited' | 'rewritten'> {
  const [before, after] = [wordsOf(written), wordsOf(sent)];
  const longest = Math.max(before.length, after.length);
  if (longest === 0) return 'unedited';
  if (longest > MOST_WORDS) return before.join(' ') === after.join(' ') ? 'unedited' : 'rewritten';
  const edits = distance(before, after);
  if (edits / longest >= heavy && edits > 1) return 'rewritten';
  const isLight = edits <= Math.max(1, longest * LIGHT_SHARE);
  return isLight && sameWeight(before, after) ? 'unedited' : 'edited';
}

/** The words between salutation and closing, without regard to case, marks and markup. */
function wordsOf(text: string): string[] {
  const lines = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const first = lines[0] ?? '';
  const body = isSalutation(first) && lines.length > 1 ? lines.slice(1) : lines;
  const end = body.findIndex((line, at) => at >= body.length - CLOSING_LINES && at > 0 && isClosing(line));
  return (end < 0 ? body : body.slice(0, end))
    .join(' ')
    .toLowerCase()
    .split(/\s+/)
    .map((word) => word.replaceAll(/^[^\p{L}\p{N}@/]+|[^\p{L}\p{N}@/]+$/gu, ''))
    .filter((word) => word !== '');
}

function isSalutation(line: string): boolean {
  return /[,!:，、]$/.test(line) && line.split(/\s+/).length <= SALUTATION_WORDS && !/\d/.test(line);
}

/** A short line that ends the text: a formula or a name, neither a sentence nor a fact. */
function isClosing(line: string): boolean {
  const words = line.toLowerCase().split(/\s+/);
  const says = /[.?!:;]$|[\d@/]|^[-*•]/.test(line) || words.some((word) => NEGATIONS.has(word));
  return words.length <= SALUTATION_WORDS && !says;
}

function sameWeight(before: readonly string[], after: readonly string[]): boolean {
  return weightOf(before) === weightOf(after);
}

/** The words of which none may change unnoticed, in their order. */
function weightOf(words: readonly string[]): string {
  return words.filter((word) => /[\d@/]/.test(word) || NEGATIONS.has(word) || /n['’]t$/.test(word)).join(' ');
}

/** Levenshtein's, by rows, in words. */
function distance(a: readonly string[], b: readonly string[]): number {
  let row = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (const [i, word] of a.entries()) {
    const next = [i + 1];
    for (const [j, other] of b.entries()) {
      const change = (row[j] ?? 0) + (word === other ? 0 : 1);
      next.push(Math.min(change, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
