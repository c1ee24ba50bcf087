import type { Series } from './memory.ts';

const WIDTH = 760;
const HEIGHT = 320;
const LEFT = 56;
const RIGHT = 130;
const TOP = 44;
const BOTTOM = 44;
const colours = ['#3b82f6', '#0ea5a5', '#e07a1f', '#b4539b', '#7c8a2d', '#8b6f47'];
const TICKS = 5;

/** Lines of memory over time as an SVG that reads on light and dark; `caption` says how it was made. */
export function plotOf(title: string, caption: string, series: readonly Series[]): string {
  const all = series.flatMap(({ points }) => points);
  const endS = Math.max(1, ...all.map(({ atS }) => atS));
  const top = niceTop(Math.max(1, ...all.map(({ mb }) => mb)));
  const x = (atS: number) => LEFT + (atS / endS) * (WIDTH - LEFT - RIGHT);
  const y = (mb: number) => HEIGHT - BOTTOM - (mb / top) * (HEIGHT - TOP - BOTTOM);
  const ends = series.map(({ points }) => y(points.at(-1)?.mb ?? 0));
  const lines = series.map(({ name, points }, at) => {
    const colour = colours[at % colours.length];
    const path = points.map(({ atS, mb }) => `${x(atS).toFixed(1)},${y(mb).toFixed(1)}`).join(' ');
    const label = `<text x="${WIDTH - RIGHT + 8}" y="${labelY(ends, at)}" fill="${colour}">${name}</text>`;
    return `<polyline fill="none" stroke="${colour}" stroke-width="1.5" points="${path}"/>${label}`;
  });
  const grid = Array.from({ length: TICKS + 1 }, (_, at) => {
    const mb = (top / TICKS) * at;
    const line = `<line x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${y(mb)}" y2="${y(mb)}" stroke="#8884"/>`;
    return `${line}<text x="${LEFT - 8}" y="${y(mb) + 4}" text-anchor="end">${Math.round(mb)}</text>`;
  });
  const times = Array.from({ length: TICKS + 1 }, (_, at) => {
    const atS = (endS / TICKS) * at;
    return `<text x="${x(atS)}" y="${HEIGHT - BOTTOM + 18}" text-anchor="middle">${Math.round(atS)} s</text>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="system-ui, sans-serif" font-size="12" fill="#808890">
<title>${title}</title>
<text x="${LEFT}" y="22" font-size="15">${title}</text>
${[...grid, ...times, ...lines].join('\n')}
<text x="${LEFT}" y="${HEIGHT - 8}" font-size="10">${caption}</text>
</svg>
`;
}

/** Labels at the ends of lines, moved apart where lines end close to each other. */
function labelY(ends: readonly number[], at: number): number {
  const order = ends.map((end, index) => ({ end, index })).toSorted((a, b) => a.end - b.end);
  let last = Number.NEGATIVE_INFINITY;
  for (const { end, index } of order) {
    last = Math.max(last + 14, end + 4);
    if (index === at) return Math.round(last);
  }
  return 0;
}

function niceTop(value: number): number {
  const unit = 10 ** Math.floor(Math.log10(value));
  return ([1, 2, 2.5, 5, 10].find((step) => step * unit >= value) ?? 10) * unit;
}
