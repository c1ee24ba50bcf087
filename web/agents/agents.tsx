import { useState } from 'preact/hooks';
import { useApi } from '../api/load.ts';
import type { AgentsAnswer } from '../api/types.ts';
import type { AgentFault, LevelsAnswer } from '../api/view-types.ts';
import { useRefresh } from '../live/refresh.ts';
import { pauses } from '../shell/banners.tsx';
import { isAdmin, mayDecide } from '../shell/me.ts';
import { EmptyNote, ErrorNote, Skeleton } from '../ui/notes.tsx';
import { PageHead } from '../ui/page-head.tsx';
import { AgentCard } from './agent.tsx';
import { PauseDialog, ResumeDialog } from './pause.tsx';
import './agents.css';

const KINDS = ['agents.changed', 'pause.changed', 'review.decided'] as const;

/** What is in force: who answers which mailboxes, how, how far each category is trusted, and the switch that stops it. */
export function Agents() {
  const agents = useApi<AgentsAnswer>('/api/agents');
  const levels = useApi<LevelsAnswer>('/api/autonomy?limit=1');
  const reload = () => {
    agents.reload();
    levels.reload();
  };
  useRefresh(KINDS, reload);
  const { value, fault } = agents;
  return (
    <div class="page">
      <PageHead
        title="Agents"
        about="What is in force, and how far each category is trusted."
        actions={<AllAgents />}
      />
      {value === undefined && fault !== null ? (
        <ErrorNote title="The agents cannot be shown" onRetry={reload}>
          <p>{fault}</p>
        </ErrorNote>
      ) : null}
      {value === undefined && fault === null ? <Skeleton lines={12} /> : null}
      {value === undefined ? null : (
        <>
          <Faults faults={value.faults} />
          {value.agents.length === 0 ? (
            <EmptyNote icon="agents" title="No agent is in force">
              <p>
                Make a folder with an <code>agent.yaml</code> under <code>agents/</code>; it is read at once.
              </p>
            </EmptyNote>
          ) : (
            value.agents.map((agent) => (
              <AgentCard
                key={agent.name}
                agent={agent}
                levels={(levels.value?.levels ?? []).filter((level) => level.agent === agent.name)}
                changed={reload}
              />
            ))
          )}
        </>
      )}
    </div>
  );
}

/** The kill switch of all agents together. */
function AllAgents() {
  const [asked, ask] = useState(false);
  const isPaused = pauses.value.some(({ agent }) => agent === null);
  if (isPaused) {
    return (
      <>
        {isAdmin.value ? (
          <button class="btn btn-primary" onClick={() => ask(true)}>
            Resume all agents
          </button>
        ) : null}
        {asked ? <ResumeDialog agent={null} onClose={() => ask(false)} /> : null}
      </>
    );
  }
  return (
    <>
      {mayDecide.value ? (
        <button class="btn btn-danger" onClick={() => ask(true)}>
          Pause all agents
        </button>
      ) : null}
      {asked ? <PauseDialog agent={null} onClose={() => ask(false)} /> : null}
    </>
  );
}

/** Edits that are refused, with the place of the fault; what was there before stays in force. */
function Faults({ faults }: { faults: readonly AgentFault[] }) {
  if (faults.length === 0) return null;
  return (
    <section class="card faults" aria-label="Refused files">
      <h2>Refused, so the last good version stays in force</h2>
      <ul>
        {faults.map(({ file, line, reason }) => (
          <li key={`${file}:${line}:${reason}`}>
            <code>
              {file}:{line}
            </code>
            <span dir="auto">{reason}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
