type Unit = { ms: number; short: string; long: Intl.RelativeTimeFormatUnit };
const units: readonly Unit[] = [
  { ms: 86_400_000, short: 'd', long: 'day' },
  { ms: 3_600_000, short: 'h', long: 'hour' },
  { ms: 60_000, short: 'min', long: 'minute' },
  { ms: 1000, short: 's', long: 'second' },
];

const relative = new Intl.RelativeTimeFormat('en', { numeric: 'always' });
const counts = new Intl.NumberFormat();
const compact = new Intl.NumberFormat(undefined, { notation: 'compact', maximumFractionDigits: 1 });

/** `12,345` as the reader writes numbers. */
export function countText(count: number): string {
  return counts.format(count);
}

/** `1 reply`, `3 replies`. */
export function countOf(count: number, one: string, many = `${one}s`): string {
  return `${countText(count)} ${count === 1 ? one : many}`;
}

/** `12K`: for the axis of a chart. */
export function shortCount(count: number): string {
  return compact.format(count);
}

/** `87 %` of a share in 0..1. */
export function shareText(share: number): string {
  return `${Math.round(share * 100)} %`;
}

/** `340 ms`, `1.2 s`, `3 min`, `2 h 5 min`, `3 d 4 h`: at most two units, cut down, never up. */
export function durationText(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 10_000) return `${(Math.floor(ms / 100) / 10).toFixed(1)} s`;
  const at = units.findIndex((unit) => ms >= unit.ms);
  const [unit, below] = [units.at(at), units.at(at + 1)];
  if (unit === undefined) return '0 s';
  const rest = below === undefined ? 0 : Math.floor((ms % unit.ms) / below.ms);
  const head = `${Math.floor(ms / unit.ms)} ${unit.short}`;
  return below === undefined || rest === 0 ? head : `${head} ${rest} ${below.short}`;
}

/** How long ago something was, for a list: `now`, `5 min`, `3 h`, `12 d`. */
export function ageText(thenMs: number, nowMs: number): string {
  const agoMs = nowMs - thenMs;
  const unit = units.find(({ ms, short }) => short !== 's' && agoMs >= ms);
  return unit === undefined ? 'now' : `${Math.floor(agoMs / unit.ms)} ${unit.short}`;
}

/** How far away something is, in words: `3 hours ago`, `in 5 minutes`, `just now`. */
export function awayWords(thenMs: number, nowMs: number): string {
  const away = thenMs - nowMs;
  const unit = units.find(({ ms, short }) => short !== 's' && Math.abs(away) >= ms);
  return unit === undefined ? 'just now' : relative.format(Math.trunc(away / unit.ms), unit.long);
}

const full = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'long' });
const clock = new Intl.DateTimeFormat(undefined, { timeStyle: 'short' });
const clockSeconds = new Intl.DateTimeFormat(undefined, { timeStyle: 'medium' });
const dayAndClock = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });

/** The whole date and time with the zone, as the reader writes it: for titles. */
export function fullTime(ms: number): string {
  return full.format(ms);
}

/** The time of day alone where it was today, else with its date. */
export function timeText(ms: number, nowMs: number): string {
  return isSameDay(ms, nowMs) ? clock.format(ms) : dayAndClock.format(ms);
}

/** The time of day to the second. */
export function secondText(ms: number): string {
  return clockSeconds.format(ms);
}

function isSameDay(one: number, other: number): boolean {
  return new Date(one).toDateString() === new Date(other).toDateString();
}

const dayOfMonth = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short', timeZone: 'UTC' });
const wholeDay = new Intl.DateTimeFormat(undefined, {
  weekday: 'short',
  day: 'numeric',
  month: 'short',
  timeZone: 'UTC',
});

/** `21 Nov` of a calendar day `2026-11-21`, which belongs to no zone; `whole` with the day of the week. */
export function dayText(date: string, whole = false): string {
  const ms = Date.parse(`${date}T00:00:00Z`);
  return Number.isNaN(ms) ? date : (whole ? wholeDay : dayOfMonth).format(ms);
}

/** A subject without the marks of replies and forwards that mail clients put in front of it. */
export function bareSubject(subject: string): string {
  return subject.replace(/^(?:\s*(?:re|aw|fwd?|wg|sv|antw)\s*(?:\[\d+\])?:)+\s*/i, '') || subject;
}

/** What model calls cost, as far as it is known. */
export type CostShown = {
  model_calls: number;
  input_tokens: number;
  output_tokens: number;
  cached_tokens?: number | undefined;
  /** In the currency of the agent's prices. */
  money?: number | undefined;
};

/** `2 model calls, 1,200 tokens in, 180 out, cost 0.0042`; `no model call` for none. */
export function costText({
  model_calls,
  input_tokens,
  output_tokens,
  cached_tokens,
  money,
}: CostShown): string {
  if (model_calls === 0) return 'no model call';
  const cached =
    cached_tokens === undefined || cached_tokens === 0 ? '' : ` (${countText(cached_tokens)} cached)`;
  const price = money === undefined ? '' : `, cost ${moneyText(money)}`;
  return `${countOf(model_calls, 'model call')}, ${countText(input_tokens)} tokens in${cached}, ${countText(output_tokens)} out${price}`;
}

/** An amount without its currency, which only the operator knows: `12.30`; small ones with two digits that count. */
export function moneyText(money: number): string {
  if (money === 0) return '0';
  return money >= 0.1 ? money.toFixed(2) : String(Number(money.toPrecision(2)));
}
