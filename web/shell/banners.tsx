import { useEffect } from 'preact/hooks';
import { signal } from '@preact/signals';
import { api } from '../api/client.ts';
import type { AgentsAnswer, PauseRow } from '../api/types.ts';
import { connection, hear, retryNow } from '../live/stream.ts';
import { Ago } from '../ui/time.tsx';
import { nameOfPerson } from './me.ts';

/** What is paused right now, read anew whenever it changes. */
export const pauses = signal<PauseRow[]>([]);
const faults = signal<AgentsAnswer['faults']>([]);

async function load(): Promise<void> {
  const [paused, agents] = await Promise.allSettled([
    api<{ pauses: PauseRow[] }>('GET', '/api/pause'),
    api<AgentsAnswer>('GET', '/api/agents'),
  ]);
  if (paused.status === 'fulfilled') pauses.value = paused.value.pauses;
  if (agents.status === 'fulfilled') faults.value = agents.value.faults;
}

/** What is wrong right now, over every view: no connection, something paused, refused files of agents. */
export function Banners() {
  useEffect(() => {
    void load();
    return hear({
      news: ({ type }) => {
        if (type === 'pause.changed' || type === 'agents.changed') void load();
      },
      reset: () => void load(),
    });
  }, []);
  return (
    <div class="banners">
      {connection.value === 'lost' ? (
        <p class="banner banner-warn" role="status">
          <strong>Offline, trying again.</strong> What is shown may be old.{' '}
          <button class="link" onClick={retryNow}>
            Try now
          </button>
        </p>
      ) : null}
      {pauses.value.map(({ agent, because, by, since }) => (
        <p key={agent ?? ''} class="banner banner-warn" role="status">
          <strong>{agent === null ? 'All agents are paused' : `Agent ${agent} is paused`}</strong> by{' '}
          {nameOfPerson(by)} <Ago at={since} />: <q dir="auto">{because}</q> Nothing goes out by itself; what
          you approve is sent.
        </p>
      ))}
      {faults.value.length > 0 ? (
        <details class="banner banner-bad">
          <summary>
            <strong>Files of agents are refused ({faults.value.length}).</strong> The last good version stays
            in force.
          </summary>
          <ul>
            {faults.value.map(({ file, line, reason }) => (
              <li key={`${file}:${line}:${reason}`}>
                <code>
                  {file}:{line}
                </code>{' '}
                {reason}
              </li>
            ))}
          </ul>
        </details>
      ) : null}
    </div>
  );
}
