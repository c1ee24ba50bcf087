import { relative, sep } from 'node:path';
import type { Agent, KnowledgeFile } from '#domain/agent-config.ts';
import type { LevelRow } from '#domain/autonomy.ts';
import { modelsFor } from '#domain/models-config.ts';
import type { AgentDesk, AgentRow } from '#server/api/agents.ts';
import type { MailboxRow } from '#server/api/mailboxes.ts';
import type { AgentRegistry } from '#store/agent-folders.ts';
import type { Stats, VerdictRow } from '#store/stats.ts';

/** How far back the record of a category goes. */
const RECORD_DAYS = 30;

/** The mailboxes that agents answer. */
export function mailboxRows(agents: readonly Agent[]): MailboxRow[] {
  return agents.flatMap(({ name, config: { mailboxes, mode } }) =>
    mailboxes.map(({ grant, address, learn = false }) => ({
      grantId: grant,
      address,
      agent: name,
      mode,
      learn,
    })),
  );
}

/** What is in force, with the level and the record of each category. What cuts knowledge into passages is loaded when asked. */
export function agentDesk(deps: {
  agents: Pick<AgentRegistry, 'agents' | 'faults'>;
  levels: () => Promise<LevelRow[]>;
  stats: Pick<Stats, 'verdicts'>;
  agentsDir: string;
  defaultModel: string | undefined;
}): AgentDesk {
  const { agents, agentsDir } = deps;
  const counted = new WeakMap<KnowledgeFile, number>();
  return {
    async list() {
      const [levels, verdicts, { passagesOf }] = await Promise.all([
        deps.levels(),
        deps.stats.verdicts(RECORD_DAYS),
        import('#agent/knowledge/knowledge.ts'),
      ]);
      const chunksOf = (file: KnowledgeFile) => {
        const known = counted.get(file) ?? passagesOf(file).length;
        counted.set(file, known);
        return known;
      };
      return agents.agents().map((agent) => ({
        ...rowOf(agent, levels, verdicts, deps.defaultModel),
        knowledge: agent.knowledge.map((file) => ({ file: file.name, chunks: chunksOf(file) })),
      }));
    },
    faults: () =>
      agents.faults().map(({ file, line, reason }) => ({
        agent: relative(agentsDir, file).split(sep)[0] ?? '',
        file,
        line,
        reason,
      })),
  };
}

function rowOf(
  { name, config }: Agent,
  levels: readonly LevelRow[],
  verdicts: readonly VerdictRow[],
  defaultModel: string | undefined,
): Omit<AgentRow, 'knowledge'> {
  const grants = config.mailboxes.map(({ grant }) => grant);
  return {
    name,
    mode: config.mode,
    model: modelsFor(config, 'draft', defaultModel)[0]?.model ?? null,
    mailboxes: config.mailboxes.map(({ grant, address }) => ({ grantId: grant, address })),
    categories: Object.entries(config.categories).map(([category, { when, action }]) => ({
      name: category,
      when,
      action,
      levels: levels.filter((row) => row.agent === name && row.category === category),
      verdicts: verdicts.filter((row) => row.category === category && grants.includes(row.grantId)),
    })),
    limits: config.limits,
  };
}
