import { diffWordsWithSpace } from 'diff';

/** A piece of a text that was compared with another: kept, put in, or taken out. */
export type Piece = { kind: 'same' | 'in' | 'out'; text: string };

/** Above so many characters the comparison is given up: nobody reads it, and it would hold up the typing. */
const MOST_CHARACTERS = 60_000;

/** The pieces that lead from one text to another, word by word; undefined when both are too long to compare. */
export function piecesOf(before: string, after: string): Piece[] | undefined {
  if (before.length + after.length > MOST_CHARACTERS) return undefined;
  const changes = diffWordsWithSpace(before, after, { timeout: 200 });
  return changes === undefined
    ? undefined
    : joined(
        changes.map(({ added, removed, value }) => ({
          kind: added ? 'in' : removed ? 'out' : 'same',
          text: value,
        })),
      );
}

/** Words between changes that would only tear a rewritten passage apart: white space and punctuation. */
const isSliver = (text: string): boolean => /^[\s\p{P}]*$/u.test(text) && !text.includes('\n\n');

/** A passage that was rewritten reads as one piece taken out and one put in, not as word beside word. */
function joined(pieces: readonly Piece[]): Piece[] {
  const result: Piece[] = [];
  let out = '';
  let put = '';
  const flush = () => {
    if (out !== '') result.push({ kind: 'out', text: out });
    if (put !== '') result.push({ kind: 'in', text: put });
    out = '';
    put = '';
  };
  for (const [at, { kind, text }] of pieces.entries()) {
    if (kind === 'out') out += text;
    else if (kind === 'in') put += text;
    else if (isSliver(text) && out !== '' && put !== '' && at < pieces.length - 1) {
      out += text;
      put += text;
    } else {
      flush();
      result.push({ kind, text });
    }
  }
  flush();
  return result;
}

/** How many words were put in and taken out. */
export function countWords(pieces: readonly Piece[]): { added: number; removed: number } {
  const words = (kind: Piece['kind']) =>
    pieces
      .filter((piece) => piece.kind === kind)
      .reduce((sum, { text }) => sum + text.split(/\s+/).filter((word) => word !== '').length, 0);
  return { added: words('in'), removed: words('out') };
}
