import type { MessageRecord } from '#domain/ledger.ts';
import { unreachable } from '#errors.ts';
import { change, expectState, nameQueued } from '#store/ledger.ts';
import type { Lease } from '#store/lease.ts';
import type { AfterSend, IfAbsent } from './after-send.ts';
import { commit } from './commit.ts';
import type { Deps, Next } from './deps.ts';
import { endInDoubt, endRefused, endSent } from './end-send.ts';
import { lookForSent } from './look.ts';
import type { Errand, Sending } from './sending.ts';

/** Carries out what was decided about a mail on its way; `note` says why, should it be tried again. */
export async function follow(
  deps: Deps,
  lease: Lease,
  record: Sending,
  errand: Errand,
  next: AfterSend,
  note: string,
): Promise<Next> {
  switch (next.kind) {
    case 'sent':
      return endSent(deps, lease, record, errand, next.id, next.how);
    case 'accepted': {
      const changes = { acceptedAtMs: deps.now(), lastFault: 'queued by Nylas, not sent yet' };
      await commit(deps, lease, [
        ...change(lease, record.messageId, changes),
        ...(next.id === undefined ? [] : nameQueued(lease, next.id, record.messageId)),
      ]);
      return { kind: 'later', inMs: next.inMs };
    }
    case 'again':
      return again(deps, lease, record, next.inMs, note);
    case 'unsent':
      await setBack(deps, lease, record, { attempts: record.attempts + 1, lastFault: note });
      tellFault(deps, record, note, record.attempts + 1, next.inMs);
      return { kind: 'later', inMs: next.inMs };
    case 'new_key':
      return renewKey(deps, lease, record, next.inMs);
    case 'look':
      return look(deps, lease, record, errand, next.ifAbsent);
    case 'refused':
      return endRefused(deps, lease, record, errand, next.reason);
    default:
      return unreachable(next);
  }
}

/** Looks for the mail; its absence means a wait, a new key, or doubt. */
async function look(
  deps: Deps,
  lease: Lease,
  record: Sending,
  errand: Errand,
  ifAbsent: IfAbsent,
): Promise<Next> {
  const found = await lookForSent(deps, lease, record);
  if (found.kind === 'sent') return endSent(deps, lease, record, errand, found.id, 'found in the mailbox');
  if (found.kind === 'unknowable') return endInDoubt(deps, lease, record, errand);
  switch (ifAbsent.kind) {
    case 'wait':
      return { kind: 'later', inMs: ifAbsent.inMs };
    case 'new_key':
      return renewKey(deps, lease, record, 0);
    case 'doubt':
      return endInDoubt(deps, lease, record, errand);
  }
}

/** Counts a fault, and leaves the mail as it is until it is tried again. */
export async function again(
  deps: Deps,
  lease: Lease,
  record: MessageRecord,
  inMs: number,
  lastFault: string,
): Promise<Next> {
  const attempts = record.attempts + 1;
  tellFault(deps, record, lastFault, attempts, inMs);
  await commit(deps, lease, change(lease, record.messageId, { attempts, lastFault }));
  return { kind: 'later', inMs };
}

function tellFault(
  deps: Deps,
  record: MessageRecord,
  error: string,
  attempt: number,
  retryInMs: number,
): void {
  const { grantId, messageId } = record;
  deps.events.faultMet({ where: 'send', grantId, messageId, error, attempt, retryInMs });
}

/** Nothing left under the old key: the same bytes go under the next one. */
async function renewKey(deps: Deps, lease: Lease, record: Sending, inMs: number): Promise<Next> {
  const outgoing = { ...record.outgoing, epoch: record.outgoing.epoch + 1 };
  const next = await setBack(deps, lease, record, { outgoing });
  return inMs > 0 ? { kind: 'later', inMs } : next;
}

/** Back to `ready`: nothing has left under the key that it goes under now. */
function setBack(
  deps: Deps,
  lease: Lease,
  { messageId }: Sending,
  changes: Parameters<typeof change>[2],
): Promise<Next> {
  return commit(deps, lease, [
    expectState(lease, messageId, 'sending'),
    ...change(lease, messageId, { ...changes, state: 'ready', firstSendAtMs: null, acceptedAtMs: null }),
  ]);
}
