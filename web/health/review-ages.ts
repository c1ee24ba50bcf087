const HOUR = 3_600_000;

/** How long reviews may have waited, and how each span is called. */
const spans = [
  { label: '< 1 h', name: 'Less than an hour', fromMs: 0 },
  { label: '1-4 h', name: 'One to four hours', fromMs: HOUR },
  { label: '4-24 h', name: 'Four hours to a day', fromMs: 4 * HOUR },
  { label: '1-3 d', name: 'One to three days', fromMs: 24 * HOUR },
  { label: '> 3 d', name: 'More than three days', fromMs: 72 * HOUR },
] as const;

/** How many of the times lie how far back, as columns of a chart: the youngest first. */
export function agesOf(
  createdMs: readonly number[],
  nowMs: number,
): { label: string; name: string; values: { waiting: number } }[] {
  return spans.map(({ label, name, fromMs }, at) => {
    const untilMs = spans[at + 1]?.fromMs ?? Infinity;
    const waiting = createdMs.filter((ms) => {
      const ageMs = Math.max(0, nowMs - ms);
      return ageMs >= fromMs && ageMs < untilMs;
    }).length;
    return { label, name, values: { waiting } };
  });
}
