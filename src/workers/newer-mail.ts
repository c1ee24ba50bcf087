import { answerTo } from '#agent/mail/answered.ts';
import { isSameAuthor, type Message, type Thread } from '#domain/mail.ts';
import type { Review } from '#domain/review.ts';
import { isEnded } from '#store/ledger-record.ts';
import type { Lease } from '#store/lease.ts';
import type { Served } from './answer.ts';
import { cameIn, REMEMBERED_MS, takeIn } from './burst.ts';
import type { Deps } from './deps.ts';
import { audienceIn, audienceText } from './select.ts';

/**
 * A newer mail of the same people that nobody has worked yet, also when its webhook is still to come: a text written
 * without it must not go out (CONTRACT 6.3). It is taken in, so that it is worked next and makes the review stale.
 */
export async function newerMail(
  deps: Deps,
  lease: Lease,
  thread: Thread,
  target: Message,
  review: Review,
  { agent, mailbox }: Served,
): Promise<Message | undefined> {
  const audience = audienceText(review);
  const newer = thread.messages.filter(
    (message) =>
      message.dateMs > Math.max(target.dateMs, deps.now() - REMEMBERED_MS) &&
      answerTo(thread, message, mailbox.address) === undefined &&
      !review.covers.includes(message.id) &&
      cameIn(message, mailbox.address) &&
      isSameAuthor(message, target) &&
      audienceIn(thread, message, { agent, mailbox }, deps.ownAddresses()) === audience,
  );
  if (newer.length === 0) return undefined;
  const records = await takeIn(deps, lease, newer);
  const waiting = records.find(({ state }) => !isEnded(state));
  return waiting && newer.find(({ id }) => id === waiting.messageId);
}
