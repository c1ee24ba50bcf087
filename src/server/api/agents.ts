import { createRoute, z } from '@hono/zod-openapi';
import { autonomyLevels, type AutonomyLevel } from '#domain/autonomy.ts';
import type { Category, Limits } from '#domain/agent-config.ts';
import type { Pause } from '#domain/pause.ts';
import { seesMailbox } from '#domain/person.ts';
import { createApi } from './base.ts';
import { GrantId, orNull } from './common-json.ts';
import { answers } from './declare.ts';
import { type MailboxRow, ModeJson } from './mailboxes.ts';
import { PauseJson, pauseShape } from './pause.ts';

/** What people made of drafts, in the last 30 days. */
type Verdicts = { approved_unedited: number; approved_edited: number; rejected: number };

export type CategoryRow = {
  name: string;
  when: string;
  action: Category['action'];
  /** Of each mailbox; none where the category does not earn its autonomy. */
  levels: { grantId: string; level: AutonomyLevel }[];
  verdicts: (Verdicts & { grantId: string })[];
};

/** An agent as it is in force. */
export type AgentRow = {
  name: string;
  mode: MailboxRow['mode'];
  /** The model that writes its drafts; null where none is named. */
  model: string | null;
  mailboxes: { grantId: string; address: string }[];
  categories: CategoryRow[];
  knowledge: { file: string; chunks: number }[];
  limits: Limits;
};

/** What is wrong with a file of an agent's folder; `agent` is the folder's name. */
type AgentFault = { agent: string; file: string; line: number; reason: string };

/** What is in force, and which edits were refused. Rejects when Redis does not answer. */
export type AgentDesk = { list(): Promise<AgentRow[]>; faults(): AgentFault[] };

export type AgentApiDeps = { agentDesk: AgentDesk; pauses: { list(): Promise<Pause[]> } };

const AgentJson = z
  .object({
    name: z.string(),
    mailboxes: z.array(z.object({ grant_id: GrantId, address: z.string() })),
    mode: ModeJson,
    model: z.string().meta({ description: 'That writes its drafts; empty where none is named.' }),
    paused: orNull(PauseJson).meta({ description: 'Its own pause, else the one of all agents.' }),
    categories: z.array(
      z.object({
        name: z.string(),
        when: z.string(),
        action: z.enum(['reply', 'review', 'escalate', 'skip']),
        level: z
          .enum(autonomyLevels)
          .nullable()
          .meta({ description: 'The lowest of its mailboxes; null where the mode alone decides.' }),
        levels: z.array(z.object({ grant_id: GrantId, level: z.enum(autonomyLevels) })),
        approved_unedited: z.int().meta({ description: 'In the last 30 days, as the next two.' }),
        approved_edited: z.int(),
        rejected: z.int(),
      }),
    ),
    knowledge: z.array(
      z.object({ file: z.string(), chunks: z.int().meta({ description: 'Passages that can be cited.' }) }),
    ),
    limits: z.record(z.string(), z.number()),
  })
  .openapi('Agent');

const FaultJson = z
  .object({ agent: z.string(), file: z.string(), line: z.int(), reason: z.string() })
  .openapi('AgentFault', { description: 'A refused edit; the last good version stays in force.' });

const listAgents = createRoute({
  method: 'get',
  path: '/api/agents',
  operationId: 'listAgents',
  summary: 'The agents in force, and what is wrong with their files',
  tags: ['Agents'],
  responses: answers(
    200,
    z.object({ agents: z.array(AgentJson), faults: z.array(FaultJson) }),
    'Those of mailboxes you see; faults of files for who sees every mailbox.',
  ),
});

export type AgentRoutes = typeof listAgents;

/** `/api/agents`: what is in force. */
export function agentApi({ agentDesk, pauses }: AgentApiDeps) {
  const api = createApi();
  api.openapi(listAgents, async (c) => {
    const { who } = c.var;
    const [all, standing] = await Promise.all([agentDesk.list(), pauses.list()]);
    const agents = all.flatMap((agent) => {
      const seen = seenBy(agent, (grantId) => seesMailbox(who, grantId));
      return seen.mailboxes.length === 0 ? [] : [agentShape(seen, standing)];
    });
    return c.json({ agents, faults: who.mailboxes === 'all' ? agentDesk.faults() : [] }, 200);
  });
  return api;
}

/** The agent without what belongs to other mailboxes. */
function seenBy(agent: AgentRow, sees: (grantId: string) => boolean): AgentRow {
  const own = <T extends { grantId: string }>(all: readonly T[]) =>
    all.filter(({ grantId }) => sees(grantId));
  return {
    ...agent,
    mailboxes: own(agent.mailboxes),
    categories: agent.categories.map((category) => ({
      ...category,
      levels: own(category.levels),
      verdicts: own(category.verdicts),
    })),
  };
}

function agentShape(agent: AgentRow, standing: readonly Pause[]): z.infer<typeof AgentJson> {
  const pause =
    standing.find((one) => one.agent === agent.name) ?? standing.find((one) => one.agent === null);
  return {
    name: agent.name,
    mailboxes: agent.mailboxes.map(({ grantId, address }) => ({ grant_id: grantId, address })),
    mode: agent.mode,
    model: agent.model ?? '',
    paused: pause === undefined ? null : pauseShape(pause),
    categories: agent.categories.map(categoryShape),
    knowledge: agent.knowledge,
    limits: agent.limits,
  };
}

function categoryShape({ name, when, action, levels, verdicts }: CategoryRow) {
  const sum = (of: keyof Verdicts) => verdicts.reduce((all, row) => all + row[of], 0);
  const lowest = autonomyLevels.find((level) => levels.some((one) => one.level === level));
  return {
    name,
    when,
    action,
    level: lowest ?? null,
    levels: levels.map(({ grantId, level }) => ({ grant_id: grantId, level })),
    approved_unedited: sum('approved_unedited'),
    approved_edited: sum('approved_edited'),
    rejected: sum('rejected'),
  };
}
