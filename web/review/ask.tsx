import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { Dialog } from '../ui/dialog.tsx';

type AskProps = {
  title: string;
  label: string;
  /** What the button that goes on says. */
  act: string;
  danger?: boolean;
  optional?: boolean;
  /** Texts that are often wanted; choosing one fills the field. */
  often?: readonly string[];
  onAnswer: (text: string) => void;
  onClose: () => void;
};

/** Asks for a short text: a reason, an instruction, a note. Ctrl or Cmd with Enter goes on, Enter too on one line. */
export function Ask({
  title,
  label,
  act,
  danger = false,
  optional = false,
  often = [],
  onAnswer,
  onClose,
}: AskProps) {
  const [text, setText] = useState('');
  const field = useRef<HTMLTextAreaElement>(null);
  const id = useId();
  const mayGo = optional || text.trim() !== '';
  const answer = () => {
    if (!mayGo) return;
    onClose();
    onAnswer(text.trim());
  };
  useEffect(() => field.current?.focus(), []);
  return (
    <Dialog title={title} onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          answer();
        }}
      >
        <label class="label" for={id}>
          {label} {optional ? <span>(may stay empty)</span> : null}
        </label>
        <textarea
          id={id}
          ref={field}
          class="field"
          rows={3}
          maxLength={2000}
          dir="auto"
          value={text}
          onInput={(event) => setText(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
            event.preventDefault();
            answer();
          }}
        />
        <Often
          texts={often}
          onChoose={(one) => {
            setText(one);
            field.current?.focus();
          }}
        />
        <div class="dialog-foot">
          <button type="button" class="btn" onClick={onClose}>
            Cancel
          </button>
          <button class={danger ? 'btn btn-danger' : 'btn btn-primary'} disabled={!mayGo}>
            {act} <kbd>↵</kbd>
          </button>
        </div>
      </form>
    </Dialog>
  );
}

function Often({ texts, onChoose }: { texts: readonly string[]; onChoose: (text: string) => void }) {
  if (texts.length === 0) return null;
  return (
    <div class="chips">
      {texts.map((text) => (
        <button key={text} type="button" class="chip" onClick={() => onChoose(text)}>
          {text}
        </button>
      ))}
    </div>
  );
}
