import { signal } from '@preact/signals';
import { ageText, awayWords, fullTime, timeText } from '../format.ts';

const TICK_MS = 15_000;
/** The time by which ages are shown; moves on by itself. */
export const nowMs = signal(Date.now());
setInterval(() => (nowMs.value = Date.now()), TICK_MS);

/** How long ago or how far ahead something is, kept up to date; the full date is its title. */
export function Ago({ at, short = false }: { at: string; short?: boolean }) {
  const ms = Date.parse(at);
  return (
    <time dateTime={at} title={fullTime(ms)}>
      {short ? ageText(ms, nowMs.value) : awayWords(ms, nowMs.value)}
    </time>
  );
}

/** A point in time in the reader's zone: the hour today, else with its day. */
export function At({ at }: { at: string }) {
  const ms = Date.parse(at);
  return (
    <time dateTime={at} title={fullTime(ms)}>
      {timeText(ms, nowMs.value)}
    </time>
  );
}
