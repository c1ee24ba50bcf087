import { useEffect } from 'preact/hooks';
import { useApi } from '../api/load.ts';
import type { QueuesAnswer, ReadyAnswer, StatsAnswer } from '../api/view-types.ts';
import { useRefresh } from '../live/refresh.ts';
import { ErrorNote, Skeleton } from '../ui/notes.tsx';
import { PageHead } from '../ui/page-head.tsx';
import { DeadLetters } from './dead-letters.tsx';
import { Queues } from './queues.tsx';
import { StatsCharts } from './stats-charts.tsx';
import { Tiles } from './tiles.tsx';
import './health.css';

const KINDS = ['message.concluded', 'review.opened', 'review.decided'] as const;
const EVERY_MS = 30_000;

/** Whether all is well: what waits, what failed, what went out and how it was received. */
export function Health() {
  const queues = useApi<QueuesAnswer>('/api/queues');
  const ready = useApi<ReadyAnswer>('/readyz');
  const stats = useApi<StatsAnswer>('/api/stats?days=14');
  const reload = () => {
    queues.reload();
    ready.reload();
    stats.reload();
  };
  useRefresh(KINDS, reload);
  useEffect(() => {
    const timer = setInterval(() => document.visibilityState === 'visible' && reload(), EVERY_MS);
    return () => clearInterval(timer);
  }, []);
  const { value, fault } = queues;
  return (
    <div class="page">
      <PageHead title="Health" about="What waits, what failed, and how the last 14 days went." />
      {value === undefined && fault === null ? <Skeleton lines={8} /> : null}
      {value === undefined && fault !== null ? (
        <ErrorNote title="The state of the queue cannot be shown" onRetry={reload}>
          <p>{fault}</p>
        </ErrorNote>
      ) : null}
      {value === undefined ? null : <Tiles queues={value} ready={ready.value} stats={stats.value} />}
      {value === undefined ? null : <DeadLetters count={value.dead_letters} changed={reload} />}
      {stats.value === undefined ? null : <StatsCharts stats={stats.value} />}
      {stats.value === undefined && stats.fault !== null ? (
        <p class="card no-stats" role="alert">
          <span>The last days cannot be shown. {stats.fault}</span>
          <button class="btn" onClick={stats.reload}>
            Try again
          </button>
        </p>
      ) : null}
      {value === undefined ? null : <Queues shards={value.shards} />}
    </div>
  );
}
