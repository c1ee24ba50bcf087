import { pausedReason } from '#agent/guard/paused.ts';
import type { Reason } from '#domain/decision.ts';
import type { MessageRecord } from '#domain/ledger.ts';
import { idempotencyKeyOf } from '#domain/ids.ts';
import { failedMails, reportedOf } from '#domain/report.ts';
import { messageOf, Unworkable } from '#errors.ts';
import type { SendOutcome } from '#nylas/client.ts';
import { change, expectProof, expectState } from '#store/ledger.ts';
import type { Lease } from '#store/lease.ts';
import { type AfterSend, afterSend, beforeSend, type SendFacts } from './after-send.ts';
import { commit } from './commit.ts';
import type { Deps, Next } from './deps.ts';
import { endInDoubt, endPaused, endWithoutBytes } from './end-send.ts';
import { backOffMs, isInterruption, isNotFound, isSendGivenUp } from './faults.ts';
import { again, follow } from './follow-send.ts';
import { answeredSince } from './meanwhile.ts';
import type { Errand, Sending } from './sending.ts';

/**
 * Sends what is stored, or finds out what became of an earlier attempt; may be called in any state from `ready` on, by any
 * life of any worker. The same bytes go under the same key until the outcome is known or the key's hour nears its end.
 * `ready` means that nothing has left under the present key, `sending` that something may have.
 */
export async function deliver(
  deps: Deps,
  lease: Lease,
  record: MessageRecord,
  errand: Errand,
): Promise<Next> {
  const { outgoing, state } = record;
  if (state !== 'ready' && state !== 'sending') throw new Error(`a message that is ${state} cannot be sent`);
  try {
    if (!outgoing?.bytes) return await endWithoutBytes(deps, lease, record, errand);
    const tryingSinceMs = record.tryingSinceMs ?? deps.now();
    const firstSendAtMs = record.firstSendAtMs ?? deps.now();
    const sending: Sending = { ...record, state, outgoing, tryingSinceMs, firstSendAtMs };
    const known = await leftAlready(deps, lease, sending);
    const next = known ?? beforeSend(factsOf(deps, sending));
    if (next.kind !== 'send') return await follow(deps, lease, sending, errand, next, 'looked for');
    const answered =
      record.tryingSinceMs === null ? undefined : await answeredSince(deps, lease, sending, errand);
    if (answered) return answered;
    const paused = await pausedBefore(deps, sending, errand);
    if (paused) return await endPaused(deps, lease, sending, errand, paused);
    return await attempt(deps, lease, sending, errand);
  } catch (error) {
    if (isInterruption(error)) throw error;
    if (isSendGivenUp(error, record)) return giveUp(deps, lease, record, errand, error);
    return again(deps, lease, record, backOffMs(record.attempts + 1, deps.random()), messageOf(error));
  }
}

/** The kill switch, thrown before anything left by itself; what a person approved is theirs to send. */
async function pausedBefore(deps: Deps, record: Sending, { review }: Errand): Promise<Reason | undefined> {
  const isByPerson = review !== undefined && review.status !== 'expired';
  if (record.state !== 'ready' || isByPerson) return undefined;
  const pause = await deps.pauses.of(record.account?.agent ?? '');
  return pause && pausedReason(pause);
}

/** What became of the mail cannot be found out: the person who approved it decides again, else it is a dead letter. */
async function giveUp(
  deps: Deps,
  lease: Lease,
  record: MessageRecord,
  errand: Errand,
  error: unknown,
): Promise<Next> {
  if (errand.review) return endInDoubt(deps, lease, record, errand);
  const why = `it is not known whether its mail left: ${messageOf(error)}`;
  throw new Unworkable(record.messageId, why, { cause: error });
}

/** One attempt. That it is made is written down before it. */
async function attempt(deps: Deps, lease: Lease, record: Sending, errand: Errand): Promise<Next> {
  const { messageId, outgoing, tryingSinceMs, firstSendAtMs } = record;
  if (record.state === 'ready') {
    const begun = await commit(deps, lease, [
      expectState(lease, messageId, 'ready'),
      expectProof(lease, record),
      ...change(lease, messageId, { state: 'sending', tryingSinceMs, firstSendAtMs }),
    ]);
    if (begun.kind === 'later') return begun;
  }
  const startedMs = deps.now();
  const key = idempotencyKeyOf(outgoing.sendId, outgoing.epoch);
  const answer = await deps.nylas.send(lease.grantId, { bytes: outgoing.bytes, key }, lease.signal);
  deps.events.stepTook('send', deps.now() - startedMs);
  const next = afterSend(answer, factsOf(deps, record));
  return follow(deps, lease, { ...record, state: 'sending' }, errand, next, noteOf(answer));
}

function factsOf(deps: Deps, record: Sending): SendFacts {
  const { epoch } = record.outgoing;
  const reported = reportedOf(record.reports, epoch);
  return {
    nowMs: deps.now(),
    tryingSinceMs: record.tryingSinceMs,
    firstSendAtMs: record.firstSendAtMs,
    acceptedAtMs: record.acceptedAtMs,
    attempts: record.attempts,
    epoch,
    repeated: record.state === 'sending',
    reported:
      reported?.kind === 'failed'
        ? { kind: 'failed', reason: { code: 'send_failed', detail: reported.detail } }
        : reported,
    reconcileMs: deps.sendReconcileMs,
    random: deps.random(),
  };
}

function noteOf(answer: SendOutcome): string {
  if (answer.kind === 'unknown') return `no sure answer: ${answer.message}`;
  return answer.kind === 'unreached' ? `not sent: ${answer.message}` : answer.kind;
}

/** A webhook showed a mail of ours; that it left under our mark, and is no draft, is believed of the mailbox alone. */
async function leftAlready(deps: Deps, lease: Lease, record: Sending): Promise<AfterSend | undefined> {
  const { proofId, outgoing } = record;
  if (proofId === null || failedMails(record.reports).has(proofId)) return undefined;
  try {
    const message = await deps.nylas.getMessage(lease.grantId, proofId, lease.signal);
    const left = message.metadata['key1'] === outgoing.sendId && !message.folders.includes('drafts');
    return left ? { kind: 'sent', id: proofId, how: 'seen by webhook' } : undefined;
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}
