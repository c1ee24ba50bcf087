import type { MessageRecord } from '#domain/ledger.ts';
import { idempotencyKeyOf } from '#domain/ids.ts';
import { messageOf, unreachable } from '#errors.ts';
import { change, expectProof, expectState } from '#store/ledger.ts';
import type { Lease } from '#store/lease.ts';
import { afterSend, MAX_EPOCH, type NextSend } from './after-send.ts';
import { commit } from './commit.ts';
import type { Deps, Next } from './deps.ts';
import { endInDoubt, endRefused, endSent } from './end-send.ts';
import { backOffMs, isInterruption, isNotFound } from './faults.ts';
import { lookForSent } from './look.ts';
import type { Errand, Sending } from './sending.ts';

/** A mail that Nylas queued leaves within about 90 s (CONTRACT 5.3); after this it counts as doubt. */
const QUEUED_MS = 150_000;
const QUEUED_POLL_MS = 5000;
/** A kept failure is believed only after the mail had this long to become findable (CONTRACT section 8, item 8). */
const FINDABLE_MS = 60_000;
const FINDABLE_POLL_MS = 15_000;

/**
 * Sends what is stored, or finds out what became of an earlier attempt; may be called in any state from `ready` on, by any
 * life of any worker. The same bytes go under the same key until the outcome is known or the key's hour nears its end.
 */
export async function deliver(
  deps: Deps,
  lease: Lease,
  record: MessageRecord,
  errand: Errand,
): Promise<Next> {
  const { messageId, outgoing } = record;
  if (!outgoing) throw new Error(`message ${messageId} is ${record.state} without anything to send`);
  const firstSendAtMs = record.firstSendAtMs ?? deps.now();
  if (record.state === 'ready') {
    const begun = await commit(deps, lease, [
      expectState(lease, messageId, 'ready'),
      expectProof(lease, record),
      ...change(lease, messageId, { state: 'sending', firstSendAtMs }),
    ]);
    if (begun.kind === 'later') return begun;
  }
  const sending = { ...record, state: 'sending' as const, firstSendAtMs, outgoing };
  try {
    return await attempt(deps, lease, sending, errand, record.state === 'sending');
  } catch (error) {
    if (isInterruption(error)) throw error;
    return again(deps, lease, sending, backOffMs(record.attempts + 1, deps.random()), messageOf(error));
  }
}

async function attempt(
  deps: Deps,
  lease: Lease,
  record: Sending,
  errand: Errand,
  repeated: boolean,
): Promise<Next> {
  if (record.proofId !== null && (await isProof(deps, lease, record, record.proofId))) {
    return endSent(deps, lease, record, errand, record.proofId, 'seen by webhook');
  }
  const sinceFirstMs = deps.now() - record.firstSendAtMs;
  const { epoch } = record.outgoing;
  if (record.acceptedAtMs !== null) {
    const patient = deps.now() - record.acceptedAtMs < QUEUED_MS;
    return look(deps, lease, record, errand, patient ? { waitMs: QUEUED_POLL_MS } : 'doubt');
  }
  if (sinceFirstMs > deps.sendReconcileMs) {
    return look(deps, lease, record, errand, epoch < MAX_EPOCH ? 'new_key' : 'doubt');
  }
  const startedMs = deps.now();
  const key = idempotencyKeyOf(record.outgoing.sendId, epoch);
  const outcome = await deps.nylas.send(lease.grantId, { bytes: record.outgoing.bytes, key }, lease.signal);
  deps.events.stepTook('send', deps.now() - startedMs);
  const facts = { attempts: record.attempts, epoch, repeated, random: deps.random() };
  const next = afterSend(outcome, facts);
  const note = outcome.kind === 'unknown' ? `no sure answer: ${outcome.message}` : outcome.kind;
  return follow(deps, lease, record, errand, next, note);
}

/** A notification told of it; that it left under our mark, and is no draft, is believed of the mailbox alone. */
async function isProof(deps: Deps, lease: Lease, record: Sending, proofId: string): Promise<boolean> {
  try {
    const message = await deps.nylas.getMessage(lease.grantId, proofId, lease.signal);
    return message.metadata['key1'] === record.outgoing.sendId && !message.folders.includes('drafts');
  } catch (error) {
    if (isNotFound(error)) return false;
    throw error;
  }
}

async function follow(
  deps: Deps,
  lease: Lease,
  record: Sending,
  errand: Errand,
  next: NextSend,
  note: string,
): Promise<Next> {
  const { messageId } = record;
  switch (next.kind) {
    case 'sent':
      return endSent(deps, lease, record, errand, next.id, 'sent');
    case 'accepted': {
      const changes = { acceptedAtMs: deps.now(), lastFault: 'queued by Nylas, not sent yet' };
      await commit(deps, lease, change(lease, messageId, changes));
      return { kind: 'later', inMs: QUEUED_POLL_MS };
    }
    case 'again':
      return again(deps, lease, record, next.inMs, note);
    case 'new_key':
      return renewKey(deps, lease, record, next.inMs);
    case 'look': {
      const findable = deps.now() - record.firstSendAtMs >= FINDABLE_MS;
      return look(deps, lease, record, errand, findable ? next.ifAbsent : { waitMs: FINDABLE_POLL_MS });
    }
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
  ifAbsent: 'new_key' | 'doubt' | { waitMs: number },
): Promise<Next> {
  const found = await lookForSent(deps, lease, record);
  if (found.kind === 'sent') return endSent(deps, lease, record, errand, found.id, 'found in the mailbox');
  if (found.kind === 'unknowable') return endInDoubt(deps, lease, record, errand);
  if (typeof ifAbsent === 'object') return { kind: 'later', inMs: ifAbsent.waitMs };
  if (ifAbsent === 'new_key') return renewKey(deps, lease, record, 0);
  return endInDoubt(deps, lease, record, errand);
}

async function again(
  deps: Deps,
  lease: Lease,
  record: Sending,
  inMs: number,
  lastFault: string,
): Promise<Next> {
  const { grantId, messageId } = record;
  const attempts = record.attempts + 1;
  deps.events.faultMet({
    where: 'send',
    grantId,
    messageId,
    error: lastFault,
    attempt: attempts,
    retryInMs: inMs,
  });
  await commit(deps, lease, change(lease, messageId, { attempts, lastFault }));
  return { kind: 'later', inMs };
}

/** Nothing left under the old key: the same bytes go under the next one. */
async function renewKey(deps: Deps, lease: Lease, record: Sending, inMs: number): Promise<Next> {
  const outgoing = { ...record.outgoing, epoch: record.outgoing.epoch + 1 };
  const next = await commit(deps, lease, [
    expectState(lease, record.messageId, 'sending'),
    ...change(lease, record.messageId, { state: 'ready', outgoing, firstSendAtMs: null, acceptedAtMs: null }),
  ]);
  return inMs > 0 ? { kind: 'later', inMs } : next;
}
