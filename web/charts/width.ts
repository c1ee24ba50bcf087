import type { RefObject } from 'preact';
import { useEffect, useState } from 'preact/hooks';

const FALLBACK_PX = 640;

/** The width of an element in pixels, kept up to date, so that a chart is drawn at the size at which it is seen. */
export function useWidth(element: RefObject<HTMLElement | null>): number {
  const [width, setWidth] = useState(FALLBACK_PX);
  useEffect(() => {
    const { current } = element;
    if (current === null) return;
    const watch = new ResizeObserver(([entry]) => {
      if (entry !== undefined) setWidth(Math.max(1, Math.round(entry.contentRect.width)));
    });
    watch.observe(current);
    return () => watch.disconnect();
  }, [element]);
  return width;
}
