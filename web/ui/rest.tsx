import { useEffect, useRef } from 'preact/hooks';

type RestProps = { hasMore: boolean; loading: boolean; fault: string | null; more: () => void };

/** The way to the rows below: a button that also acts once it comes into sight, unless the last try failed. */
export function Rest({ hasMore, loading, fault, more }: RestProps) {
  const button = useRef<HTMLButtonElement>(null);
  const latest = useRef(more);
  latest.current = more;
  useEffect(() => {
    const { current } = button;
    if (current === null || loading || fault !== null) return;
    const watch = new IntersectionObserver((seen) => {
      if (seen.some(({ isIntersecting }) => isIntersecting)) latest.current();
    });
    watch.observe(current);
    return () => watch.disconnect();
  }, [loading, hasMore, fault]);
  if (!hasMore) return null;
  return (
    <p class="rest">
      {fault === null ? null : <span role="alert">{fault}</span>}
      <button class="btn" ref={button} disabled={loading} onClick={more}>
        {loading ? 'Loading …' : 'Load more'}
      </button>
    </p>
  );
}
