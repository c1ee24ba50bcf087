import type { ChartTone } from './series.ts';
import './charts.css';

type Part = { label: string; count: number; tone: ChartTone };

/** How a whole divides, as one short bar; nothing where there is nothing to divide. */
export function ShareBar({ parts, name }: { parts: readonly Part[]; name: string }) {
  const all = parts.reduce((sum, { count }) => sum + count, 0);
  if (all === 0) return null;
  const words = parts.map(({ label, count }) => `${count} ${label}`).join(', ');
  let x = 0;
  return (
    <svg
      class="share-bar"
      viewBox="0 0 100 8"
      preserveAspectRatio="none"
      role="img"
      aria-label={`${name}: ${words}`}
    >
      <title>{words}</title>
      {parts.map(({ label, count, tone }) => {
        const [from, width] = [x, (count / all) * 100];
        x += width;
        return count === 0 ? null : (
          <rect key={label} class={`tone-${tone}`} x={from} y={0} width={width} height={8} />
        );
      })}
    </svg>
  );
}
