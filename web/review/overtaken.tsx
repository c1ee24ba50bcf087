import type { Review } from '../api/types.ts';
import { say } from '../ui/toasts.tsx';
import { Diff } from './diff.tsx';
import type { Edit } from './edits.ts';
import { isBeingWorked, statusWords } from './words.ts';

type OvertakenProps = { review: Review; edit: Edit; onKeep: () => void; onDrop: () => void };

/** The review moved on while somebody was writing: what changed, and how to go on without losing a word. */
export function Overtaken({ review, edit, onKeep, onDrop }: OvertakenProps) {
  if (review.status !== 'open' || isBeingWorked(review)) {
    const why = review.status === 'open' ? 'It is decided already' : statusWords[review.status];
    return (
      <div class="overtaken" role="alert">
        <p>
          <strong>{why}.</strong> Your text cannot be sent any more; it is kept here until you throw it away.
        </p>
        <button class="btn" onClick={() => void copy(edit.body)}>
          Copy my text
        </button>
      </div>
    );
  }
  const isSame = edit.from.body === review.body && edit.from.subject === review.subject;
  return (
    <div class="overtaken" role="alert">
      <p>
        <strong>This review changed while you were writing.</strong>{' '}
        {isSame
          ? 'The draft is the same; something else about it changed. Look at the thread and why it waits.'
          : 'The draft is another one now:'}
      </p>
      {isSame ? null : <Diff before={edit.from.body} after={review.body} />}
      <p class="overtaken-acts">
        <button class="btn btn-primary" onClick={onKeep}>
          Go on with my text
        </button>
        <button class="btn" onClick={onDrop}>
          Take the new draft
        </button>
      </p>
    </div>
  );
}

async function copy(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    say('Copied.');
  } catch {
    say('The browser does not let this page copy; mark the text and copy it yourself.', { tone: 'bad' });
  }
}
