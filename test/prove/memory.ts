/** Seconds since the start, and megabytes. */
export type Point = { atS: number; mb: number };

/** Memory of one process over time. */
export type Series = { name: string; points: readonly Point[] };

export type Trend = {
  name: string;
  startMb: number;
  middleMb: number;
  endMb: number;
  /** By least squares through the lowest point of every half minute of the second half, in megabytes a minute. */
  slope: number;
};

const WINDOW_S = 30;

/** Start, middle and end are means of a tenth of the points each, as single ones jump with the garbage collector. */
export function trendOf({ name, points }: Series): Trend {
  const tenth = Math.max(1, Math.floor(points.length / 10));
  const middle = Math.floor(points.length / 2);
  const half = Math.floor(tenth / 2);
  return {
    name,
    startMb: mean(points.slice(0, tenth)),
    middleMb: mean(points.slice(middle - half, middle + half + 1)),
    endMb: mean(points.slice(-tenth)),
    slope: slopeOf(floorsOf(points.slice(middle))) * 60,
  };
}

function mean(points: Series['points']): number {
  return points.reduce((sum, { mb }) => sum + mb, 0) / points.length;
}

/** What is left after the garbage collector: the lowest point of each window. */
function floorsOf(points: Series['points']): Series['points'] {
  const windows = Map.groupBy(points, ({ atS }) => Math.floor(atS / WINDOW_S));
  return [...windows.values()].flatMap((window) => window.toSorted((a, b) => a.mb - b.mb)[0] ?? []);
}

/** Megabytes a second, by least squares; 0 for fewer than two points. */
function slopeOf(points: Series['points']): number {
  if (points.length < 2) return 0;
  const meanMb = mean(points);
  const meanS = points.reduce((sum, { atS }) => sum + atS, 0) / points.length;
  const covariance = points.reduce((sum, { atS, mb }) => sum + (atS - meanS) * (mb - meanMb), 0);
  const variance = points.reduce((sum, { atS }) => sum + (atS - meanS) ** 2, 0);
  return covariance / variance;
}
