import { useRef } from 'preact/hooks';
import { useApi } from '../api/load.ts';
import { api } from '../api/client.ts';
import { createPages } from '../api/pages.ts';
import type { AgentsAnswer } from '../api/types.ts';
import type { ActivityAnswer, ActivityRow } from '../api/view-types.ts';
import { shareText, durationText } from '../format.ts';
import { useRefresh } from '../live/refresh.ts';
import { mailboxes } from '../shell/me.ts';
import { pathOf } from '../shell/router.ts';
import { Choose, filterQuery, SearchField } from '../ui/filters.tsx';
import { ListBody } from '../ui/list-body.tsx';
import { Outcome, outcomes } from '../ui/outcome.tsx';
import { PageHead } from '../ui/page-head.tsx';
import { useRowKeys } from '../ui/row-keys.ts';
import { Ago } from '../ui/time.tsx';
import { wordsOf } from '../words.ts';

const FILTERS = ['state', 'decision', 'grant', 'category', 'q'] as const;
const PAGE = 50;
const KINDS = ['message.concluded', 'review.opened', 'review.decided'] as const;

const keyOf = ({ grant_id, message_id }: ActivityRow) => `${grant_id}/${message_id}`;
const useMessages = createPages<ActivityRow>(async (url, signal) => {
  const { messages, next } = await api<ActivityAnswer>('GET', url, undefined, signal);
  return { rows: messages, next };
}, keyOf);

/** Every message that came, what was last touched first. */
export function ActivityList() {
  const pages = useMessages(`/api/activity?${filterQuery(FILTERS, PAGE)}`);
  useRefresh(KINDS, pages.refresh);
  const list = useRef<HTMLOListElement>(null);
  useRowKeys('/activity', list, (pages.rows?.length ?? 0) > 0);
  return (
    <div class="page">
      <PageHead title="Activity" about="Every message that came, and what became of it.">
        <Filters />
      </PageHead>
      <ListBody
        pages={pages}
        list={list}
        filters={FILTERS}
        label="Messages"
        empty={{
          icon: 'activity',
          title: 'No mail yet',
          about: 'What comes to your mailboxes appears here, with what became of it and why.',
        }}
        keyOf={keyOf}
        row={(row) => <Row row={row} />}
      />
    </div>
  );
}

function Filters() {
  const agents = useApi<AgentsAnswer>('/api/agents').value?.agents ?? [];
  const categories = [
    ...new Set(agents.flatMap((agent) => agent.categories.map(({ name }) => name))),
  ].toSorted();
  return (
    <div class="line-filters" role="search">
      <SearchField label="Search sender, subject, reason" />
      <Choose
        name="state"
        label="Outcome"
        all="Every outcome"
        choices={Object.entries(outcomes).map(([value, { words }]) => ({ value, words }))}
      />
      <Choose
        name="decision"
        label="Decision"
        all="Every decision"
        choices={[
          { value: 'reply', words: 'Decided: reply' },
          { value: 'review', words: 'Decided: review' },
          { value: 'escalate', words: 'Decided: hand on' },
          { value: 'skip', words: 'Decided: no answer' },
        ]}
      />
      {mailboxes.value.length < 2 ? null : (
        <Choose
          name="grant"
          label="Mailbox"
          all="Every mailbox"
          choices={mailboxes.value.map(({ grant_id, address }) => ({ value: grant_id, words: address }))}
        />
      )}
      <Choose
        name="category"
        label="Category"
        all="Every category"
        choices={categories.map((name) => ({ value: name, words: name.replaceAll('_', ' ') }))}
      />
    </div>
  );
}

function Row({ row }: { row: ActivityRow }) {
  const [first, ...others] = row.reasons;
  return (
    <a class="line line-activity" href={pathOf('activity', row.grant_id, row.message_id)} data-row>
      <span class="line-outcome">
        <Outcome state={row.state} />
      </span>
      <strong class="line-who" dir="auto">
        {row.from === null ? 'Sender not known' : row.from.name || row.from.email}
      </strong>
      <span class="line-subject" dir="auto">
        {row.subject ?? 'No subject known'}
      </span>
      <span class="line-category">
        {row.category === null ? null : (
          <>
            {row.category.replaceAll('_', ' ')}
            {row.confidence === null ? null : <span class="line-sure">{shareText(row.confidence)}</span>}
          </>
        )}
      </span>
      <span class="line-why">
        {first === undefined ? null : wordsOf(first)}
        {others.length === 0 ? null : <span class="line-more">+{others.length}</span>}
      </span>
      <span class="line-took">{row.took_ms === null ? null : durationText(row.took_ms)}</span>
      <span class="line-when">
        <Ago at={row.at} short />
      </span>
    </a>
  );
}
