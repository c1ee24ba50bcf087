import { noCost } from '#domain/decision.ts';
import type { MessageRecord, Outgoing } from '#domain/ledger.ts';
import { isoOf } from './api/time.ts';
import { sourcesShape } from './sources-shape.ts';
import { trustShape } from './trust-shape.ts';

/** What became of a message, as `/api/messages/{grant}/{message}` shows it (DESIGN section 6). */
export function messageShape(record: MessageRecord) {
  const { account, outgoing } = record;
  return {
    grant_id: record.grantId,
    message_id: record.messageId,
    thread_id: record.threadId,
    state: record.state,
    decision: account?.decision ?? null,
    category: account?.category ?? null,
    confidence: account?.confidence ?? null,
    reasons: account?.reasons ?? [],
    steps: (account?.steps ?? []).map(({ name, atMs, tookMs, detail, cost }) => ({
      name,
      at: isoOf(atMs),
      ms: tookMs,
      ...(detail === undefined ? {} : { detail }),
      ...(cost === undefined ? {} : { cost }),
    })),
    ...(outgoing === null ? {} : { [outgoing.kind]: outgoingShape(outgoing, record.sentId) }),
    held_until: record.hold === null ? null : isoOf(record.hold.untilMs),
    review_id: record.reviewId,
    attempts: record.attempts,
    last_fault: record.lastFault,
    classification: account?.classification ?? null,
    draft: account?.draft ?? null,
    ...sourcesShape(account?.sources),
    trust: trustShape(account?.trust),
    cost: account?.cost ?? noCost,
    admitted_at: isoOf(record.admittedAtMs),
    agent: account?.agent ?? null,
  };
}

/** `id` is null until Nylas has named the mail that left. */
function outgoingShape({ to, subject, body }: Outgoing, id: string | null) {
  return { id, to, subject, body };
}
