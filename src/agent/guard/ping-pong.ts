import type { Reason } from '#domain/decision.ts';
import { sameAddress, type Message, type Thread } from '#domain/mail.ts';

import { leftMailbox, ourRepliesIn } from '#agent/mail/answered.ts';
import { newestText } from '#agent/reading/reading.ts';
import { wordsOf } from '#agent/knowledge/words.ts';

/** People do not answer a mail within so many milliseconds several times in a row. */
const machinePaceMs = 15_000;
const fastAnswers = 3;
/** Share of words a mail has in common with an earlier one of the same sender to count as the same. */
const sameness = 0.9;

/**
 * Signs that another machine answers our answers without saying so: it says the same again, or it is always there
 * within seconds. Looked for only once we have replied twice in the thread.
 */
export function pingPong(thread: Thread, target: Message, mailboxAddress: string): Reason[] {
  if (ourRepliesIn(thread, mailboxAddress) < 2) return [];
  const earlier = thread.messages.filter(
    (message) => message.id !== target.id && message.dateMs <= target.dateMs,
  );
  return [...repeats(target, earlier), ...tooFast([...earlier, target], mailboxAddress)];
}

function repeats(target: Message, earlier: readonly Message[]): Reason[] {
  const sender = target.from[0]?.email ?? '';
  const words = wordSet(target);
  const same = earlier
    .filter((message) => sameAddress(message.from[0]?.email ?? '', sender))
    .slice(-5)
    .some((message) => overlap(words, wordSet(message)) >= sameness);
  return same
    ? [{ code: 'ping_pong', detail: 'the sender writes the same again after two replies of ours' }]
    : [];
}

function tooFast(messages: readonly Message[], mailboxAddress: string): Reason[] {
  const pauses = messages.flatMap((message, at) => {
    const before = messages[at - 1];
    if (before === undefined || leftMailbox(message, mailboxAddress) || !leftMailbox(before, mailboxAddress))
      return [];
    return [message.dateMs - before.dateMs];
  });
  const last = pauses.slice(-fastAnswers);
  const machine = last.length === fastAnswers && last.every((pause) => pause <= machinePaceMs);
  return machine ? [{ code: 'ping_pong', detail: 'our last replies were each answered within seconds' }] : [];
}

function wordSet(message: Message): Set<string> {
  return new Set(wordsOf(newestText(message).slice(0, 5_000)));
}

function overlap(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  const all = a.union(b).size;
  return all === 0 ? 1 : a.intersection(b).size / all;
}
