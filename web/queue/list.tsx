import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { ReviewRow } from '../api/types.ts';
import { ROW_HEIGHT, Row } from './row.tsx';

/** Rows above and below the window that are kept ready. */
const SPARE = 6;

/** The rows that are in sight, of as many as there are: only those are in the document. */
export function RowList({ rows, currentId }: { rows: readonly ReviewRow[]; currentId: string | null }) {
  const box = useRef<HTMLDivElement>(null);
  const [window, setWindow] = useState({ top: 0, height: 900 });
  const currentAt = rows.findIndex(({ id }) => id === currentId);

  useLayoutEffect(() => {
    const element = box.current;
    if (element === null) return;
    const look = () => setWindow({ top: element.scrollTop, height: element.clientHeight });
    look();
    const observer = new ResizeObserver(look);
    observer.observe(element);
    element.addEventListener('scroll', look, { passive: true });
    return () => {
      observer.disconnect();
      element.removeEventListener('scroll', look);
    };
  }, []);

  useEffect(() => {
    const element = box.current;
    if (element === null || currentAt === -1) return;
    const top = currentAt * ROW_HEIGHT;
    if (top < element.scrollTop) element.scrollTop = top;
    else if (top + ROW_HEIGHT > element.scrollTop + element.clientHeight)
      element.scrollTop = top + ROW_HEIGHT - element.clientHeight;
  }, [currentAt]);

  const first = Math.max(0, Math.floor(window.top / ROW_HEIGHT) - SPARE);
  const last = Math.min(rows.length, Math.ceil((window.top + window.height) / ROW_HEIGHT) + SPARE);
  return (
    <div class="rows" ref={box} tabIndex={-1}>
      <ul style={{ height: `${rows.length * ROW_HEIGHT}px` }} aria-label="Reviews">
        {rows.slice(first, last).map((row, at) => (
          <Row key={row.id} row={row} at={first + at} of={rows.length} isCurrent={row.id === currentId} />
        ))}
      </ul>
    </div>
  );
}
