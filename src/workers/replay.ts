import { leftMailbox } from '#agent/mail/answered.ts';
import type { MessageRecord } from '#domain/ledger.ts';
import type { Message, Thread } from '#domain/mail.ts';
import type { Clock } from '#domain/ports.ts';
import type { Events } from '#telemetry/events.ts';
import { answer, type Served } from './answer.ts';
import { type DryDeps, createDryWorld, type Replayed } from './dry-world.ts';
import { createTrace } from './trace.ts';

/**
 * Runs a message through the worker's own code, from the loaded thread to the mail that leaves, over a world in which
 * nothing can be written. Only the model is really asked.
 *
 * - The thread is as it was when the message came, and so is the clock, so that an answered message can be looked at again.
 * - `covers` are earlier messages that its reply answered too.
 * - Throws what the model throws; a fault of it is not tried again.
 */
export async function replay(
  deps: DryDeps & { served: Served; events: Events; now: Clock },
  given: { message: Message; thread: Thread; record: MessageRecord | undefined; covers: readonly string[] },
): Promise<Replayed> {
  const { message, record, covers } = given;
  const thread = asItWas(given.thread, message, deps.served.mailbox.address);
  const cameMs = record?.admittedAtMs ?? message.dateMs;
  const shiftMs = cameMs - deps.now();
  const then = () => deps.now() + shiftMs;
  const world = createDryWorld({ ...deps, now: then }, thread);
  const waiting = thread.messages
    .filter(({ id }) => id === message.id || covers.includes(id))
    .map(({ id }) => world.admit(id, cameMs));
  await answer(world.deps, world.lease, waiting, deps.served, createTrace(then, deps.events));
  return world.outcomeOf(message.id);
}

/** The thread up to the message; of what came in the same second, what left the mailbox came after it. */
function asItWas(thread: Thread, message: Message, mailboxAddress: string): Thread {
  const before = thread.messages.filter(
    (one) =>
      one.id !== message.id &&
      one.dateMs <= message.dateMs &&
      !(one.dateMs === message.dateMs && leftMailbox(one, mailboxAddress)),
  );
  return { ...thread, messages: [...before, message] };
}
