import { isUnplaced, threadKeyOf } from '#store/keys.ts';
import { type Changes, change, end, expectState, accountOf, take } from '#store/ledger.ts';
import { isEnded } from '#store/ledger-record.ts';
import type { Lease } from '#store/lease.ts';
import type { MessageRecord } from '#domain/ledger.ts';
import { addCost, noCost, type Reason } from '#domain/decision.ts';
import { messageOf, TransientError, Unworkable } from '#errors.ts';
import { answer } from './answer.ts';
import { commit, messageItem } from './commit.ts';
import { buryMessages } from './dead-letter.ts';
import { deliver } from './deliver.ts';
import type { Deps, Next } from './deps.ts';
import { isFresh, isGivenUp, isInterruption, isLastTry, isNotFound, retryAfter } from './faults.ts';
import { createDraftAndOpen } from './park.ts';
import { workHeld } from './release.ts';
import { tellConcluded } from './tell.ts';
import { ThinkFault } from './think/think.ts';
import { createTrace, type Trace } from './trace.ts';

/** Works the messages at the head of the inbox: carries on what an earlier life began, else answers them together. */
export async function workMessages(deps: Deps, lease: Lease, ids: readonly string[]): Promise<Next> {
  const found = await deps.ledger.read(lease.shard, lease.grantId, ids);
  // One that was placed into its real thread meanwhile is worked there, and only there.
  const waiting = found
    .filter((record) => record !== undefined)
    .filter((record) => !isEnded(record.state) && record.threadId === lease.threadId);
  const leftover = ids.filter((id) => !waiting.some((record) => record.messageId === id));
  if (leftover.length > 0) return commit(deps, lease, take(lease, ...leftover.map(messageItem)));

  const begun = waiting.find((record) => record.state !== 'new');
  if (begun?.hold) return releaseOne(deps, lease, begun);
  if (begun) return deliver(deps, lease, begun, { item: messageItem(begun.messageId), review: undefined });
  const alone = waiting.find((record) => record.parked !== null) ?? waiting.find(isLastTry);
  const tried = alone ? [alone] : waiting;
  const trace = createTrace(deps.now, deps.events);
  try {
    if (alone?.parked) return await createDraftAndOpen(deps, lease, alone, 'again');
    if (isUnplaced(lease.threadId)) return await findThread(deps, lease, tried);
    return await answerThem(deps, lease, tried, trace);
  } catch (error) {
    if (isInterruption(error)) throw error;
    if (error instanceof Unworkable) throw error; // the thread ends it at once
    return afterFault(deps, lease, tried, error, trace);
  }
}

/** Faults of it are counted as those of an answer are: it has not left, and waits. */
async function releaseOne(deps: Deps, lease: Lease, record: MessageRecord): Promise<Next> {
  try {
    return await workHeld(deps, lease, record);
  } catch (error) {
    if (isInterruption(error) || error instanceof Unworkable) throw error;
    return afterFault(deps, lease, [record], error, createTrace(deps.now, deps.events));
  }
}

async function answerThem(
  deps: Deps,
  lease: Lease,
  waiting: readonly MessageRecord[],
  trace: Trace,
): Promise<Next> {
  const served = deps.mailboxOf(lease.grantId);
  if (!served) {
    const reason = { code: 'mailbox_not_served', detail: 'no agent answers this mailbox any more' };
    return endAll(deps, lease, waiting, [reason]);
  }
  const newestMs = Math.max(...waiting.map((record) => record.admittedAtMs));
  const quietMs = newestMs + served.agent.config.quiet_seconds * 1000 - deps.now();
  if (quietMs > 0) return { kind: 'later', inMs: quietMs };
  return answer(deps, lease, waiting, served, trace);
}

/** Asks Nylas for the thread of a message whose notification did not name it, and moves the message there. */
async function findThread(deps: Deps, lease: Lease, waiting: readonly MessageRecord[]): Promise<Next> {
  const [record] = waiting;
  if (record === undefined) return { kind: 'next', inbox: [] };
  const { messageId } = record;
  try {
    const message = await deps.nylas.getMessage(lease.grantId, messageId, lease.signal);
    const to = deps.ledger.threadRef(lease.grantId, message.threadId);
    await deps.ledger.place(lease, to, messageId, deps.now());
    await deps.wake(to.shard, [threadKeyOf(to)]);
    return await commit(deps, lease, take(lease, messageItem(messageId)));
  } catch (error) {
    if (!isNotFound(error)) throw error;
    if (isFresh(record, deps.now()))
      throw new TransientError('the message cannot be read yet', { cause: error });
    return endAll(deps, lease, waiting, [
      { code: 'message_gone', detail: 'Nylas no longer has the message' },
    ]);
  }
}

/** Ends messages without a reply, all for the same reasons. */
async function endAll(
  deps: Deps,
  lease: Lease,
  records: readonly MessageRecord[],
  reasons: Reason[],
): Promise<Next> {
  const next = await commit(deps, lease, [
    ...records.map((record) => expectState(lease, record.messageId, 'new')),
    ...records.flatMap((record) => end(lease, record.messageId, 'skipped', { account: accountOf(reasons) })),
    ...take(lease, ...records.map((record) => messageItem(record.messageId))),
  ]);
  if (next.kind === 'later') return next;
  for (const record of records) tellConcluded(deps, record, 'skipped', { reasons });
  return next;
}

/** What the try cost, for the account of the message that it was about. */
function spentIn(
  { messageId }: ThinkFault,
  record: MessageRecord,
  { cost }: Trace,
): Pick<Changes, 'spentBefore'> {
  if (messageId !== record.messageId || cost.model_calls === 0) return {};
  return { spentBefore: addCost(record.spentBefore ?? noCost, cost) };
}

/**
 * Counts a fault against those of the messages that have not ended meanwhile; each has its own tries and its own age, and
 * faults of thinking are counted apart. What is over is a dead letter, with an alarm; the rest is tried again.
 */
async function afterFault(
  deps: Deps,
  lease: Lease,
  tried: readonly MessageRecord[],
  error: unknown,
  trace: Trace,
): Promise<Next> {
  const ids = tried.map((record) => record.messageId);
  const current = await deps.ledger.read(lease.shard, lease.grantId, ids);
  const records = current.filter((record) => record !== undefined).filter((record) => !isEnded(record.state));
  const thinking = error instanceof ThinkFault;
  const fault = thinking ? error.cause : error;
  const nowMs = deps.now();
  const random = deps.random();
  const retries = records.map((record) => {
    const attempts = thinking ? record.thinkFaults : record.attempts;
    const retry = retryAfter(fault, { attempts, admittedAtMs: record.admittedAtMs }, nowMs, random);
    return { record, retry, over: !thinking && isGivenUp(fault, retry, record.admittedAtMs, nowMs) };
  });
  const inMs = Math.max(0, ...retries.map(({ retry }) => retry.inMs));
  for (const { record, retry } of retries) {
    const { grantId, messageId } = record;
    const where = thinking ? 'model' : 'thread';
    const attempt = retry.attempts;
    deps.events.faultMet({ where, grantId, messageId, error: fault, attempt, retryInMs: inMs });
  }
  const lastFault = messageOf(fault);
  await commit(
    deps,
    lease,
    retries.flatMap(({ record, retry: { attempts } }) =>
      change(lease, record.messageId, {
        ...(thinking ? { thinkFaults: attempts, ...spentIn(error, record, trace) } : { attempts }),
        lastFault,
        firstFaultAtMs: record.firstFaultAtMs ?? nowMs,
      }),
    ),
  );
  const over = retries.filter((one) => one.over);
  if (over.length === 0) return { kind: 'later', inMs };
  const step = trace.steps.findLast(({ detail }) => detail === 'failed')?.name ?? 'thread';
  return buryMessages(
    deps,
    lease,
    over.map(({ record, retry: { attempts } }) => ({ record, attempts })),
    { step, error: fault },
  );
}
