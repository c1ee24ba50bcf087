/** A bound from DESIGN section 7, and how a figure is compared with it. */
export type Budget = { bound: number; direction: 'at most' | 'at least' };

export type Figure = {
  name: string;
  unit: string;
  value: number;
  /** The values of the single windows, of which `value` is the median. */
  windows?: number[];
  /** What it is compared with, measured in the same run. */
  baseline?: { name: string; value: number };
  /** `value` over the baseline's, window by window, the median of it; where it is judged instead of `value`. */
  ratio?: number;
  budget?: Budget & { of: 'value' | 'ratio' };
  note?: string;
};

export type Report = {
  name: string;
  title: string;
  /** What was run and how, in sentences. */
  method: string;
  figures: Figure[];
  /** Further lines for people, such as the profile. */
  remarks?: string[];
};

/** Undefined where nothing is demanded. */
export function isMet({ value, ratio, budget }: Figure): boolean | undefined {
  if (budget === undefined) return undefined;
  const judged = budget.of === 'ratio' ? (ratio ?? Number.NaN) : value;
  return budget.direction === 'at most' ? judged <= budget.bound : judged >= budget.bound;
}

/** A number as people read it: three significant digits, and no fraction from a hundred on. */
export function shown(value: number): string {
  if (!Number.isFinite(value)) return '-';
  if (Math.abs(value) < 100) return String(Number(value.toPrecision(3)));
  return value.toFixed(0).replace(/\B(?=(?:\d{3})+$)/g, ',');
}

/** The cells of one figure: name, value, baseline, ratio, budget, verdict. */
export function cellsOf(figure: Figure): string[] {
  const { name, unit, value, baseline, ratio, budget } = figure;
  const met = isMet(figure);
  const sign = budget?.direction === 'at least' ? '≥' : '≤';
  const bound =
    budget === undefined
      ? ''
      : `${sign} ${shown(budget.bound)}${budget.of === 'ratio' ? ' x' : ` ${unit}`}`.trim();
  return [
    name,
    `${shown(value)} ${unit}`.trim(),
    baseline === undefined ? '' : `${shown(baseline.value)} (${baseline.name})`,
    ratio === undefined ? '' : `${shown(ratio)} x`,
    bound,
    met === undefined ? '' : met ? 'met' : 'NOT MET',
  ];
}

export const headings = ['figure', 'measured', 'baseline', 'ratio', 'budget', ''];

/** The report as a table for a terminal. */
export function textOf(report: Report): string {
  const rows = [headings, ...report.figures.map(cellsOf)];
  const widths = headings.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const lines = rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  const notes = report.figures.flatMap(({ name, note }) =>
    note === undefined ? [] : [`  ${name}: ${note}`],
  );
  return [`# ${report.title}`, '', ...lines, '', ...notes, ...(report.remarks ?? []), ''].join('\n');
}
