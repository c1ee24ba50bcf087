import type { ReviewStatus } from '../api/types.ts';
import type { News } from '../live/stream.ts';
import { me, nameOfPerson } from '../shell/me.ts';
import { say } from '../ui/toasts.tsx';
import { loadRows, rows, setLeaving } from './rows.ts';
import { namedId } from './shown.ts';
import { freshen, isKept } from './opened.ts';
import { isOurs } from './verdicts.ts';

const GATHER_MS = 120;
/** From so many changed reviews on the whole list is read at once. */
const MANY = 12;

const changed = new Set<string>();
let timer: ReturnType<typeof setTimeout> | undefined;

/** Keeps the list true: what changed is read again, a few at a time; what somebody else decided leaves with a word. */
export const follow = {
  news(news: News): void {
    const { review_id: id, type } = news;
    if (id === undefined) return;
    if (type === 'review.opened') setLeaving(id, false);
    if (type === 'review.decided') tellOf(id, news);
    if (type === 'review.opened' || type === 'review.changed' || type === 'review.decided') note(id);
  },
  reset(): void {
    void loadRows();
    const open = namedId.value;
    if (open !== null) void freshen(open);
  },
};

function note(id: string): void {
  changed.add(id);
  clearTimeout(timer);
  timer = setTimeout(() => {
    const ids = [...changed];
    changed.clear();
    if (ids.length >= MANY) void loadRows();
    for (const one of ids) if (ids.length < MANY || isKept(one)) void freshen(one);
  }, GATHER_MS);
}

const did: Partial<Record<ReviewStatus, string>> = {
  approved: 'approved',
  sent: 'approved',
  rejected: 'rejected',
};

/** Says who decided what was in the list here; what we did ourselves was said already. */
function tellOf(id: string, { by, status }: News): void {
  const row = rows.value.get(id);
  if (row === undefined || isOurs(id)) return;
  const isMe = by !== undefined && by === me.value?.id;
  const who = isMe ? 'You' : by === undefined || by === 'inreply' ? undefined : nameOfPerson(by);
  const verb = status === undefined ? undefined : did[status];
  const what = row.subject === '' ? 'a review' : `“${row.subject}”`;
  if (who !== undefined && verb !== undefined) say(`${who} ${verb} ${what}${isMe ? ' elsewhere' : ''}.`);
  else
    say(
      `${what} waits no longer: ${(status === undefined ? undefined : endWords[status]) ?? 'it was closed'}.`,
    );
}

const endWords: Partial<Record<ReviewStatus, string>> = {
  stale: 'a newer message came',
  expired: 'it expired',
  closed: 'it was answered or closed elsewhere',
};
