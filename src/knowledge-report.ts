import type { Context, Stores } from './context.ts';
import type { GapGroup } from '#domain/knowledge-gap.ts';
import { createGaps } from '#store/gaps.ts';
import { tellNow } from '#store/news.ts';

const HOUR_MS = 60 * 60 * 1000;
const WEEK_MS = 7 * 24 * HOUR_MS;

type GapsReport = (sinceMs: number, isSeen: (grantId: string) => boolean) => Promise<GapGroup[]>;

/**
 * What could not be answered since then in mailboxes that are seen, alike questions together. The code that compares them
 * is loaded when it is used.
 */
export function gapsReport({ agents }: Context, { redis }: Stores): GapsReport {
  const gaps = createGaps(redis);
  return async (sinceMs, isSeen) => {
    const found = (await gaps.list(sinceMs)).filter(({ grantId }) => isSeen(grantId));
    if (found.length === 0) return [];
    const [{ groupGaps }, { createKnowledge }] = await Promise.all([
      import('#agent/knowledge/gap-groups.ts'),
      import('#agent/knowledge/knowledge.ts'),
    ]);
    const known = new Map(
      agents
        .agents()
        .filter(({ name }) => found.some(({ agent }) => agent === name))
        .map(({ name, knowledge }) => [name, createKnowledge(knowledge)]),
    );
    return groupGaps(found, (agent) => known.get(agent));
  };
}

/** Tells once a week, from whichever process is first, what could not be answered in it; a week without a gap is not told of. */
export function startKnowledgeReport(context: Context, stores: Stores, stack: AsyncDisposableStack): void {
  const { events } = context;
  const gaps = createGaps(stores.redis);
  const report = gapsReport(context, stores);
  const tell = async () => {
    const nowMs = Date.now();
    const groups = await report(nowMs - WEEK_MS, () => true);
    if (groups.length === 0 || !(await gaps.claimWeek(nowMs))) return;
    for (const agent of new Set(groups.map((group) => group.agent))) {
      const own = groups.filter((group) => group.agent === agent);
      events.knowledgeReported({
        agent,
        questions: own.length,
        messages: own.reduce((sum, { count }) => sum + count, 0),
        top: own.slice(0, 10).map(({ count, belongsTo, messages: [first] }) => ({
          count,
          belongsTo,
          messageId: first?.messageId,
        })),
      });
      await tellNow(stores.redis, { type: 'alarm', name: 'knowledge_gaps', agent });
    }
  };
  // Redis is away: told of where it is lost, and looked at again in an hour.
  const timer = setInterval(() => void tell().catch(() => undefined), HOUR_MS);
  timer.unref();
  stack.defer(() => clearInterval(timer));
}
