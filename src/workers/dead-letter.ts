import type { DeadLetter } from '#domain/dead-letter.ts';
import type { Reason } from '#domain/decision.ts';
import { deadLetterIdOf } from '#domain/ids.ts';
import { decodeItem } from '#domain/inbox.ts';
import type { MessageRecord } from '#domain/ledger.ts';
import { messageOf, Unworkable } from '#errors.ts';
import { bury, countFault, die, type ItemFaults } from '#store/burial.ts';
import { accountOf, expectState } from '#store/ledger.ts';
import type { Lease } from '#store/lease.ts';
import { commit, messageItem } from './commit.ts';
import type { Deps, Next } from './deps.ts';
import { isGivenUp, isInterruption, retryAfter } from './faults.ts';
import { withReason } from './reasons.ts';
import { tellConcluded } from './tell.ts';

type Failure = { step: string; error: unknown };

/** Gives up messages whose own records counted their faults: each becomes a dead letter, with an alarm. */
export async function buryMessages(
  deps: Deps,
  lease: Lease,
  over: readonly { record: MessageRecord; attempts: number }[],
  failure: Failure,
): Promise<Next> {
  const nowMs = deps.now();
  const dead = over.map(({ record, attempts }) => {
    const item = messageItem(record.messageId);
    const faults = { attempts, firstAtMs: record.firstFaultAtMs ?? nowMs };
    const before = record.account ?? accountOf([]);
    const account = { ...before, reasons: withReason(before.reasons, exhausted(attempts, failure)) };
    return { record, account, letter: letterFor(lease, item, faults, failure, nowMs) };
  });
  for (const { letter } of dead) alarm(deps, letter, failure.error); // first: a crash must not swallow it
  const next = await commit(deps, lease, [
    ...dead.map(({ record }) => expectState(lease, record.messageId, record.state)),
    ...dead.flatMap(({ record, account, letter }) => [
      ...die(lease, record.messageId, { was: record.state, account }),
      ...bury(lease, letter),
    ]),
  ]);
  if (next.kind === 'later') return next;
  for (const { record, account } of dead) tellConcluded(deps, record, 'dead', account);
  return next;
}

/**
 * The end of every fault that has no other: it is counted for the inbox item and tried again, and at last the item is a
 * dead letter, so that no thread is blocked for good and nothing is lost in silence. What no later try can work ends at once.
 */
export async function afterItemFault(deps: Deps, lease: Lease, first: string, error: unknown): Promise<Next> {
  if (isInterruption(error)) throw error;
  const item = error instanceof Unworkable ? messageItem(error.messageId) : first;
  const nowMs = deps.now();
  const met = (await deps.deadLetters.faultsOf(lease, item)) ?? { attempts: 0, firstAtMs: nowMs };
  const since = { attempts: met.attempts, admittedAtMs: met.firstAtMs };
  const { attempts, inMs } = retryAfter(error, since, nowMs, deps.random());
  const over = error instanceof Unworkable || isGivenUp(error, { attempts, inMs }, met.firstAtMs, nowMs);
  const { grantId } = lease;
  const messageId = item.slice(2);
  const retryInMs = over ? undefined : inMs;
  deps.events.faultMet({ where: 'inbox', grantId, messageId, error, attempt: attempts, retryInMs });
  const faults = { attempts, firstAtMs: met.firstAtMs };
  if (over) return buryItem(deps, lease, item, faults, { step: stepOf(item), error });
  const counted = await commit(deps, lease, countFault(lease, item, faults));
  return counted.kind === 'later' ? counted : { kind: 'later', inMs };
}

/** An item in a form this version cannot read, perhaps of a newer one: kept as a letter, and may be put back. */
export function buryUnknown(deps: Deps, lease: Lease, item: string): Promise<Next> {
  const error = new Error('an inbox item in an unknown form; did another version of Inreply write it?');
  const faults = { attempts: 1, firstAtMs: deps.now() };
  return buryItem(deps, lease, item, faults, { step: 'inbox', error });
}

async function buryItem(
  deps: Deps,
  lease: Lease,
  item: string,
  faults: ItemFaults,
  failure: Failure,
): Promise<Next> {
  const letter = letterFor(lease, item, faults, failure, deps.now());
  const { messageId, kind } = letter;
  const death =
    kind === 'message' && messageId !== null
      ? await deathOf(deps, lease, messageId, letter, failure)
      : undefined;
  alarm(deps, letter, failure.error);
  const next = await commit(deps, lease, [...(death?.operations ?? []), ...bury(lease, letter)]);
  if (next.kind === 'later') return next;
  if (death) tellConcluded(deps, death.record, 'dead', death.account);
  return next;
}

/** How a message dies; its record may be what cannot be read. Undefined when there is none. */
async function deathOf(
  deps: Deps,
  lease: Lease,
  messageId: string,
  { attempts, firstAtMs }: DeadLetter,
  failure: Failure,
) {
  const was = await deps.deadLetters.stateOf(lease, messageId);
  if (was === undefined) return undefined;
  const [readable] = await deps.ledger.read(lease.shard, lease.grantId, [messageId]).catch(() => []);
  const { grantId, threadId } = lease;
  const record = readable ?? { grantId, threadId, messageId, admittedAtMs: firstAtMs };
  const before = readable?.account ?? accountOf([]);
  const account = { ...before, reasons: withReason(before.reasons, exhausted(attempts, failure)) };
  const unreadable = failure.error instanceof Unworkable ? failure.error.fields : [];
  return { record, account, operations: die(lease, messageId, { was, account, unreadable }) };
}

function letterFor(
  lease: Lease,
  item: string,
  { attempts, firstAtMs }: ItemFaults,
  { step, error }: Failure,
  lastAtMs: number,
): DeadLetter {
  const decoded = decodeItem(item);
  const { grantId, threadId } = lease;
  return {
    id: deadLetterIdOf(grantId, threadId, item),
    kind: decoded?.kind ?? 'unknown',
    grantId,
    threadId,
    item,
    messageId: decoded !== undefined && 'messageId' in decoded ? decoded.messageId : null,
    reviewId: decoded !== undefined && 'reviewId' in decoded ? decoded.reviewId : null,
    step,
    error: messageOf(error),
    attempts,
    firstAtMs,
    lastAtMs,
  };
}

function alarm(deps: Deps, letter: DeadLetter, error: unknown): void {
  const { id, kind, grantId, messageId, reviewId, step, attempts } = letter;
  deps.events.deadLetter({ id, kind, grantId, messageId, reviewId, step, attempts, error });
}

function exhausted(attempts: number, { error }: Failure): Reason {
  const tries = attempts === 1 ? 'one attempt' : `${attempts} attempts`;
  return { code: 'attempts_exhausted', detail: `given up after ${tries}: ${messageOf(error)}` };
}

function stepOf(item: string): string {
  return decodeItem(item)?.kind ?? 'inbox';
}
