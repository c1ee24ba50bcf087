import type { ComponentChildren } from 'preact';
import type { QueuesAnswer, ReadyAnswer, StatsAnswer } from '../api/view-types.ts';
import { waiting } from '../queue/rows.ts';
import { countOf, countText, durationText } from '../format.ts';
import { nowMs } from '../ui/time.tsx';
import { unseenTone, webhookWords } from './judge.ts';

type TilesProps = { queues: QueuesAnswer; ready: ReadyAnswer | undefined; stats: StatsAnswer | undefined };

/** The few figures that tell whether somebody has to act. */
export function Tiles({ queues, ready, stats }: TilesProps) {
  const sum = (of: 'threads' | 'items') => queues.shards.reduce((all, shard) => all + shard[of], 0);
  const overdue = Math.max(0, ...queues.shards.map(({ overdue_seconds }) => overdue_seconds ?? 0));
  const unseen = queues.oldest_unseen_seconds;
  const hook = webhookWords(ready?.webhook ?? null);
  const away = ready?.models_away ?? [];
  return (
    <ul class="tiles" aria-label="State">
      <Tile
        name="Oldest unseen mail"
        tone={unseenTone(unseen)}
        value={unseen === null ? 'not known' : secondsText(unseen)}
      >
        {unseen === null ? 'no sweep has told so far' : 'mail may have gone unseen for so long'}
      </Tile>
      <Tile name="Webhook" tone={hook.tone} value={hook.words}>
        {hook.about}
      </Tile>
      <Tile
        name="Models"
        tone={away.length === 0 ? 'good' : 'bad'}
        value={away.length === 0 ? 'all here' : `${away.length} away`}
      >
        {away.length === 0 ? 'as far as this process asked' : away.join(', ')}
      </Tile>
      <Tile name="Threads at work" tone={overdue > 60 ? 'warn' : 'plain'} value={countText(sum('threads'))}>
        {overdue < 1 ? `${countOf(sum('items'), 'thing')} waiting` : `overdue by ${secondsText(overdue)}`}
      </Tile>
      <OpenReviews count={queues.open_reviews} />
      <Tile
        name="Dead letters"
        tone={queues.dead_letters === 0 ? 'good' : 'bad'}
        value={countText(queues.dead_letters)}
      >
        {queues.dead_letters === 0 ? 'nothing was given up' : 'somebody has to look'}
      </Tile>
      <FirstReply stats={stats} />
    </ul>
  );
}

function FirstReply({ stats }: Pick<TilesProps, 'stats'>) {
  const first = stats?.first_reply_ms ?? null;
  if (first === null) {
    return (
      <Tile name="First reply" tone="plain" value={stats === undefined ? 'not known' : 'none yet'}>
        {stats === undefined ? null : 'no reply in these days'}
      </Tile>
    );
  }
  return (
    <Tile name="First reply" tone="plain" value={durationText(first.p50)}>
      half come sooner; 9 of 10 within {durationText(first.p90)}
    </Tile>
  );
}

function OpenReviews({ count }: { count: number }) {
  const oldest = waiting.value.reduce(
    (least, { created_at }) => Math.min(least, Date.parse(created_at)),
    Infinity,
  );
  return (
    <Tile name="Open reviews" tone="plain" value={countText(count)} href="/">
      {count === 0 ? 'nobody has to decide' : null}
      {Number.isFinite(oldest) && count > 0 ? `the oldest for ${durationText(nowMs.value - oldest)}` : null}
    </Tile>
  );
}

type TileProps = {
  name: string;
  value: string;
  tone: 'plain' | 'good' | 'warn' | 'bad';
  href?: string;
  children: ComponentChildren;
};

function Tile({ name, value, tone, href, children }: TileProps) {
  return (
    <li class={`card tile tile-${tone}`}>
      <span class="tile-name">{href === undefined ? name : <a href={href}>{name}</a>}</span>
      <strong>{value}</strong>
      <span class="soft">{children}</span>
    </li>
  );
}

function secondsText(seconds: number): string {
  return durationText(Math.max(0, seconds) * 1000);
}
