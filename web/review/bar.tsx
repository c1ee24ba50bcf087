import { useState } from 'preact/hooks';
import type { Review } from '../api/types.ts';
import { useShortcuts, type Shortcut } from '../shell/keys.ts';
import { mayDecide } from '../shell/me.ts';
import { Icon } from '../ui/icon.tsx';
import { decide } from '../queue/verdicts.ts';
import { Ask } from './ask.tsx';
import { addNote, assignToMe, revise, snooze } from './changes.ts';
import { Snooze } from './snooze.tsx';
import { isBeingWorked } from './words.ts';

type Asked = 'reject' | 'revise' | 'note' | 'snooze' | null;

/** The verdicts, and what else can be done with a review: by key, by mouse, by thumb. */
export function Bar({ review, onEdit }: { review: Review; onEdit: () => void }) {
  const [asked, setAsked] = useState<Asked>(null);
  const isOpen = review.status === 'open' && !isBeingWorked(review) && mayDecide.value;
  const hasText = review.body.trim() !== '';
  const close = () => setAsked(null);
  const approve = () => (hasText ? void decide(review, 'approve') : onEdit());
  useShortcuts(isOpen ? shortcutsOf({ review, approve, onEdit, ask: setAsked }) : []);
  if (!isOpen) return null;
  return (
    <footer class="bar">
      {hasText ? (
        <button class="btn btn-primary" onClick={approve}>
          <Icon name="check" size={16} /> Approve <kbd>A</kbd>
        </button>
      ) : null}
      <button class={hasText ? 'btn' : 'btn btn-primary'} onClick={onEdit}>
        <Icon name="pencil" size={16} /> {hasText ? 'Edit' : 'Write'} <kbd>E</kbd>
      </button>
      <button class="btn" onClick={() => setAsked('revise')}>
        <Icon name="revise" size={16} /> Revise <kbd>V</kbd>
      </button>
      <button class="btn" onClick={() => setAsked('reject')}>
        <Icon name="reject" size={16} /> Reject <kbd>R</kbd>
      </button>
      <span class="bar-rest">
        <button class="btn-icon" title="Snooze (S)" aria-label="Snooze" onClick={() => setAsked('snooze')}>
          <Icon name="clock" />
        </button>
        <button
          class="btn-icon"
          title="Leave a note (N)"
          aria-label="Leave a note"
          onClick={() => setAsked('note')}
        >
          <Icon name="note" />
        </button>
        <button
          class="btn-icon"
          title="Assign to me (I)"
          aria-label="Assign to me"
          onClick={() => void assignToMe(review)}
        >
          <Icon name="person" />
        </button>
      </span>
      <Questions review={review} asked={asked} onClose={close} />
    </footer>
  );
}

type Does = { review: Review; approve: () => void; onEdit: () => void; ask: (what: Asked) => void };

function shortcutsOf({ review, approve, onEdit, ask }: Does): Shortcut[] {
  const group = 'Review';
  return [
    { keys: 'a', does: 'Approve and send', group, run: approve },
    { keys: 'e', does: 'Edit the reply', group, run: onEdit },
    { keys: 'r', does: 'Reject', group, run: () => ask('reject') },
    { keys: 'v', does: 'Have it written anew', group, run: () => ask('revise') },
    { keys: 's', does: 'Snooze', group, run: () => ask('snooze') },
    { keys: 'n', does: 'Leave a note', group, run: () => ask('note') },
    { keys: 'i', does: 'Assign to me, or give back', group, run: () => void assignToMe(review) },
  ];
}

function Questions({ review, asked, onClose }: { review: Review; asked: Asked; onClose: () => void }) {
  switch (asked) {
    case 'reject':
      return (
        <Ask
          title="Reject this reply"
          label="Why?"
          act="Reject, send nothing"
          danger
          optional
          onAnswer={(reason) => void decide(review, 'reject', { reason })}
          onClose={onClose}
        />
      );
    case 'revise':
      return (
        <Ask
          title="Have it written anew"
          label="What should be different?"
          act="Write a new draft"
          often={['Shorter.', 'Friendlier.', 'More formal.', 'Ask for the order number.', 'Promise nothing.']}
          onAnswer={(instruction) => void revise(review, instruction)}
          onClose={onClose}
        />
      );
    case 'note':
      return (
        <Ask
          title="Leave a note"
          label="For your colleagues; the sender never sees it"
          act="Add the note"
          onAnswer={(text) => void addNote(review, text)}
          onClose={onClose}
        />
      );
    case 'snooze':
      return <Snooze onChoose={(until) => void snooze(review, until)} onClose={onClose} />;
    case null:
      return null;
  }
}
