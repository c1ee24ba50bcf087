import { noCost } from '#domain/decision.ts';
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
import { fromJson } from './json.ts';

/** Reads a message's hash back into our words; undefined when there is none. Only our own writes stand in it. */
export function readRecord(
  hash: Record<string, string>,
  grantId: string,
  messageId: string,
): MessageRecord | undefined {
  const state = messageStates.find((one) => one === hash['st']);
  if (state === undefined) return undefined;
  return {
    grantId,
    messageId,
    threadId: parseRefKey(hash['th'] ?? '').id,
    state,
    admittedAtMs: Number(hash['at'] ?? 0),
    foundBySweep: hash['swp'] === '1',
    attempts: Number(hash['att'] ?? 0),
    thinkFaults: Number(hash['tatt'] ?? 0),
    lastFault: hash['err'] ?? null,
    account: hash['own'] === '1' ? ownAccount(hash['ans'] ?? '') : accountIn(hash['acct']),
    outgoing: outgoingIn(hash['out']),
    tryingSinceMs: timeOf(hash['try']),
    firstSendAtMs: timeOf(hash['sat']),
    acceptedAtMs: timeOf(hash['acc']),
    sentId: hash['sid'] ?? null,
    proofId: hash['proof'] ?? null,
    reports: reportsIn(hash['rep']),
    parked: reviewIn(hash['park']),
    reviewId: hash['rev'] ?? null,
    answers: hash['ans'] === undefined || hash['ans'] === '' ? null : parseRefKey(hash['ans']).id,
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

const timeOf = (text: string | undefined): number | null => (text === undefined ? null : Number(text));

const accountIn = (json: string | undefined) => fromJson<Account | null>(json ?? 'null');
const outgoingIn = (json: string | undefined) => fromJson<Outgoing | null>(json ?? 'null');
const reportsIn = (json: string | undefined) => fromJson<Report[]>(json ?? '[]');
const reviewIn = (json: string | undefined) => fromJson<Review | null>(json ?? 'null');
