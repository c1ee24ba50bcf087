import { type Cost, noCost } from '#domain/decision.ts';
import { parseRefKey } from '#domain/ids.ts';
import type { Report } from '#domain/report.ts';
import type { Review } from '#domain/review.ts';
import {
  type Account,
  type MessageRecord,
  type MessageState,
  messageStates,
  type Outgoing,
} from '#domain/ledger.ts';
import { Unworkable } from '#errors.ts';
import { fromJson } from './json.ts';

/**
 * Reads a message's hash back into our words; undefined when there is none. Only our own writes stand in it, so one that
 * cannot be read is Unworkable.
 */
export function readRecord(
  hash: Record<string, string>,
  grantId: string,
  messageId: string,
): MessageRecord | undefined {
  if (hash['st'] === undefined) return undefined; // never admitted, as `admit` sees it too
  const bad: string[] = [];
  const part = <T>(field: string, read: (text: string | undefined) => T): T | undefined => {
    try {
      return read(hash[field]);
    } catch {
      bad.push(field); // its text may be mail: the error names the field alone
      return undefined;
    }
  };
  const state = messageStates.find((one) => one === hash['st']);
  const threadId = part('th', (text) => parseRefKey(text ?? '').id);
  const account = part('acct', accountIn);
  const outgoing = part('out', outgoingIn);
  const parked = part('park', reviewIn);
  const reports = part('rep', reportsIn);
  const answers = part('ans', answersIn);
  const spentBefore = part('cst', costIn);
  if (state === undefined) bad.push('st');
  if (state === undefined || threadId === undefined || bad.length > 0) {
    throw new Unworkable(messageId, `its record cannot be read (${bad.join(', ')})`, { fields: bad });
  }
  return {
    grantId,
    messageId,
    threadId,
    state,
    admittedAtMs: Number(hash['at'] ?? 0),
    foundBySweep: hash['swp'] === '1',
    attempts: Number(hash['att'] ?? 0),
    thinkFaults: Number(hash['tatt'] ?? 0),
    ...(spentBefore && { spentBefore }),
    lastFault: hash['err'] ?? null,
    firstFaultAtMs: timeOf(hash['fat']),
    account: hash['own'] === '1' ? ownAccount(hash['ans'] ?? '') : (account ?? null),
    outgoing: outgoing ?? null,
    hold: holdIn(hash),
    tryingSinceMs: timeOf(hash['try']),
    firstSendAtMs: timeOf(hash['sat']),
    acceptedAtMs: timeOf(hash['acc']),
    sentId: hash['sid'] ?? null,
    proofId: hash['proof'] ?? null,
    reports: reports ?? [],
    parked: parked ?? null,
    reviewId: hash['rev'] ?? null,
    answers: answers ?? null,
  };
}

/** Whether nothing more happens to the message by itself. */
export function isEnded(state: MessageState): boolean {
  return state !== 'new' && state !== 'ready' && state !== 'sending';
}

function ownAccount(answers: string): Account {
  const detail =
    answers === ''
      ? 'sent from this mailbox by a person or another program'
      : `our reply to message ${parseRefKey(answers).id}`;
  return {
    agent: '',
    decision: 'skip',
    category: null,
    confidence: null,
    reasons: [{ code: 'own_message', detail }],
    steps: [],
    cost: noCost,
    classification: null,
    draft: null,
  };
}

const holdIn = ({ hold, undo }: Record<string, string>): MessageRecord['hold'] =>
  hold === undefined ? null : { untilMs: Number(hold), takenBackBy: undo ?? null };

const timeOf = (text: string | undefined): number | null => (text === undefined ? null : Number(text));

const answersIn = (key: string | undefined) => (key === undefined || key === '' ? null : parseRefKey(key).id);
const costIn = (json: string | undefined) => fromJson<Cost | null>(json ?? 'null');
const accountIn = (json: string | undefined) => fromJson<Account | null>(json ?? 'null');
const outgoingIn = (json: string | undefined) => fromJson<Outgoing | null>(json ?? 'null');
const reportsIn = (json: string | undefined) => fromJson<Report[]>(json ?? '[]');
const reviewIn = (json: string | undefined) => fromJson<Review | null>(json ?? 'null');
