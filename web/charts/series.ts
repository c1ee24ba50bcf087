/** Colours by meaning (charts.css). */
export type ChartTone = 'replied' | 'review' | 'quiet' | 'escalated' | 'bad';

/** One kind of value in a chart. */
export type Series = { key: string; label: string; tone: ChartTone };

/** What is drawn at one place of the horizontal axis: its short label, its whole name, a value for each series. */
export type Column = { label: string; name: string; values: Readonly<Record<string, number>> };

/** The sum of each series over all columns. */
export function seriesTotals(
  series: readonly Series[],
  columns: readonly Column[],
): Readonly<Record<string, number>> {
  return Object.fromEntries(
    series.map(({ key }) => [key, columns.reduce((sum, { values }) => sum + (values[key] ?? 0), 0)]),
  );
}

/** What a chart says, in a sentence, for those who do not see it. */
export function summaryOf(
  series: readonly Series[],
  columns: readonly Column[],
  show: (value: number) => string,
): string {
  const totals = seriesTotals(series, columns);
  const sums = series.map(({ key, label }) => `${label} ${show(totals[key] ?? 0)}`).join(', ');
  const [first, last] = [columns.at(0), columns.at(-1)];
  return first === undefined || last === undefined ? sums : `${first.name} to ${last.name}: ${sums}.`;
}
