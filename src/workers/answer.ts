import { mayReplyAll } from '#agent/trust/strangers.ts';
import type { Agent, Mailbox } from '#domain/agent-config.ts';
import type { Account, MessageRecord } from '#domain/ledger.ts';
import type { Message, Thread } from '#domain/mail.ts';
import type { SenderTrust } from '#domain/trust.ts';
import { TransientError } from '#errors.ts';
import { accountOf, end, expectState, take } from '#store/ledger.ts';
import type { Lease } from '#store/lease.ts';
import { aboutOf } from './account.ts';
import { grown, withUntold } from './burst.ts';
import { choose } from './choose.ts';
import { commit, messageItem } from './commit.ts';
import { conclude } from './conclude.ts';
import type { Deps, Next } from './deps.ts';
import { isFresh, isNotFound } from './faults.ts';
import { senderOf } from './sender.ts';
import { findHeld } from './held.ts';
import { tellOfNewer } from './newer-told.ts';
import type { Selection, Waiting } from './select.ts';
import { findSuperseded, type Superseded } from './supersede.ts';
import { tellConcluded } from './tell.ts';
import { think } from './think/think.ts';
import type { Trace } from './trace.ts';

export type Served = { agent: Agent; mailbox: Mailbox };

/** Everything about the message being answered. */
export type Case = Served & {
  record: MessageRecord;
  target: Message;
  thread: Thread;
  /** Other messages of the burst that a reply covers; one that is skipped covers nothing. */
  covered: Waiting[];
  /** Open reviews that a reply makes stale. */
  superseded: Superseded[];
  /** Held replies that never leave, as this one takes their place. */
  held: MessageRecord[];
  /** Ids of all further messages the reply covers, those of stale reviews and held replies included. */
  covers: string[];
  ownAddresses: readonly string[];
  /** Who wrote the target. */
  trust: SenderTrust;
  /** Whether the answer may go to the others of To and Cc. */
  replyAll: boolean;
};

/** The pipeline of DESIGN section 4, steps 2 to 9, for messages of one thread that wait together. */
export async function answer(
  deps: Deps,
  lease: Lease,
  waitingRecords: readonly MessageRecord[],
  served: Served,
  trace: Trace,
): Promise<Next> {
  const thread = await trace.step(
    'load',
    () => deps.nylas.listThread(lease.grantId, lease.threadId, lease.signal),
    (loaded) => `${loaded.messages.length} messages`,
  );
  const records = await withUntold(deps, lease, served, thread, waitingRecords);
  const { waiting, gone } = await withMessages(deps, lease, records, thread);
  const selection = await choose(deps, lease, served, thread, waiting);
  selection.ended.push(
    ...gone.map((record) => ({
      record,
      reasons: [{ code: 'message_gone', detail: 'Nylas no longer has the message' }],
    })),
  );
  const { target, covered } = selection;
  if (selection.ended.length > 0 || !target) {
    const rest = await endWithout(deps, lease, served, selection, trace);
    if (rest.kind === 'later' || !target) return rest;
  }
  trace.note('guard', target.guarded.kind);
  const open = await tellOfNewer(deps, lease, thread, target.message);
  const superseded = await findSuperseded(deps, lease, thread, target.message, served, open);
  const held = await findHeld(deps, lease, thread, target.message, served);
  const subject: Case = {
    ...served,
    record: target.record,
    target: target.message,
    thread,
    covered,
    superseded,
    held,
    covers: [
      ...covered.map((one) => one.record.messageId),
      ...superseded.flatMap(({ review }) => [review.messageId, ...review.covers]),
      ...held.flatMap(({ messageId, outgoing }) => [messageId, ...(outgoing?.covers ?? [])]),
    ],
    ownAddresses: deps.ownAddresses(),
    trust: await senderOf(deps, served, thread, target.message),
    replyAll: mayReplyAll(served.agent.config, thread, target.message, served.mailbox.address),
  };
  const thought = await think(deps, lease, subject, target.guarded, trace);
  const more = thought.decision.kind === 'skip' ? undefined : await grown(deps, lease, records);
  if (more) return more;
  return conclude(deps, lease, subject, thought, trace);
}

/** Pairs each waiting message with what Nylas has of it; one that the listing lacks is asked for by its id. */
async function withMessages(deps: Deps, lease: Lease, records: readonly MessageRecord[], thread: Thread) {
  const waiting: Waiting[] = [];
  const gone: MessageRecord[] = [];
  for (const record of records) {
    const listed = thread.messages.find((message) => message.id === record.messageId);
    const message = listed ?? (await fetchOne(deps, lease, record));
    if (message === undefined) gone.push(record);
    else waiting.push({ record, message });
    if (message !== undefined && listed === undefined) thread.messages.push(message);
  }
  return { waiting, gone };
}

async function fetchOne(deps: Deps, lease: Lease, record: MessageRecord): Promise<Message | undefined> {
  try {
    return await deps.nylas.getMessage(lease.grantId, record.messageId, lease.signal);
  } catch (error) {
    if (!isNotFound(error)) throw error;
    if (isFresh(record, deps.now()))
      throw new TransientError('the message cannot be read yet', { cause: error });
    return undefined;
  }
}

/** Ends the messages that get no reply. */
async function endWithout(
  deps: Deps,
  lease: Lease,
  { agent }: Served,
  { ended }: Selection,
  trace: Trace,
): Promise<Next> {
  const next = await commit(deps, lease, [
    ...ended.map(({ record }) => expectState(lease, record.messageId, 'new')),
    ...ended.flatMap(({ record, reasons, message }) => {
      const steps = [...trace.steps, { name: 'guard', atMs: deps.now(), tookMs: 0, detail: 'skip' }];
      const about = message && { about: aboutOf(message) };
      const account: Account = { ...accountOf(reasons, agent.name), ...about, decision: 'skip', steps };
      return end(lease, record.messageId, 'skipped', { account });
    }),
    ...take(lease, ...ended.map(({ record }) => messageItem(record.messageId))),
  ]);
  if (next.kind === 'later') return next;
  for (const { record, reasons } of ended) {
    tellConcluded(deps, record, 'skipped', { agent: agent.name, reasons });
  }
  return next;
}
