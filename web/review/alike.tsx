import { useEffect, useState } from 'preact/hooks';
import type { Review } from '../api/types.ts';
import { countOf } from '../format.ts';
import { freshen, opened } from '../queue/opened.ts';
import { approveTogether } from '../queue/verdicts.ts';
import { Dialog } from '../ui/dialog.tsx';
import { Skeleton } from '../ui/notes.tsx';
import type { AlikeProps } from './alike-bar.tsx';
import { Diff } from './diff.tsx';
import { nameOf } from './words.ts';

/** As many as one call decides. */
const MOST = 100;

/** Every reply that would leave, with how it differs from the one that is open, before they leave together. */
export function AlikeDialog({ review, rows, onClose }: AlikeProps) {
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const listed = rows.slice(0, MOST);
  useEffect(() => {
    void readAll(listed.map(({ id }) => id));
  }, []);
  const reviews = listed.flatMap(({ id }) => {
    const state = opened(id);
    return state.kind === 'there' && state.review.alike === review.alike ? [state.review] : [];
  });
  const chosen = reviews.filter(({ id }) => !left.has(id));
  const isReading = listed.some(({ id }) => opened(id).kind === 'loading');
  const toggle = (id: string) => {
    const next = new Set(left);
    if (!next.delete(id)) next.add(id);
    setLeft(next);
  };
  return (
    <Dialog title={`Approve ${countOf(chosen.length, 'reply', 'replies')} together`} onClose={onClose} wide>
      <p class="soft">Each is compared with the reply to {review.from.map(nameOf).join(', ')}.</p>
      <ul class="alike-list">
        {reviews.map((one) => (
          <li key={one.id}>
            <label class="alike-pick">
              <input type="checkbox" checked={!left.has(one.id)} onChange={() => toggle(one.id)} />
              <span>
                <strong dir="auto">{one.to.map(nameOf).join(', ')}</strong>
                <span class="soft" dir="auto">
                  {' '}
                  {one.subject}
                </span>
              </span>
            </label>
            <Difference from={review} to={one} />
          </li>
        ))}
      </ul>
      {isReading ? <Skeleton lines={2} /> : null}
      <div class="dialog-foot">
        <button class="btn" onClick={onClose}>
          Cancel
        </button>
        <button
          class="btn btn-primary"
          disabled={chosen.length === 0 || isReading}
          onClick={() => {
            onClose();
            void approveTogether(chosen);
          }}
        >
          Approve {countOf(chosen.length, 'reply', 'replies')}
        </button>
      </div>
    </Dialog>
  );
}

function Difference({ from, to }: { from: Review; to: Review }) {
  if (from.id === to.id) return <div class="diff">{to.body}</div>;
  if (from.body === to.body) return <p class="soft">The same text, letter by letter.</p>;
  return <Diff before={from.body} after={to.body} />;
}

/** A few at a time, so that the other requests of the page are not held up. */
async function readAll(ids: readonly string[]): Promise<void> {
  for (let at = 0; at < ids.length; at += 6) await Promise.all(ids.slice(at, at + 6).map(freshen));
}
