import type { MessageRecord } from '#domain/ledger.ts';
import { isSameAuthor, type Message, type Thread } from '#domain/mail.ts';
import { accountOf, change, end, expectState, take } from '#store/ledger.ts';
import { expectHeld, hold, letGo } from '#store/held.ts';
import type { Lease } from '#store/lease.ts';
import type { Operation } from '#store/transaction.ts';
import type { Served } from './answer.ts';
import { messageItem } from './commit.ts';
import type { Deps } from './deps.ts';
import { audienceIn, audienceText } from './select.ts';

/** The writes that keep a stored reply back; its message leaves the inbox, so that the thread goes on meanwhile. */
export function keepBack(lease: Lease, messageId: string, untilMs: number): Operation[] {
  return [
    ...change(lease, messageId, { hold: { untilMs, takenBackBy: null } }),
    ...hold(lease, messageId, untilMs),
    ...take(lease, messageItem(messageId)),
  ];
}

/** The held replies of the thread to the same author that would go to the same people as the answer to this newer message. */
export async function findHeld(
  deps: Deps,
  lease: Lease,
  thread: Thread,
  message: Message,
  served: Served,
): Promise<MessageRecord[]> {
  const watched = await deps.holds.watchedIn(lease);
  if (watched.length === 0) return [];
  const audience = audienceIn(thread, message, served, deps.ownAddresses());
  const records = await deps.ledger.read(lease.shard, lease.grantId, watched);
  return records
    .filter((record) => record !== undefined)
    .filter(({ messageId, state, hold: held, outgoing }) => {
      const asked = thread.messages.find(({ id }) => id === messageId);
      return (
        state === 'ready' &&
        held?.takenBackBy === null &&
        messageId !== message.id &&
        outgoing !== null &&
        (asked === undefined || isSameAuthor(asked, message)) &&
        audienceText(outgoing) === audience
      );
    });
}

/** The writes that end held replies for what becomes of a newer message, which covers them. */
export function supersedeHeld(lease: Lease, records: readonly MessageRecord[], newerId: string): Operation[] {
  return records.flatMap((record) => {
    const { messageId, account } = record;
    const superseded = { code: 'superseded', detail: `answered together with the newer message ${newerId}` };
    const before = account ?? accountOf([]);
    return [
      expectState(lease, messageId, 'ready'),
      ...expectHeld(lease, record),
      ...end(lease, messageId, 'skipped', {
        account: { ...before, reasons: [...before.reasons, superseded] },
        outgoing: null,
      }),
      ...letGo(lease, messageId),
      ...take(lease, messageItem(messageId)),
    ];
  });
}
