import type { AutonomyDesk } from '#server/api/autonomy.ts';
import { threadKeyOf } from '#store/keys.ts';
import type { Context, Stores } from './context.ts';

/** Levels and held replies as the API asks for them. What computes levels is loaded with the first question. */
export function autonomyDesk({ agents, events }: Context, stores: Stores): AutonomyDesk {
  const deps = { autonomy: stores.autonomy, events, now: Date.now };
  return {
    list: async () => (await import('#workers/levels.ts')).levelRows(deps, agents.agents()),
    set: async (to) => (await import('#workers/levels.ts')).setLevel(deps, agents.agents(), to),
    async held(limit) {
      const held = await stores.holds.list(limit);
      return Promise.all(
        held.map(async ({ ref, messageId, untilMs }) => {
          const [record] = await stores.ledger.read(ref.shard, ref.grantId, [messageId]);
          const { to = [], subject = '', body = '' } = record?.outgoing ?? {};
          const category = record?.account?.category ?? null;
          return {
            grantId: ref.grantId,
            threadId: ref.threadId,
            messageId,
            untilMs,
            to,
            subject,
            body,
            category,
          };
        }),
      );
    },
  };
}

/** Takes a held reply back, and wakes its thread, which parks it for a person. */
export async function takeBackAndWake(
  { holds, wake }: Stores,
  ...[grantId, messageId, by]: Parameters<Stores['holds']['takeBack']>
): Promise<'taken_back' | 'has_left' | 'missing'> {
  const taken = await holds.takeBack(grantId, messageId, by);
  if (taken.kind !== 'taken_back') return taken.kind;
  const { ref } = taken;
  await wake(ref.shard, [threadKeyOf(ref)], 'at_once').catch(() => undefined); // it stands; upkeep wakes the thread
  return 'taken_back';
}
