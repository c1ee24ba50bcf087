import { useState } from 'preact/hooks';
import type { AgentRow, LevelRow } from '../api/view-types.ts';
import { countOf, countText } from '../format.ts';
import { pauses } from '../shell/banners.tsx';
import { isAdmin, mayDecide } from '../shell/me.ts';
import { Facts } from '../ui/facts.tsx';
import { Pill } from '../ui/pill.tsx';
import { Categories } from './categories.tsx';
import { modes } from './levels.ts';
import { PauseDialog, ResumeDialog } from './pause.tsx';

type AgentCardProps = { agent: AgentRow; levels: readonly LevelRow[]; changed: () => void };

/** One agent: what it may do, where, with what. */
export function AgentCard({ agent, levels, changed }: AgentCardProps) {
  const mode = modes[agent.mode];
  const passages = agent.knowledge.reduce((sum, { chunks }) => sum + chunks, 0);
  return (
    <section class="card agent" aria-label={`Agent ${agent.name}`}>
      <header>
        <h2>{agent.name}</h2>
        <Pill tone={mode?.tone ?? 'plain'} {...(mode === undefined ? {} : { title: mode.about })}>
          {agent.mode}
        </Pill>
        <span class="soft agent-mode">{mode?.about}</span>
        <Switch name={agent.name} />
      </header>
      <Facts
        facts={[
          [
            agent.mailboxes.length === 1 ? 'Mailbox' : 'Mailboxes',
            agent.mailboxes.map(({ address }) => address).join(', '),
          ],
          ['Model', agent.model === '' ? null : <code>{agent.model}</code>],
          ['Limits', limitWords(agent.limits)],
          [
            'Knowledge',
            agent.knowledge.length === 0 ? (
              'none'
            ) : (
              <details class="knowledge">
                <summary>
                  {countOf(agent.knowledge.length, 'file')}, {countOf(passages, 'passage')}
                </summary>
                <ul>
                  {agent.knowledge.map(({ file, chunks }) => (
                    <li key={file}>
                      <code>{file}</code> {countOf(chunks, 'passage')}
                    </li>
                  ))}
                </ul>
              </details>
            ),
          ],
        ]}
      />
      <Categories agent={agent} levels={levels} changed={changed} />
    </section>
  );
}

const limitNames: Readonly<Record<string, string>> = {
  per_thread: 'replies a thread',
  per_sender_per_day: 'replies a sender and day',
  per_mailbox_per_hour: 'replies a mailbox and hour',
  max_age_hours: 'hours old at most',
};

function limitWords(limits: Readonly<Record<string, number>>): string {
  return Object.entries(limits)
    .map(([name, limit]) => `${countText(limit)} ${limitNames[name] ?? name.replaceAll('_', ' ')}`)
    .join(' · ');
}

function Switch({ name }: { name: string }) {
  const [asked, ask] = useState(false);
  const isPaused = pauses.value.some(({ agent }) => agent === name);
  const may = isPaused ? isAdmin.value : mayDecide.value;
  const Asking = isPaused ? ResumeDialog : PauseDialog;
  return (
    <>
      {isPaused ? <Pill tone="warn">paused</Pill> : null}
      {may ? (
        <button class="btn agent-switch" onClick={() => ask(true)}>
          {isPaused ? 'Resume' : 'Pause'}
        </button>
      ) : null}
      {asked ? <Asking agent={name} onClose={() => ask(false)} /> : null}
    </>
  );
}
