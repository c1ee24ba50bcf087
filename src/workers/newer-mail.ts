import { answerTo } from '#agent/mail/answered.ts';
import { isSameAuthor, type Message, type Thread } from '#domain/mail.ts';
import type { Review } from '#domain/review.ts';
import { isEnded } from '#store/ledger-record.ts';
import type { Lease } from '#store/lease.ts';
import type { Served } from './answer.ts';
import { cameIn, REMEMBERED_MS, takeIn } from './burst.ts';
import type { Deps } from './deps.ts';
import { audienceIn, audienceText } from './select.ts';

/** A newer mail that a text was written without; `waits`: it is yet to be worked, and is worked next. */
export type Newer = { kind: 'waits' | 'unanswered'; id: string };

/**
 * A newer mail of the same people that nobody has worked yet, also when its webhook is still to come: a text written
 * without it must not go out (CONTRACT 6.3). It is taken in, so that it is worked next and makes the text stale. One that
 * was worked and got no answer although it deserved one is told of too.
 */
export async function newerMail(
  deps: Deps,
  lease: Lease,
  thread: Thread,
  target: Message,
  reply: Pick<Review, 'to' | 'cc' | 'covers'>,
  { agent, mailbox }: Served,
): Promise<Newer | undefined> {
  const audience = audienceText(reply);
  const newer = thread.messages.filter(
    (message) =>
      message.dateMs > Math.max(target.dateMs, deps.now() - REMEMBERED_MS) &&
      answerTo(thread, message, mailbox.address) === undefined &&
      !reply.covers.includes(message.id) &&
      cameIn(message, mailbox.address) &&
      isSameAuthor(message, target) &&
      audienceIn(thread, message, { agent, mailbox }, deps.ownAddresses()) === audience,
  );
  if (newer.length === 0) return undefined;
  const records = await takeIn(deps, lease, newer);
  const waiting = records.find(({ state }) => !isEnded(state));
  if (waiting) return { kind: 'waits', id: waiting.messageId };
  const unanswered = records.find(
    ({ state, account }) => state === 'dead' || (state === 'skipped' && account?.earned?.level === 'shadow'),
  );
  return unanswered && { kind: 'unanswered', id: unanswered.messageId };
}
