import type { Shard } from '../api/view-types.ts';
import { countText, durationText } from '../format.ts';

/** What waits, by shard; for operators, so folded. */
export function Queues({ shards }: { shards: readonly Shard[] }) {
  return (
    <details class="part">
      <summary>The queue in detail</summary>
      <div class="table-box card" tabIndex={0} role="region" aria-label="The queue in detail">
        <table class="table table-figures">
          <thead>
            <tr>
              <th scope="col">Shard</th>
              <th scope="col">Jobs waiting</th>
              <th scope="col">Active</th>
              <th scope="col">Delayed</th>
              <th scope="col">Failed</th>
              <th scope="col">Threads</th>
              <th scope="col">Held by workers</th>
              <th scope="col">Things waiting</th>
              <th scope="col">Oldest</th>
              <th scope="col">Overdue</th>
            </tr>
          </thead>
          <tbody>
            {shards.map(({ shard, jobs, ...one }) => (
              <tr key={shard}>
                <th scope="row">{shard}</th>
                <td>{countText(jobs.waiting)}</td>
                <td>{countText(jobs.active)}</td>
                <td>{countText(jobs.delayed)}</td>
                <td>{countText(jobs.failed)}</td>
                <td>{countText(one.threads)}</td>
                <td>{countText(one.leases_held)}</td>
                <td>{countText(one.items)}</td>
                <td>{secondsText(one.oldest_message_seconds)}</td>
                <td>{secondsText(one.overdue_seconds)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}

function secondsText(seconds: number | null): string {
  return seconds === null ? 'none' : durationText(seconds * 1000);
}
