import { answerTo } from '#agent/mail/answered.ts';
import type { Guarded } from '#agent/guard/guard.ts';
import { recipientsOf } from '#agent/mail/recipients.ts';
import { mayReplyAll } from '#agent/trust/strangers.ts';
import type { Reason } from '#domain/decision.ts';
import type { MessageRecord } from '#domain/ledger.ts';
import { isSameAuthor, type Address, type Message, type Thread } from '#domain/mail.ts';
import type { Served } from './answer.ts';

/** A waiting message with what Nylas has of it. */
export type Waiting = { record: MessageRecord; message: Message };

/** What is to be answered now: one message, and others of the same burst that its reply covers. */
export type Selection = {
  /** Messages that get no reply, each with why. */
  ended: { record: MessageRecord; reasons: Reason[]; message?: Message }[];
  target: (Waiting & { guarded: Exclude<Guarded, { kind: 'skip' }> }) | undefined;
  covered: Waiting[];
};

/**
 * Chooses from the waiting messages: those answered already or stopped by a guard end here; of the rest the newest is
 * answered, and its reply covers the others of the same author whose answer would go to the same people. What is left waits for its turn.
 */
export function select(
  thread: Thread,
  waiting: readonly Waiting[],
  options: {
    served: Served;
    ownAddresses: readonly string[];
    guard: (message: Message) => Guarded;
  },
): Selection {
  const ended: Selection['ended'] = [];
  const live: (Waiting & { guarded: Exclude<Guarded, { kind: 'skip' }> })[] = [];
  for (const one of waiting) {
    const answered = answerTo(thread, one.message, options.served.mailbox.address);
    if (answered) {
      const who = answered.by === 'us' ? 'by our message' : 'by a person, in message';
      const reason = { code: 'already_answered', detail: `${who} ${answered.message.id}` };
      ended.push({ ...one, reasons: [reason] });
      continue;
    }
    const guarded = options.guard(one.message);
    if (guarded.kind === 'skip') ended.push({ ...one, reasons: guarded.reasons });
    else live.push({ ...one, guarded });
  }
  const target = live.toSorted((a, b) => a.message.dateMs - b.message.dateMs).at(-1);
  if (!target) return { ended, target, covered: [] };
  const audience = (message: Message) => audienceIn(thread, message, options.served, options.ownAddresses);
  const reached = audience(target.message);
  const covered = live.filter(
    (one) => one !== target && isSameAuthor(one.message, target.message) && audience(one.message) === reached,
  );
  return { ended, target, covered };
}

/** Who gets the answer to a message of a thread, as one comparable text. */
export function audienceIn(
  thread: Thread,
  message: Message,
  { agent, mailbox }: Served,
  ownAddresses: readonly string[],
): string {
  const replyAll = mayReplyAll(agent.config, thread, message, mailbox.address);
  return audienceText(recipientsOf(message, ownAddresses, replyAll));
}

/** The recipients of a reply as one comparable text. */
export function audienceText({ to, cc }: { to: readonly Address[]; cc: readonly Address[] }): string {
  return [...to, ...cc]
    .map(({ email }) => email.trim().toLowerCase())
    .toSorted()
    .join(' ');
}
