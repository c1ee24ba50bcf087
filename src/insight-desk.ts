import type { ActivityApiDeps } from '#server/api/activity.ts';
import type { AgentApiDeps } from '#server/api/agents.ts';
import type { ExchangeApiDeps } from '#server/api/exchanges.ts';
import type { MailboxApiDeps } from '#server/api/mailboxes.ts';
import type { StatsApiDeps } from '#server/api/stats.ts';
import type { AutonomyApiDeps } from '#server/api/autonomy.ts';
import { createActivity } from '#store/activity.ts';
import { createExchanges } from '#store/exchanges.ts';
import { lastChangeIn, statesIn } from '#store/states.ts';
import { createStats } from '#store/stats.ts';
import { agentDesk, mailboxRows } from './agent-desk.ts';
import type { Context, Stores } from './context.ts';
import { threadDesk, threadsOfNylas } from './thread-desk.ts';

type Insight = ActivityApiDeps &
  Pick<AgentApiDeps, 'agentDesk'> &
  ExchangeApiDeps &
  MailboxApiDeps &
  StatsApiDeps & { threads: ReturnType<typeof threadDesk> };

/** What can be looked at beside reviews: threads as they are, what became of messages, counts, agents. */
export function insightDesk(
  { config, agents }: Context,
  { redis, ledger }: Stores,
  autonomy: AutonomyApiDeps['autonomy'],
  stack: AsyncDisposableStack,
): Insight {
  const { shards, agentsDir } = config;
  const stats = createStats({ redis, shards, now: Date.now });
  return {
    threads: threadDesk({
      nylas: threadsOfNylas(config, stack),
      mailboxOf: (grantId) => agents.mailboxOf(grantId),
      statesOf: (grantId, threadId, ids) => statesIn(redis, ledger.threadRef(grantId, threadId), ids),
      lastChange: (grantId, threadId) => lastChangeIn(redis, ledger.threadRef(grantId, threadId)),
      now: Date.now,
    }),
    mailboxes: () => mailboxRows(agents.agents()),
    agentDesk: agentDesk({
      agents,
      levels: () => autonomy.list(),
      stats,
      agentsDir,
      defaultModel: config.model.name,
    }),
    activity: createActivity({ redis, shards }),
    exchanges: {
      kept: config.keepPromptsDays > 0,
      ...createExchanges({ redis, shards, days: config.keepPromptsDays }),
    },
    stats,
  };
}
