import type { ComponentChildren } from 'preact';
import { useId, useState } from 'preact/hooks';
import { countText } from '../format.ts';
import { seriesTotals, type Column, type Series } from './series.ts';
import './charts.css';

type ChartProps = {
  title: string;
  series: readonly Series[];
  columns: readonly Column[];
  /** What a column stands for: `Day`, `Hour`. */
  per: string;
  /** How a value is written; counts by default. */
  show?: (value: number) => string;
  /** A sentence below the title. */
  note?: string;
  /** Draws it; gets the column under the pointer and is told of another. */
  children: (marked: number | null, mark: (at: number | null) => void) => ComponentChildren;
};

/** A chart with its title, its legend that also reads out values, and the same figures as a table behind a button. */
export function ChartFigure({ title, series, columns, per, show = countText, note, children }: ChartProps) {
  const [asTable, setAsTable] = useState(false);
  const [marked, mark] = useState<number | null>(null);
  const heading = useId();
  const column = marked === null ? undefined : columns[marked];
  const totals = seriesTotals(series, columns);
  const isEmpty = series.every(({ key }) => (totals[key] ?? 0) === 0);
  return (
    <figure class="chart" aria-labelledby={heading}>
      <figcaption>
        <h3 id={heading}>{title}</h3>
        <span class="chart-when">{asTable || column === undefined ? null : column.name}</span>
        <button class="link chart-switch" aria-pressed={asTable} onClick={() => setAsTable(!asTable)}>
          As table
        </button>
        {note === undefined ? null : <p>{note}</p>}
      </figcaption>
      {asTable ? (
        <FiguresTable title={title} series={series} columns={columns} per={per} show={show} />
      ) : (
        <>
          {isEmpty ? <p class="chart-empty">None so far</p> : children(marked, mark)}
          <ul class="chart-legend">
            {series.map(({ key, label, tone }) => (
              <li key={key}>
                <svg width="10" height="10" aria-hidden="true">
                  <rect width="10" height="10" rx="3" class={`tone-${tone}`} />
                </svg>
                {label}{' '}
                <strong>{show(column === undefined ? (totals[key] ?? 0) : (column.values[key] ?? 0))}</strong>
              </li>
            ))}
          </ul>
        </>
      )}
    </figure>
  );
}

function FiguresTable(props: Required<Pick<ChartProps, 'title' | 'series' | 'columns' | 'per' | 'show'>>) {
  const { title, series, columns, per, show } = props;
  return (
    <div class="chart-table" tabIndex={0} role="region" aria-label={`${title}, as a table`}>
      <table>
        <thead>
          <tr>
            <th scope="col">{per}</th>
            {series.map(({ key, label }) => (
              <th key={key} scope="col">
                {label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {columns.toReversed().map(({ name, values }) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              {series.map(({ key }) => (
                <td key={key}>{show(values[key] ?? 0)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
