import { guard } from '#agent/guard/guard.ts';
import { recipientsOf } from '#agent/mail/recipients.ts';
import { authenticationOf } from '#agent/trust/authentication.ts';
import { senderTrust } from '#agent/trust/sender-trust.ts';
import type { Message, Thread } from '#domain/mail.ts';
import type { SenderTrust } from '#domain/trust.ts';
import type { Lease } from '#store/lease.ts';
import type { Served } from './answer.ts';
import type { Deps } from './deps.ts';
import { select, type Selection, type Waiting } from './select.ts';

/** What to answer now, and who wrote each of the waiting messages. */
export type Choice = Selection & { trustIn: (message: Message) => SenderTrust };

type Known = { hour: number; day: number; seenBefore: number };

/** Asks what is counted of the waiting messages' senders and has the guard choose which of them is answered. */
export async function choose(
  deps: Deps,
  lease: Lease,
  served: Served,
  thread: Thread,
  waiting: readonly Waiting[],
): Promise<Choice> {
  const { agent, mailbox } = served;
  const ownAddresses = deps.ownAddresses();
  const nowMs = deps.now();
  const known = new Map<string, Known>();
  for (const { message } of waiting) known.set(message.id, await knownOf(deps, lease, served, message));
  const selection = select(thread, waiting, {
    served,
    ownAddresses,
    guard: (target) => {
      const { day = 0, hour = 0 } = known.get(target.id) ?? {};
      const record = waiting.find(({ message }) => message.id === target.id)?.record;
      return guard({
        agent,
        mailbox,
        ownAddresses,
        thread,
        target,
        sentToSenderToday: day,
        sentByMailboxThisHour: hour,
        foundBySweepMs: record?.foundBySweep === true ? record.admittedAtMs : undefined,
        nowMs,
      });
    },
  });
  const trustIn = (target: Message) =>
    senderTrust({
      config: agent.config,
      mailboxAddress: mailbox.address,
      ownAddresses,
      thread,
      target,
      seenBefore: known.get(target.id)?.seenBefore,
    });
  return { ...selection, trustIn };
}

/** What is counted of replies to a sender and of mails of theirs, asked together. */
async function knownOf(deps: Deps, lease: Lease, { agent }: Served, message: Message): Promise<Known> {
  const { grantId } = lease;
  const nowMs = deps.now();
  const recipient = recipientsOf(message, deps.ownAddresses(), false).to[0]?.email ?? '';
  const { verifiedSender } = authenticationOf(message, agent.config.trust.checked_by);
  const sender = message.from[0]?.email ?? '';
  const proven = verifiedSender !== null;
  const [counts, seenBefore] = await Promise.all([
    deps.limits.counts({ grantId, recipient, messageId: message.id, nowMs }),
    deps.senders.note({ grantId, sender, proven, messageId: message.id, nowMs }),
  ]);
  return { ...counts, seenBefore };
}
