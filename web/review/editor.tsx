import type { Ref } from 'preact';
import { useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { Review } from '../api/types.ts';
import { countOf } from '../format.ts';
import { decide } from '../queue/verdicts.ts';
import { useShortcuts } from '../shell/keys.ts';
import { learnsFrom, mayDecide } from '../shell/me.ts';
import { Icon } from '../ui/icon.tsx';
import { Diff } from './diff.tsx';
import { type Edit, beginEdit, dropEdit, editOf, isChanged, keepEdit } from './edits.ts';
import type { EditorProps } from './lazy-editor.tsx';
import { Overtaken } from './overtaken.tsx';
import { countWords, piecesOf } from './pieces.ts';
import { nameOf } from './words.ts';

/** The reply as a person writes it: kept with each key in this tab, compared word by word with the model's text. */
export function Editor({ review, onClose }: EditorProps) {
  const { id, version, status, verdict } = review;
  const [edit, setEdit] = useState<Edit>(() => editOf(id) ?? beginEdit(review));
  const area = useRef<HTMLTextAreaElement>(null);
  const isStale = edit.version !== version;
  const isOpen = status === 'open' && verdict === null;
  const maySend = isOpen && !isStale && mayDecide.value && edit.body.trim() !== '';
  const change = (more: Partial<Edit>) => {
    const next = { ...edit, ...more };
    setEdit(next);
    keepEdit(id, next);
  };
  const close = () => {
    if (!isChanged(edit)) dropEdit(id);
    onClose();
  };
  const giveUp = () => {
    dropEdit(id);
    onClose();
  };
  const send = () => {
    if (maySend) void decide(review, 'approve', changesOf(edit, review));
  };
  useShortcuts([
    {
      keys: '$mod+Enter',
      shown: 'Ctrl ↵',
      does: 'Approve and send what you wrote',
      group: 'Editor',
      run: send,
      always: true,
    },
  ]);
  // Before it is painted, so that nothing typed at once is lost or taken for a shortcut.
  useLayoutEffect(() => area.current?.focus({ preventScroll: true }), []);
  useGrowing(area, edit.body);
  const original = review.drafted ?? edit.from;
  return (
    <div class="editor">
      {isStale || !isOpen ? (
        <Overtaken
          review={review}
          edit={edit}
          onKeep={() => change({ version, from: { subject: review.subject, body: review.body } })}
          onDrop={giveUp}
        />
      ) : null}
      <Fields review={review} edit={edit} area={area} onChange={change} onEscape={close} />
      {learnsFrom(review.grant_id) && isChanged(edit) ? (
        <Why why={edit.why ?? ''} onChange={(why) => change({ why })} />
      ) : null}
      <Comparison original={original.body} text={edit.body} onBack={() => change({ ...original })} />
      <footer class="bar bar-editor">
        <button class="btn btn-primary" disabled={!maySend} onClick={send}>
          <Icon name="check" size={16} /> Approve and send <kbd>Ctrl ↵</kbd>
        </button>
        <button class="btn" onClick={close}>
          {isChanged(edit) ? 'Keep for later' : 'Close'} <kbd>Esc</kbd>
        </button>
        {isChanged(edit) ? (
          <button class="btn btn-quiet" onClick={giveUp}>
            Throw away
          </button>
        ) : null}
      </footer>
    </div>
  );
}

type FieldsProps = {
  review: Review;
  edit: Edit;
  area: Ref<HTMLTextAreaElement>;
  onChange: (more: Partial<Edit>) => void;
  onEscape: () => void;
};

function Fields({ review, edit, area, onChange, onEscape }: FieldsProps) {
  const escape = (event: KeyboardEvent) => {
    if (event.key === 'Escape') onEscape();
  };
  return (
    <div class="editor-fields">
      <p class="editor-to">
        <span class="label">To</span> <bdi>{review.to.map(nameOf).join(', ')}</bdi>
      </p>
      <label class="label" for="edit-subject">
        Subject
      </label>
      <input
        id="edit-subject"
        class="field"
        value={edit.subject}
        maxLength={998}
        dir="auto"
        onInput={(event) => onChange({ subject: event.currentTarget.value })}
        onKeyDown={escape}
      />
      <label class="label" for="edit-body">
        Text
      </label>
      <textarea
        id="edit-body"
        ref={area}
        class="field editor-area"
        value={edit.body}
        maxLength={200_000}
        dir="auto"
        onInput={(event) => onChange({ body: event.currentTarget.value })}
        onKeyDown={escape}
      />
    </div>
  );
}

/** Kept with the change where the mailbox allows to learn from it. */
function Why({ why, onChange }: { why: string; onChange: (why: string) => void }) {
  return (
    <div class="editor-fields">
      <label class="label" for="edit-why">
        Why this change? <span class="muted">optional; kept, so that drafts get better</span>
      </label>
      <input
        id="edit-why"
        class="field"
        value={why}
        maxLength={500}
        dir="auto"
        onInput={(event) => onChange(event.currentTarget.value)}
      />
    </div>
  );
}

/** Only what a person changed is sent along. */
function changesOf(edit: Edit, review: Review): { subject?: string; body?: string; why?: string } {
  const { subject, body, why = '' } = edit;
  return {
    ...(subject.trim() === '' || subject === review.subject ? {} : { subject }),
    ...(body === review.body ? {} : { body }),
    ...(why.trim() === '' ? {} : { why }),
  };
}

/** Makes a field as high as its text. */
function useGrowing(area: { current: HTMLTextAreaElement | null }, text: string): void {
  useLayoutEffect(() => {
    const element = area.current;
    if (element === null) return;
    element.style.height = 'auto';
    element.style.height = `${element.scrollHeight + 2}px`;
  }, [text]);
}

function Comparison({ original, text, onBack }: { original: string; text: string; onBack: () => void }) {
  const pieces = useMemo(() => piecesOf(original, text), [original, text]);
  if (original === '' || original === text) return null;
  const { added, removed } = countWords(pieces ?? []);
  return (
    <section class="comparison" aria-label="Against the model’s draft">
      <p class="comparison-head">
        <span>
          Against the draft: <strong class="count-in">{countOf(added, 'word')} in</strong>,{' '}
          <strong class="count-out">{removed} out</strong>
        </span>
        <button class="text-link" onClick={onBack}>
          Back to the draft
        </button>
      </p>
      <Diff before={original} after={text} />
    </section>
  );
}
