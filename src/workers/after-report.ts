import type { Reason } from '#domain/decision.ts';
import type { MessageRecord } from '#domain/ledger.ts';
import { type Report, reportedOf } from '#domain/report.ts';

/** What follows from what Nylas reported about the mail that was sent for a message. */
export type AfterReport =
  /** The send is under way and looks at the reports itself. */
  | { kind: 'wait' }
  /** It is known to have left, though a review is open since that was in doubt, or for its draft. */
  | { kind: 'sent'; id: string | undefined }
  /** It is known not to have left, though it was taken for sent, or in doubt: a person gets it. */
  | { kind: 'unsent'; reason: Reason }
  /** It ended as it did, with more to tell; no reasons: nothing new. */
  | { kind: 'note'; reasons: Reason[] };

/**
 * Reports come in any order and more than once (CONTRACT section 1.4), so all of them are looked at each time. One never
 * leads to a second mail by itself.
 */
export function afterReport(record: MessageRecord): AfterReport {
  const { state, reports, outgoing } = record;
  if (state === 'ready' || state === 'sending') return { kind: 'wait' };
  const reported = reportedOf(reports, outgoing?.epoch ?? 0);
  const inReview = state === 'review' || state === 'doubt';
  if (inReview && reported?.kind === 'left') return { kind: 'sent', id: reported.id };
  const thoughtGone = state === 'sent' || state === 'escalated' || state === 'doubt';
  if (thoughtGone && reported?.kind === 'failed' && isOfLastSend(record)) {
    return { kind: 'unsent', reason: { code: 'send_failed', detail: reported.detail } };
  }
  const known = record.account?.reasons ?? [];
  const reasons = reports.flatMap(reasonOf).filter((one) => !known.some(({ code }) => code === one.code));
  return { kind: 'note', reasons };
}

/**
 * Whether the failure is that of the mail we hold for sent: of that very mail, or of one that Nylas queued, whose failure
 * is told by nothing else. That of an attempt which had its answer at once may come late, after another one went well.
 */
function isOfLastSend({ reports, sentId, acceptedAtMs }: MessageRecord): boolean {
  const failed = reports.filter(({ kind }) => kind === 'failed');
  return acceptedAtMs !== null || failed.some(({ mailId }) => mailId !== null && mailId === sentId);
}

function reasonOf({ kind, detail }: Report): Reason[] {
  if (kind === 'bounced') return [{ code: 'reply_bounced', detail }];
  return kind === 'complaint' ? [{ code: 'reply_complaint', detail }] : [];
}
