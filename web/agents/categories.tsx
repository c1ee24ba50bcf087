import { useState } from 'preact/hooks';
import type { AgentRow, CategoryRow, LevelRow } from '../api/view-types.ts';
import { ShareBar } from '../charts/share-bar.tsx';
import { countText, shareText } from '../format.ts';
import { isAdmin } from '../shell/me.ts';
import { Pill } from '../ui/pill.tsx';
import { Ago } from '../ui/time.tsx';
import { LevelDialog } from './level-dialog.tsx';
import { actions, levels as levelWords } from './levels.ts';

type CategoriesProps = { agent: AgentRow; levels: readonly LevelRow[]; changed: () => void };

/** The categories of an agent with what is done with each, and how it went so far. */
export function Categories({ agent, levels, changed }: CategoriesProps) {
  const [asked, ask] = useState<LevelRow | null>(null);
  return (
    <div class="table-box" tabIndex={0} role="region" aria-label={`Categories of ${agent.name}`}>
      <table class="table">
        <thead>
          <tr>
            <th scope="col">Category</th>
            <th scope="col">Action</th>
            <th scope="col">Decided by people</th>
            <th scope="col">Level and record</th>
          </tr>
        </thead>
        <tbody>
          {agent.categories.map((category) => (
            <tr key={category.name}>
              <th scope="row">
                {category.name.replaceAll('_', ' ')}
                <span class="soft" dir="auto">
                  {category.when}
                </span>
              </th>
              <td>{actions[category.action]}</td>
              <td>
                <Verdicts category={category} />
              </td>
              <td>
                {levels
                  .filter((level) => level.category === category.name)
                  .map((level) => (
                    <Level key={level.grant_id} level={level} mailbox={mailboxOf(agent, level)} ask={ask} />
                  ))}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {asked === null ? null : (
        <LevelDialog
          level={asked}
          onClose={() => {
            ask(null);
            changed();
          }}
        />
      )}
    </div>
  );
}

function Verdicts({ category }: { category: CategoryRow }) {
  const { approved_unedited, approved_edited, rejected } = category;
  if (approved_unedited + approved_edited + rejected === 0) return <span class="faint">none yet</span>;
  return (
    <div class="verdicts">
      <ShareBar
        name={category.name}
        parts={[
          { label: 'approved as they were', count: approved_unedited, tone: 'replied' },
          { label: 'approved with changes', count: approved_edited, tone: 'escalated' },
          { label: 'rejected', count: rejected, tone: 'bad' },
        ]}
      />
      <span>
        {countText(approved_unedited)} as written · {countText(approved_edited)} edited ·{' '}
        {countText(rejected)} rejected
      </span>
    </div>
  );
}

function mailboxOf({ mailboxes }: AgentRow, { grant_id }: LevelRow): string | undefined {
  if (mailboxes.length < 2) return undefined;
  return mailboxes.find((mailbox) => mailbox.grant_id === grant_id)?.address ?? grant_id;
}

/** `mailbox` is named where the agent has several. */
type LevelProps = { level: LevelRow; mailbox: string | undefined; ask: (level: LevelRow) => void };

function Level({ level, mailbox, ask }: LevelProps) {
  const { tone, about } = levelWords[level.level];
  return (
    <div class="level">
      <p>
        <Pill tone={tone} title={about}>
          {level.level}
        </Pill>
        {mailbox === undefined ? null : <span class="soft">{mailbox}</span>}
        {isAdmin.value ? (
          <button
            class="link"
            onClick={() => ask(level)}
            aria-label={`Change the level of ${level.category}`}
          >
            Change
          </button>
        ) : null}
      </p>
      <p class="soft">
        {level.outcomes === 0
          ? 'No outcome at this level yet'
          : `${countText(level.good)} of ${countText(level.outcomes)} good, at least ${shareText(level.lower_bound)}`}
        {level.since === null ? null : (
          <>
            {' · '}set <Ago at={level.since} />
          </>
        )}
      </p>
      {level.missing === null ? null : <p class="soft">Lacks for more: {level.missing}</p>}
      {level.proposed === null ? null : (
        <p class="proposed">
          Ready for <strong>{level.proposed.level}</strong>: {level.proposed.why}
        </p>
      )}
    </div>
  );
}
