import { useMemo, useState } from 'preact/hooks';
import { piecesOf } from './pieces.ts';

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
