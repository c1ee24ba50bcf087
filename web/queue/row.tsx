import type { ReviewRow } from '../api/types.ts';
import { countOf } from '../format.ts';
import { categoryName } from '../review/words.ts';
import { me, nameOfPerson } from '../shell/me.ts';
import { Icon } from '../ui/icon.tsx';
import { Pill } from '../ui/pill.tsx';
import { Ago, nowMs } from '../ui/time.tsx';
import { reviewPath } from './shown.ts';

/** Pixels; the list reckons with it. */
export const ROW_HEIGHT = 80;

type RowProps = { row: ReviewRow; at: number; of: number; isCurrent: boolean };

/** One line of the queue: who, what about, since when, and what is special about it. */
export function Row({ row, at, of, isCurrent }: RowProps) {
  const { from, risk, category } = row;
  return (
    <li
      class="row-place"
      style={{ transform: `translateY(${at * ROW_HEIGHT}px)` }}
      aria-setsize={of}
      aria-posinset={at + 1}
    >
      <a
        class={risk === 'high' ? 'row row-high' : 'row'}
        href={reviewPath(row.id)}
        aria-current={isCurrent ? 'true' : undefined}
      >
        <span class="row-line">
          <span class="row-from" dir="auto">
            {from === null ? 'Unknown sender' : from.name || from.email}
          </span>
          <span class="row-age">
            <Ago at={row.created_at} short />
          </span>
        </span>
        <span class="row-line">
          <span class="row-subject" dir="auto">
            {row.subject === '' ? '(no subject)' : row.subject}
          </span>
          <Marks row={row} />
        </span>
        <span class="row-line">
          <span class="row-preview" dir="auto">
            {row.preview}
          </span>
          {risk === 'high' ? <Pill tone="bad">high risk</Pill> : null}
          {category === null ? null : <Pill>{categoryName(category)}</Pill>}
        </span>
      </a>
    </li>
  );
}

function Marks({ row }: { row: ReviewRow }) {
  const { assignee, notes, approvals, approvals_needed: needed, snoozed_until: snoozed } = row;
  return (
    <span class="row-marks">
      {approvals > 0 && needed > 1 ? (
        <span class="row-mark" title={`${approvals} of ${needed} approvals`}>
          <Icon name="check" size={13} />
          {approvals}/{needed}
        </span>
      ) : null}
      {row.has_draft ? null : (
        <span class="row-mark" title="There is no draft: a person has to write it">
          <Icon name="pencil" size={13} />
        </span>
      )}
      {snoozed !== null && Date.parse(snoozed) > nowMs.value ? (
        <span class="row-mark" title="Snoozed">
          <Icon name="clock" size={13} />
        </span>
      ) : null}
      {notes > 0 ? (
        <span class="row-mark" title={countOf(notes, 'note')}>
          <Icon name="note" size={13} />
          {notes}
        </span>
      ) : null}
      {assignee === null ? null : <Face id={assignee} />}
    </span>
  );
}

/** The first letter of who has it. */
function Face({ id }: { id: string }) {
  const name = nameOfPerson(id);
  const isMe = id === me.value?.id;
  return (
    <span class={isMe ? 'face face-me' : 'face'} title={isMe ? 'Assigned to you' : `Assigned to ${name}`}>
      {name.slice(0, 1).toUpperCase()}
    </span>
  );
}
