import { type Interval, wilson } from '#domain/statistics.ts';
import { paint, table, type Terminal } from '#cli/terminal.ts';

/** A bar a rate is held to, 0..1. */
export type Bar = { atLeast: number } | { atMost: number };

/** One measured rate: `count` of `of` cases. `failing` names the cases that speak against it. */
export type Rate = {
  name: string;
  count: number;
  of: number;
  failing: readonly string[];
  bar?: Bar | undefined;
  /** Independent cases behind `of`, where that is more than they: repeats of a case, sentences of one draft. */
  cases?: number | undefined;
};

/** Whether a rate keeps its bar. A bar over no cases is not kept: nothing was measured. */
export function keepsBar({ count, of, bar }: Rate): boolean {
  if (bar === undefined) return true;
  if (of === 0) return false;
  return 'atLeast' in bar ? count / of >= bar.atLeast : count / of <= bar.atMost;
}

/** `97.5 %`, with one decimal. */
export function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}

/**
 * Rates as aligned lines: share, counts, 95 % interval (Wilson) and bar; below each its failing ids, at most `mostIds`,
 * the rest counted. Fits 100 columns while names stay under 40 characters.
 */
export function ratesText(rates: readonly Rate[], terminal: Pick<Terminal, 'color'>, mostIds = 10): string {
  const rows = rates.map((rate) => [
    rate.name,
    (rate.of === 0 ? '–' : percent(rate.count / rate.of)).padStart(7),
    `${rate.count}/${rate.of}`,
    rate.of === 0 ? '' : intervalText(rate),
    barText(rate),
  ]);
  const lines = table(rows).split('\n');
  return rates
    .flatMap((rate, at) => [colored(rate, lines[at] ?? '', terminal), ...failingLines(rate.failing, mostIds)])
    .join('\n');
}

/** The 95 % interval of a rate, by its independent cases. */
export function intervalOf({ count, of, cases = of }: Rate): Interval {
  return of === 0 ? wilson(0, 0) : wilson((count / of) * cases, cases);
}

function intervalText(rate: Rate): string {
  const { low, high } = intervalOf(rate);
  return `95 % CI ${(low * 100).toFixed(1)}–${(high * 100).toFixed(1)}`;
}

function barText(rate: Rate): string {
  const { bar } = rate;
  if (bar === undefined) return '';
  const wanted = 'atLeast' in bar ? `>= ${percent(bar.atLeast)}` : `<= ${percent(bar.atMost)}`;
  return `bar ${wanted}: ${keepsBar(rate) ? 'kept' : rate.of === 0 ? 'NOT MEASURED' : 'MISSED'}`;
}

function colored(rate: Rate, line: string, terminal: Pick<Terminal, 'color'>): string {
  if (rate.bar === undefined) return line;
  return paint(terminal, keepsBar(rate) ? 'green' : 'red', line);
}

/** Ids wrapped at 100 columns, so that a long list can be read and copied. */
function failingLines(failing: readonly string[], mostIds: number): string[] {
  if (failing.length === 0) return [];
  const more = failing.length - mostIds;
  const shown = [...failing.slice(0, mostIds), ...(more > 0 ? [`and ${more} more`] : [])];
  const lines: string[] = [];
  for (const id of shown) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + id.length + 2 <= 100) lines[lines.length - 1] = `${last}, ${id}`;
    else lines.push(`    ${id}`);
  }
  return lines;
}
