import { guard } from '#agent/guard/guard.ts';
import { recipientsOf } from '#agent/mail/recipients.ts';
import type { Thread } from '#domain/mail.ts';
import type { Lease } from '#store/lease.ts';
import type { Served } from './answer.ts';
import type { Deps } from './deps.ts';
import { select, type Selection, type Waiting } from './select.ts';

/** Asks how many replies are counted already, and has the guard choose which of them is answered. */
export async function choose(
  deps: Deps,
  lease: Lease,
  served: Served,
  thread: Thread,
  waiting: readonly Waiting[],
): Promise<Selection> {
  const { agent, mailbox } = served;
  const ownAddresses = deps.ownAddresses();
  const nowMs = deps.now();
  const counts = new Map<string, { hour: number; day: number }>();
  for (const { message } of waiting) {
    const recipient = recipientsOf(message, ownAddresses, false).to[0]?.email ?? '';
    counts.set(
      message.id,
      await deps.limits.counts({ grantId: lease.grantId, recipient, messageId: message.id, nowMs }),
    );
  }
  const paused = await deps.pauses.of(agent.name);
  return select(thread, waiting, {
    served,
    ownAddresses,
    guard: (target) => {
      const { day = 0, hour = 0 } = counts.get(target.id) ?? {};
      const record = waiting.find(({ message }) => message.id === target.id)?.record;
      return guard({
        agent,
        mailbox,
        ownAddresses,
        paused,
        thread,
        target,
        sentToSenderToday: day,
        sentByMailboxThisHour: hour,
        foundBySweepMs: record?.foundBySweep === true ? record.admittedAtMs : undefined,
        nowMs,
      });
    },
  });
}
