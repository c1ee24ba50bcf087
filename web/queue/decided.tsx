import { useEffect } from 'preact/hooks';
import { useApi } from '../api/load.ts';
import type { RowsAnswer } from '../api/types.ts';
import { hear } from '../live/stream.ts';
import { statusWords } from '../review/words.ts';
import { EmptyNote, ErrorNote, Skeleton } from '../ui/notes.tsx';
import { Pill } from '../ui/pill.tsx';
import { Ago } from '../ui/time.tsx';
import { reviewPath } from './shown.ts';

/** What was decided or ended lately, the latest first. */
export function DecidedList({ currentId }: { currentId: string | null }) {
  const { value, fault, reload } = useApi<RowsAnswer>('/api/review-rows?status=decided');
  useEffect(
    () =>
      hear({
        news: ({ type }) => {
          if (type === 'review.decided') reload();
        },
        reset: reload,
      }),
    [],
  );
  if (value === undefined) {
    if (fault === null) return <Skeleton lines={9} />;
    return (
      <ErrorNote title="The decided reviews could not be read" onRetry={reload}>
        <p>{fault}</p>
      </ErrorNote>
    );
  }
  if (value.rows.length === 0) return <EmptyNote icon="inbox" title="Nothing was decided yet" />;
  return (
    <ul class="plain-list" aria-label="Decided">
      {value.rows.map(({ id, status, subject, from, updated_at: at }) => (
        <li key={id}>
          <a class="plain-item" href={reviewPath(id)} aria-current={id === currentId ? 'true' : undefined}>
            <span class="row-line">
              <span class="row-from" dir="auto">
                {from === null ? 'Unknown sender' : from.name || from.email}
              </span>
              <span class="row-age">
                <Ago at={at} short />
              </span>
            </span>
            <span class="row-line">
              <span class="row-subject" dir="auto">
                {subject === '' ? '(no subject)' : subject}
              </span>
              <Pill tone={status === 'sent' || status === 'approved' ? 'good' : 'plain'}>
                {statusWords[status]}
              </Pill>
            </span>
          </a>
        </li>
      ))}
    </ul>
  );
}
