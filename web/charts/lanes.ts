/** Something that began and took a while. Milliseconds. */
export type Span = { name: string; atMs: number; tookMs: number };

/** Where a span lies on the drawn time line, and how long nothing happened before it, where that is left out. */
export type Lane = { fromMs: number; toMs: number; pausedMs: number };

/**
 * Lays spans on one time line, in the order in which they began. Waits longer than all the work together, and longer
 * than a second, are cut out, since beside them nothing else could be seen: `pausedMs` tells of them.
 */
export function lanesOf(spans: readonly Span[]): { lanes: Lane[]; totalMs: number } {
  const workMs = spans.reduce((sum, { tookMs }) => sum + tookMs, 0);
  const longestGapMs = Math.max(1000, workMs);
  let shownMs = 0;
  let reachedMs = spans[0]?.atMs ?? 0;
  let offsetMs = reachedMs;
  const lanes = spans.map(({ atMs, tookMs }) => {
    const gapMs = Math.max(0, atMs - reachedMs);
    const pausedMs = gapMs > longestGapMs ? gapMs : 0;
    offsetMs += pausedMs;
    const fromMs = Math.max(0, atMs - offsetMs);
    const toMs = fromMs + tookMs;
    reachedMs = Math.max(reachedMs, atMs + tookMs);
    shownMs = Math.max(shownMs, toMs);
    return { fromMs, toMs, pausedMs };
  });
  return { lanes, totalMs: shownMs };
}
