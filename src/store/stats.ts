import type { Redis } from 'ioredis';
import type { Cost } from '#domain/decision.ts';
import {
  type Counter,
  counters,
  dayOf,
  replyTimeAt,
  replyTimes,
  type VerdictCounter,
  verdictCounters,
} from '#domain/stats.ts';
import { keysOf } from './keys.ts';

export type Counts = Record<Counter, number>;
/** What was counted on a day (UTC); `cost` is that of the messages that ended then. */
export type DayStats = Counts & { date: string; cost: Cost };
export type StatsFound = {
  /** Oldest first, the last is today. */
  days: DayStats[];
  /** How long senders waited for replies that left on these days; null when none did. */
  firstReplyMs: { p50: number; p90: number } | null;
  /** Mails that came in, for each of the 24 hours of today (UTC). */
  hours: number[];
};

/** What people made of the drafts of a category of a mailbox. */
export type VerdictRow = Record<VerdictCounter, number> & { grantId: string; category: string };

/** What was counted of mailboxes that `sees` lets through; kept for 90 days. */
export type Stats = {
  read(query: { days: number; sees: (grantId: string) => boolean }): Promise<StatsFound>;
  /** Over so many days up to today. */
  verdicts(days: number): Promise<VerdictRow[]>;
};

const DAY_MS = 24 * 60 * 60 * 1000;

export function createStats(deps: { redis: Redis; shards: number; now: () => number }): Stats {
  const { redis, shards, now } = deps;

  /** The counts of a day or its hours over all shards, for each field that `sees` lets through. */
  async function countsOf(keys: readonly string[], sees: (grantId: string) => boolean) {
    const sums = new Map<string, number>();
    for (const hash of await Promise.all(keys.map((key) => redis.hgetall(key)))) {
      for (const [field, count] of Object.entries(hash)) {
        const cut = field.indexOf('|');
        if (!sees(decodeURIComponent(field.slice(0, cut)))) continue;
        const name = field.slice(cut + 1);
        sums.set(name, (sums.get(name) ?? 0) + Number(count));
      }
    }
    return (name: string) => sums.get(name) ?? 0;
  }

  const everyShard = (of: 'days' | 'hours', date: string) =>
    Array.from({ length: shards }, (_, shard) => `${keysOf(shard)[of]}${date}`);
  const lastDays = (days: number) => {
    const todayMs = now();
    return Array.from({ length: days }, (_, ago) => dayOf(todayMs - (days - 1 - ago) * DAY_MS));
  };

  return {
    async read({ days, sees }) {
      const dates = lastDays(days);
      const found = await Promise.all(
        dates.map(async (date) => ({ date, count: await countsOf(everyShard('days', date), sees) })),
      );
      const spans = Array.from({ length: replyTimes.length + 1 }, (_, span) =>
        found.reduce((sum, { count }) => sum + count(`t${span}`), 0),
      );
      const p50 = replyTimeAt(spans, 0.5);
      const p90 = replyTimeAt(spans, 0.9);
      const today = await countsOf(everyShard('hours', dayOf(now())), sees);
      return {
        days: found.map(({ date, count }) => dayStats(date, count)),
        firstReplyMs: p50 === undefined || p90 === undefined ? null : { p50, p90 },
        hours: Array.from({ length: 24 }, (_, hour) => today(String(hour).padStart(2, '0'))),
      };
    },

    async verdicts(days) {
      const rows = new Map<string, VerdictRow>();
      const keys = lastDays(days).flatMap((date) => everyShard('days', date));
      for (const hash of await Promise.all(keys.map((key) => redis.hgetall(key)))) {
        for (const [field, count] of Object.entries(hash)) addVerdict(rows, field, Number(count));
      }
      return [...rows.values()];
    },
  };
}

function dayStats(date: string, count: (name: string) => number): DayStats {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- one entry for each of them
  const all = Object.fromEntries(counters.map((name) => [name, count(name)])) as Counts;
  const cached = count('cached');
  const micros = count('micros');
  const cost = {
    model_calls: count('calls'),
    input_tokens: count('input'),
    output_tokens: count('output'),
    ...(cached === 0 ? {} : { cached_tokens: cached }),
    ...(micros === 0 ? {} : { money: micros / 1_000_000 }),
  };
  return { date, ...all, cost };
}

/** A field is `GRANT|c:CATEGORY:COUNTER`. */
function addVerdict(rows: Map<string, VerdictRow>, field: string, count: number): void {
  const [, grant, category, name] = /^([^|]*)\|c:([^:]*):(\w+)$/.exec(field) ?? [];
  const counter = verdictCounters.find((one) => one === name);
  if (grant === undefined || category === undefined || counter === undefined) return;
  const key = `${grant}|${category}`;
  const none = { approved_unedited: 0, approved_edited: 0, rejected: 0 };
  const row = rows.get(key) ?? { grantId: decodeURIComponent(grant), category, ...none };
  rows.set(key, { ...row, [counter]: row[counter] + count });
}
