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

/** Share of words of a mail that its sender has not used before in the thread, below which it brings nothing new. */
const leastNovelty = 0.15;
/** Shorter mails are short of new words by nature. */
const fewWords = 12;

/**
 * Signs that another machine answers our answers without saying so: it says the same again, says ever less that is new,
 * gives our own words back, or is always there within seconds. Looked for only once we have replied twice in the thread.
 */
export function pingPong(thread: Thread, target: Message, mailboxAddress: string): Reason[] {
  if (ourRepliesIn(thread, mailboxAddress) < 2) return [];
  const earlier = thread.messages.filter(
    (message) => message.id !== target.id && message.dateMs <= target.dateMs,
  );
  return [
    ...repeats(target, earlier),
    ...staleTalk(target, earlier),
    ...echoes(target, earlier, mailboxAddress),
    ...tooFast([...earlier, target], mailboxAddress),
  ].slice(0, 1);
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

/** Two mails in a row in which the sender used hardly a word that was not there before, after three of theirs. */
function staleTalk(target: Message, earlier: readonly Message[]): Reason[] {
  const sender = target.from[0]?.email ?? '';
  const theirs = earlier.filter((message) => sameAddress(message.from[0]?.email ?? '', sender)).slice(-10);
  if (theirs.length < 3) return [];
  const all = [...theirs, target].map(wordSet);
  const novelty = all.map((words, at) => {
    const before = new Set(all.slice(0, at).flatMap((one) => [...one]));
    return words.size < fewWords ? 1 : words.difference(before).size / words.size;
  });
  const stale = novelty.slice(-2).every((share) => share < leastNovelty);
  return stale ? [{ code: 'ping_pong', detail: 'the sender has said nothing new in two mails' }] : [];
}

/** The mail says what our last one said. */
function echoes(target: Message, earlier: readonly Message[], mailboxAddress: string): Reason[] {
  const ours = earlier.findLast((message) => leftMailbox(message, mailboxAddress));
  if (ours === undefined) return [];
  const [words, before] = [wordSet(target), wordSet(ours)];
  const same = words.size >= fewWords && overlap(words, before) >= sameness;
  return same ? [{ code: 'ping_pong', detail: 'the mail gives the words of our last reply back' }] : [];
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
