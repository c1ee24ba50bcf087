import { answerTo, leftMailbox } from '#agent/mail/answered.ts';
import { decodeItem } from '#domain/inbox.ts';
import type { MessageRecord } from '#domain/ledger.ts';
import { type Message, sameAddress, type Thread } from '#domain/mail.ts';
import type { Lease } from '#store/lease.ts';
import type { Served } from './answer.ts';
import type { Deps, Next } from './deps.ts';
import { isLastTry } from './faults.ts';

/** A burst grows for so long at most; then what is written goes out, and what comes is answered by itself. */
const BURST_MS = 60_000;

/** The ledger knows what it concluded for longer than this; what is older and unknown may have been forgotten. */
export const REMEMBERED_MS = 7 * 24 * 60 * 60 * 1000;

/**
 * The records that wait, and those of other mail in the thread whose webhook is still to come or never will: they are one
 * burst, so that no mail is answered before an earlier one. Older mail counts from when the mailbox is known, since what
 * was there before is left alone; newer mail not while quiet is waited for; and in a last try no other mail at all.
 */
export async function withUntold(
  deps: Deps,
  lease: Lease,
  { mailbox, agent }: Served,
  thread: Thread,
  records: readonly MessageRecord[],
): Promise<MessageRecord[]> {
  const waits = (message: Message) => records.some(({ messageId }) => messageId === message.id);
  const waiting = thread.messages.filter(waits);
  if (waiting.length === 0 || records.some(isLastTry)) return [...records];
  const oldestMs = Math.min(...waiting.map(({ dateMs }) => dateMs));
  const others = thread.messages.filter(
    (message) =>
      !waits(message) &&
      cameIn(message, mailbox.address) &&
      answerTo(thread, message, mailbox.address) === undefined,
  );
  const newer = others.filter(({ dateMs }) => dateMs >= oldestMs && agent.config.quiet_seconds === 0);
  const older = others.filter(({ dateMs }) => dateMs < oldestMs && dateMs > deps.now() - REMEMBERED_MS);
  const sinceMs = older.length === 0 ? undefined : await deps.knownSince(lease.grantId);
  const untold = [...older.filter(({ dateMs }) => sinceMs !== undefined && dateMs >= sinceMs), ...newer];
  if (untold.length === 0) return [...records];
  const found = await takeIn(deps, lease, untold);
  return [...records, ...found.filter(isWaitingIn(lease.threadId))];
}

/** The records of mail of the thread; what the ledger does not know yet is admitted, as its webhook would. */
export async function takeIn(
  deps: Deps,
  lease: Lease,
  messages: readonly Message[],
): Promise<MessageRecord[]> {
  const { grantId, threadId } = lease;
  const ids = messages.map(({ id }) => id);
  const arrivals = ids.map((messageId) => ({
    direction: 'inbound' as const,
    grantId,
    messageId,
    threadId,
    answers: undefined,
    foundBySweep: true,
  }));
  await deps.ledger.admit(arrivals, deps.now());
  const found = await deps.ledger.read(lease.shard, grantId, ids);
  return found.filter((record) => record !== undefined);
}

/** The ids of the messages that stand together at the head of the inbox: they are answered together. */
export function leadingMessages(inbox: readonly string[]): string[] {
  const ids: string[] = [];
  for (const text of inbox) {
    const item = decodeItem(text);
    if (item?.kind !== 'message') break;
    ids.push(item.messageId);
  }
  return ids;
}

/**
 * The inbox, when something came into it while the model was thinking that goes before what was thought: a person's
 * verdict, since what it sends must not leave after the answer to a newer mail, or further mail, with which the burst is
 * worked anew as a whole.
 */
export async function grown(
  deps: Deps,
  lease: Lease,
  records: readonly MessageRecord[],
): Promise<Next | undefined> {
  const looked = await deps.transact(lease, []);
  if (looked.kind !== 'committed') return undefined;
  if (looked.inbox.some((text) => decodeItem(text)?.kind === 'verdict'))
    return { kind: 'next', inbox: looked.inbox };
  const oldestMs = Math.min(...records.map(({ admittedAtMs }) => admittedAtMs));
  if (deps.now() - oldestMs > BURST_MS || records.some(isLastTry)) return undefined;
  // What stands behind something else in the inbox is not worked with these, however often they are.
  const arrived = leadingMessages(looked.inbox).some(
    (id) => !records.some(({ messageId }) => messageId === id),
  );
  return arrived ? { kind: 'next', inbox: looked.inbox } : undefined;
}

/** Whether a mail of the thread came from somebody else. */
export function cameIn(message: Message, mailboxAddress: string): boolean {
  return (
    !leftMailbox(message, mailboxAddress) &&
    !message.from.some(({ email }) => sameAddress(email, mailboxAddress))
  );
}

/** What an earlier life has begun to park is carried on by itself, with what it covers. */
function isWaitingIn(threadId: string) {
  return ({ state, parked, ...record }: MessageRecord): boolean =>
    state === 'new' && parked === null && record.threadId === threadId;
}
