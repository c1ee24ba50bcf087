import { type Figure, isMet, type Report, shown } from './report.ts';

const WIDTH = 820;
const LEFT = 16;
const BAR_WIDTH = 480;
const BAR_HEIGHT = 14;
const TOP = 74;
const ROW = 68;

/** Legible on a light and on a dark page; the colours can be told apart without seeing red or green. */
const style = `
  .page { fill: #ffffff } .name { fill: #1f2328; font-weight: 600 } .text { fill: #1f2328 } .quiet { fill: #59636e }
  .ours { fill: #2563c9 } .base { fill: #b3bac2 } .bound { stroke: #c2410c; stroke-width: 2; stroke-dasharray: 4 3 }
  .missed { fill: #c2410c; font-weight: 600 } text { font: 13px system-ui, 'Segoe UI', Helvetica, Arial, sans-serif }
  @media (prefers-color-scheme: dark) {
    .page { fill: #0d1117 } .name, .text { fill: #e6edf3 } .quiet { fill: #9198a1 }
    .ours { fill: #6ea8fe } .base { fill: #4b535d } .bound { stroke: #f0883e } .missed { fill: #f0883e }
  }`;

/**
 * The figures that have a baseline or a budget as bars, each row on a scale of its own; the dashed line is the budget.
 * `made` tells the command, the day and the machine.
 */
export function chartOf(report: Report, made: string): string {
  const figures = report.figures.filter(
    ({ baseline, budget, value }) => baseline !== undefined || (budget !== undefined && value > 0),
  );
  const height = TOP + figures.length * ROW + 24;
  const rows = figures.map((figure, at) => rowOf(figure, TOP + at * ROW));
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img" aria-label="${escaped(report.title)}">
<style>${style}
</style>
<rect class="page" width="${WIDTH}" height="${height}"/>
<text class="name" x="${LEFT}" y="26">${escaped(report.title)}</text>
<text class="quiet" x="${LEFT}" y="46">blue: Inreply · grey: baseline of the same run · dashed: budget</text>
${rows.join('\n')}
<text class="quiet" x="${LEFT}" y="${height - 12}">${escaped(made)}</text>
</svg>
`;
}

function rowOf(figure: Figure, top: number): string {
  const { name, unit, value, baseline } = figure;
  const bound = boundOf(figure);
  const scale = BAR_WIDTH / Math.max(value, baseline?.value ?? 0, bound ?? 0);
  const missed = isMet(figure) === false;
  const bar = (kind: string, amount: number, y: number, label: string) =>
    `<rect class="${kind}" x="${LEFT}" y="${y}" width="${(amount * scale).toFixed(1)}" height="${BAR_HEIGHT}" rx="2"/>
<text class="${kind === 'base' ? 'quiet' : 'text'}" x="${LEFT + BAR_WIDTH + 10}" y="${y + 12}">${escaped(label)}</text>`;
  const own = `${shown(value)} ${unit}${figure.ratio === undefined ? '' : ` (${shown(figure.ratio)} x)`}`;
  const x = LEFT + (bound ?? 0) * scale;
  return [
    `<text class="${missed ? 'missed' : 'text'}" x="${LEFT}" y="${top}">${escaped(name)}${missed ? ': budget not met' : ''}</text>`,
    bar('ours', value, top + 8, own.trim()),
    ...(baseline === undefined
      ? []
      : [bar('base', baseline.value, top + 26, `${shown(baseline.value)} ${unit}: ${baseline.name}`)]),
    ...(bound === undefined
      ? []
      : [`<line class="bound" x1="${x.toFixed(1)}" x2="${x.toFixed(1)}" y1="${top + 5}" y2="${top + 43}"/>`]),
  ].join('\n');
}

/** The budget on the scale of the value. */
function boundOf({ budget, baseline, value, ratio }: Figure): number | undefined {
  if (budget === undefined) return undefined;
  if (budget.of === 'value') return budget.bound;
  if (baseline === undefined || ratio === undefined) return undefined;
  return (value / ratio) * budget.bound;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
