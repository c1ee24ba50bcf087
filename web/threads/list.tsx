import { useRef } from 'preact/hooks';
import { api } from '../api/client.ts';
import { createPages } from '../api/pages.ts';
import type { ThreadRow, ThreadsAnswer } from '../api/view-types.ts';
import { countOf } from '../format.ts';
import { useRefresh } from '../live/refresh.ts';
import { mailboxName, mailboxes } from '../shell/me.ts';
import { pathOf } from '../shell/router.ts';
import { Choose, filterQuery, SearchField } from '../ui/filters.tsx';
import { ListBody } from '../ui/list-body.tsx';
import { Outcome } from '../ui/outcome.tsx';
import { PageHead } from '../ui/page-head.tsx';
import { useRowKeys } from '../ui/row-keys.ts';
import { Ago } from '../ui/time.tsx';

const FILTERS = ['grant', 'q'] as const;
const PAGE = 50;
const KINDS = ['message.concluded', 'review.opened'] as const;

const keyOf = ({ grant_id, thread_id }: ThreadRow) => `${grant_id}/${thread_id}`;
const useThreads = createPages<ThreadRow>(async (url, signal) => {
  const { threads, next } = await api<ThreadsAnswer>('GET', url, undefined, signal);
  return { rows: threads, next };
}, keyOf);

/** The threads that were worked, what was last touched first. */
export function ThreadList() {
  const pages = useThreads(`/api/threads?${filterQuery(FILTERS, PAGE)}`);
  useRefresh(KINDS, pages.refresh);
  const list = useRef<HTMLOListElement>(null);
  useRowKeys('/threads', list, (pages.rows?.length ?? 0) > 0);
  return (
    <div class="page">
      <PageHead title="Threads" about="Every conversation, with its newest outcome.">
        <div class="line-filters" role="search">
          <SearchField label="Search sender or subject" />
          {mailboxes.value.length < 2 ? null : (
            <Choose
              name="grant"
              label="Mailbox"
              all="Every mailbox"
              choices={mailboxes.value.map(({ grant_id, address }) => ({ value: grant_id, words: address }))}
            />
          )}
        </div>
      </PageHead>
      <ListBody
        pages={pages}
        list={list}
        filters={FILTERS}
        label="Threads"
        empty={{
          icon: 'threads',
          title: 'No threads yet',
          about: 'A thread appears here with its first mail.',
        }}
        keyOf={keyOf}
        row={(row) => <Row row={row} />}
      />
    </div>
  );
}

function Row({ row }: { row: ThreadRow }) {
  return (
    <a class="line line-thread" href={pathOf('threads', row.grant_id, row.thread_id)} data-row>
      <span class="line-outcome">
        <Outcome state={row.state} />
      </span>
      <strong class="line-who" dir="auto">
        {row.from === null ? 'Sender not known' : row.from.name || row.from.email}
      </strong>
      <span class="line-subject" dir="auto">
        {row.subject ?? 'No subject known'}
      </span>
      <span class="line-category">{countOf(row.messages, 'message')}</span>
      <span class="line-why">{mailboxName(row.grant_id)}</span>
      <span class="line-when">
        <Ago at={row.last_at} short />
      </span>
    </a>
  );
}
