import { diffWordsWithSpace } from 'diff';
import { useMemo, useState } from 'preact/hooks';

/** A piece of a text that was compared with another: kept, put in, or taken out. */
export type Piece = { kind: 'same' | 'in' | 'out'; text: string };

/** Above so many characters the comparison is given up: nobody reads it, and it would hold up the typing. */
const MOST_CHARACTERS = 60_000;

/** The pieces that lead from one text to another, word by word; undefined when both are too long to compare. */
export function piecesOf(before: string, after: string): Piece[] | undefined {
  if (before.length + after.length > MOST_CHARACTERS) return undefined;
  const changes = diffWordsWithSpace(before, after, { timeout: 200 });
  return changes?.map(({ added, removed, value }) => ({
    kind: added ? 'in' : removed ? 'out' : 'same',
    text: value,
  }));
}

/** How many words were put in and taken out. */
export function countWords(pieces: readonly Piece[]): { added: number; removed: number } {
  const words = (kind: Piece['kind']) =>
    pieces
      .filter((piece) => piece.kind === kind)
      .reduce((sum, { text }) => sum + text.split(/\s+/).filter((word) => word !== '').length, 0);
  return { added: words('in'), removed: words('out') };
}

/** Equal text longer than this is folded between the changes, but for its ends. */
const FOLD_FROM = 220;
const END = 70;

/** Two texts as one, with what was put in and taken out marked; also to those who do not see colours. */
export function Diff({ before, after }: { before: string; after: string }) {
  const pieces = useMemo(() => piecesOf(before, after), [before, after]);
  if (pieces === undefined) return <p class="soft">The texts are too long to be compared here.</p>;
  return (
    <div class="diff" dir="auto">
      {pieces.map(({ kind, text }, at) => {
        if (kind === 'same')
          return <Same key={at} text={text} isFirst={at === 0} isLast={at === pieces.length - 1} />;
        return kind === 'in' ? <ins key={at}>{text}</ins> : <del key={at}>{text}</del>;
      })}
    </div>
  );
}

function Same({ text, isFirst, isLast }: { text: string; isFirst: boolean; isLast: boolean }) {
  const [isOpen, setOpen] = useState(false);
  if (isOpen || text.length < FOLD_FROM) return <span>{text}</span>;
  const head = isFirst ? '' : text.slice(0, END);
  const tail = isLast ? '' : text.slice(-END);
  return (
    <>
      {head}
      <button class="fold fold-inline" onClick={() => setOpen(true)}>
        … {text.length - head.length - tail.length} characters the same …
      </button>
      {tail}
    </>
  );
}
