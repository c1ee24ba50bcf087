/**
 * A round upper end for an axis and the values to mark on it, from 0 up: three to five steps of 1, 2 or 5 times a power
 * of ten. `whole` keeps steps at whole numbers, for counts. All zero gives an axis up to 1.
 */
export function axisOf(highest: number, whole = true): { top: number; ticks: number[] } {
  if (!(highest > 0)) return { top: 1, ticks: [0, 1] };
  const rough = highest / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const nice = [1, 2, 5, 10].map((factor) => factor * power).find((step) => step >= rough) ?? 10 * power;
  const step = whole ? Math.max(1, Math.round(nice)) : nice;
  const steps = Math.ceil(highest / step - 1e-9);
  return { top: steps * step, ticks: Array.from({ length: steps + 1 }, (_, at) => tidy(at * step)) };
}

/** Without the tail that binary fractions leave: 0.30000000000000004 is 0.3. */
function tidy(value: number): number {
  return Number(value.toPrecision(12));
}

/** Values on top of each other: where each begins and ends. */
export function stack(values: readonly number[]): { from: number; to: number }[] {
  let reached = 0;
  return values.map((value) => {
    const from = reached;
    reached += value;
    return { from, to: reached };
  });
}

/** Every how-manyth label is shown so that neighbours do not touch: the newest always is. */
export function labelEvery(count: number, widthPx: number, labelPx: number): number {
  return Math.max(1, Math.ceil((count * labelPx) / Math.max(1, widthPx)));
}
