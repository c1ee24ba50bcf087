import type { Redis } from 'ioredis';
import { encodeItem } from '#domain/inbox.ts';
import type { MessageRecord } from '#domain/ledger.ts';
import type { IncomingReport, Report } from '#domain/report.ts';
import { TransientError } from '#errors.ts';
import { keysOf, threadKeyOf, type ThreadRef } from './keys.ts';
import { type Ledger, put, take } from './ledger.ts';
import type { Operation, Transact } from './transaction.ts';
import { tally } from './turn.ts';

/** More than a mail has recipients and lives are not kept; what they say is known by then. */
const MOST_REPORTS = 60;
const TRIES = 5;

export type Reports = {
  /**
   * Keeps a report with the message that the mail was for, and puts it into the thread's inbox; the caller wakes the
   * thread. Undefined when nobody knows of such a message, the report is known, or nothing follows from it.
   */
  take(report: IncomingReport, nowMs: number): Promise<{ ref: ThreadRef; messageId: string } | undefined>;
};

export function createReports(deps: {
  redis: Redis;
  ledger: Pick<Ledger, 'find' | 'threadRef'>;
  transact: Transact;
  shards: number;
}): Reports {
  const { redis, ledger, transact, shards } = deps;

  /** By the mark in the mail's metadata, else by its own record, else by what Nylas called it when it took it. */
  async function subjectOf({ grantId, about, mailId }: IncomingReport): Promise<MessageRecord | undefined> {
    if (about !== undefined) return ledger.find(grantId, about);
    if (mailId === undefined) return undefined;
    const answers = (await ledger.find(grantId, mailId))?.answers ?? (await queuedAs(grantId, mailId));
    return answers === undefined ? undefined : ledger.find(grantId, answers);
  }

  async function queuedAs(grantId: string, mailId: string): Promise<string | undefined> {
    for (let shard = 0; shard < shards; shard++) {
      const messageId = await redis.get(keysOf(shard).queued(grantId, mailId));
      if (messageId !== null) return messageId;
    }
    return undefined;
  }

  return {
    async take(report, nowMs) {
      for (let tried = 0; tried < TRIES; tried++) {
        const record = await subjectOf(report);
        if (record === undefined || isSettled(record, report)) return undefined;
        const { grantId, messageId, threadId, reports } = record;
        const ref = ledger.threadRef(grantId, threadId);
        const key = keysOf(ref.shard).message(grantId, messageId);
        const item = encodeItem({ kind: 'report', messageId });
        const result = await transact(ref, [
          ['is', key, 'th', threadKeyOf(ref)],
          ['is', key, 'rep', reports.length === 0 ? '' : JSON.stringify(reports)],
          ['HSET', key, 'rep', JSON.stringify([...reports, reportFor(record, report, nowMs)])],
          ...counted(ref, record, report),
          ...take(ref, item),
          ...put(ref, item, nowMs),
        ]);
        if (result.kind === 'committed') return { ref, messageId };
      }
      throw new TransientError('a report could not be stored beside others');
    },
  };
}

/** Whether it says nothing new: it is known, or tells that a mail left which is known to have left. */
function isSettled({ state, reports }: MessageRecord, { kind, mailId, detail }: IncomingReport): boolean {
  const waits = state === 'ready' || state === 'sending' || state === 'review' || state === 'doubt';
  if (kind === 'left' && !waits) return true;
  const known = (one: Report) =>
    one.kind === kind && one.mailId === (mailId ?? null) && one.detail === detail;
  return reports.some(known) || reports.length >= MOST_REPORTS;
}

/** A mail counts once, however many of its recipients it came back from. */
function counted(ref: ThreadRef, { reports }: MessageRecord, { kind }: IncomingReport): Operation[] {
  if (reports.some((one) => one.kind === kind)) return [];
  if (kind === 'bounced') return tally(ref, 'bounced');
  return kind === 'complaint' ? tally(ref, 'complained') : [];
}

function reportFor({ outgoing }: MessageRecord, report: IncomingReport, atMs: number): Report {
  const { kind, mailId, detail } = report;
  return { kind, mailId: mailId ?? null, detail, epoch: outgoing?.epoch ?? 0, atMs };
}
