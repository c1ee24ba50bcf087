import { useId, useRef } from 'preact/hooks';
import { shortCount } from '../format.ts';
import { ChartFigure } from './figure.tsx';
import { axisOf, labelEvery, stack } from './scale.ts';
import { summaryOf, type Column, type Series } from './series.ts';
import { useWidth } from './width.ts';

type BarsProps = {
  title: string;
  series: readonly Series[];
  columns: readonly Column[];
  per: string;
  note?: string;
  /** How a value is written in the legend and the table; counts by default. */
  show?: (value: number) => string;
  /** How a value is written at the axis. */
  showTick?: (value: number) => string;
  /** Values are no counts, so that the axis may have fractions. */
  fractions?: boolean;
};

/** Stacked bars over time. */
export function Bars({ title, series, columns, per, note, ...look }: BarsProps) {
  return (
    <ChartFigure
      title={title}
      series={series}
      columns={columns}
      per={per}
      {...(look.show === undefined ? {} : { show: look.show })}
      {...(note === undefined ? {} : { note })}
    >
      {(marked, mark) => (
        <Plot series={series} columns={columns} marked={marked} mark={mark} title={title} {...look} />
      )}
    </ChartFigure>
  );
}

const HEIGHT = 168;
const FOOT = 22;
const HEAD = 8;
const AXIS = 38;
const LABEL = 46;

type PlotProps = Omit<BarsProps, 'per' | 'note'> & {
  marked: number | null;
  mark: (at: number | null) => void;
};

function Plot({ title, series, columns, marked, mark, show = String, ...look }: PlotProps) {
  const box = useRef<HTMLDivElement>(null);
  const width = useWidth(box);
  const ids = useId();
  const sums = columns.map(({ values }) => series.reduce((sum, { key }) => sum + (values[key] ?? 0), 0));
  const { top, ticks } = axisOf(Math.max(0, ...sums), look.fractions !== true);
  const room = width - AXIS;
  const step = room / Math.max(1, columns.length);
  const every = labelEvery(columns.length, room, LABEL);
  const yOf = (value: number) => HEAD + (HEIGHT - HEAD - FOOT) * (1 - value / top);
  const tick = look.showTick ?? shortCount;
  return (
    <div class="chart-plot" ref={box}>
      <svg
        width={width}
        height={HEIGHT}
        role="img"
        aria-labelledby={`${ids}-t ${ids}-d`}
        onPointerLeave={() => mark(null)}
      >
        <title id={`${ids}-t`}>{title}</title>
        <desc id={`${ids}-d`}>{summaryOf(series, columns, show)}</desc>
        {ticks.map((value) => (
          <g key={value}>
            <line class="chart-grid" x1={AXIS} x2={width} y1={yOf(value)} y2={yOf(value)} />
            <text class="chart-text" x={AXIS - 8} y={yOf(value) + 4} text-anchor="end">
              {tick(value)}
            </text>
          </g>
        ))}
        {columns.map((column, at) => (
          <g key={column.name} class={marked === at ? 'chart-column marked' : 'chart-column'}>
            <rect
              class="chart-hit"
              x={AXIS + at * step}
              y={0}
              width={step}
              height={HEIGHT - FOOT}
              onPointerEnter={() => mark(at)}
            />
            <Stack series={series} column={column} x={AXIS + at * step} step={step} yOf={yOf} />
            {(columns.length - 1 - at) % every === 0 ? (
              <text
                class="chart-text"
                x={Math.min(AXIS + (at + 0.5) * step, width - LABEL / 2 + 4)}
                y={HEIGHT - 6}
                text-anchor="middle"
              >
                {column.label}
              </text>
            ) : null}
          </g>
        ))}
      </svg>
    </div>
  );
}

type StackProps = {
  series: readonly Series[];
  column: Column;
  x: number;
  step: number;
  yOf: (value: number) => number;
};

function Stack({ series, column, x, step, yOf }: StackProps) {
  const breadth = Math.min(28, step * 0.66);
  const parts = stack(series.map(({ key }) => column.values[key] ?? 0));
  return (
    <>
      {parts.map(({ from, to }, at) => {
        const tall = yOf(from) - yOf(to);
        const one = series[at];
        if (one === undefined || tall <= 0) return null;
        // A line of the background between two parts, so that they can be told apart without their colours.
        const gap = from === 0 || tall < 3 ? 0 : 1;
        return (
          <rect
            key={one.key}
            class={`chart-bar tone-${one.tone}`}
            x={x + (step - breadth) / 2}
            y={yOf(to)}
            width={breadth}
            height={tall - gap}
            rx={Math.min(2, tall / 2)}
          />
        );
      })}
    </>
  );
}
