import { z } from '@hono/zod-openapi';
import { reviewStatuses } from '#domain/review.ts';
import { expiryOf } from '#domain/review-ages.ts';
import { risks } from '#domain/review-risk.ts';
import type { ListedRow } from '#server/review-desk.ts';
import { AddressJson, GrantId, MessageId, orNull, ThreadId, Time } from './common-json.ts';
import { isoOf, timeOf } from './time.ts';

/** A review as a line of the queue: what is needed to sort, filter and choose. */
export const ReviewRowJson = z
  .object({
    id: z.string(),
    version: z.int(),
    status: z.enum(reviewStatuses),
    grant_id: GrantId,
    thread_id: ThreadId,
    message_id: MessageId,
    agent: z.string(),
    category: z.string().nullable(),
    confidence: z.number().nullable(),
    risk: z.enum(risks),
    from: orNull(AddressJson),
    subject: z.string(),
    preview: z.string().meta({ description: 'The first 160 characters of what the sender wrote.' }),
    reasons: z.array(z.string()).meta({ description: 'Codes.' }),
    created_at: Time,
    updated_at: Time,
    assignee: z.string().nullable().meta({ description: 'Id of a person.' }),
    snoozed_until: Time.nullable(),
    notes: z.int().meta({ description: 'How many.' }),
    alike: z.string().nullable().meta({
      description: 'Rows with the same value may be approved together: their drafts say the same.',
    }),
    approvals: z.int().meta({ description: 'How many people agreed to the text as it stands.' }),
    approvals_needed: z.int(),
    undo_until: Time.nullable(),
    expires_at: Time.nullable(),
    has_draft: z.boolean(),
  })
  .openapi('ReviewRow');
export type ReviewRowJson = z.infer<typeof ReviewRowJson>;

export function reviewRowShape(row: ListedRow, approvalsNeeded: number): ReviewRowJson {
  return {
    id: row.id,
    version: row.version,
    status: row.status,
    grant_id: row.grantId,
    thread_id: row.threadId,
    message_id: row.messageId,
    agent: row.agent,
    category: row.category,
    confidence: row.confidence,
    risk: row.risk,
    from: row.from,
    subject: row.subject,
    preview: row.preview,
    reasons: row.reasons,
    created_at: isoOf(row.createdAtMs),
    updated_at: isoOf(row.updatedAtMs),
    assignee: row.assignee,
    snoozed_until: timeOf(row.snoozedUntilMs),
    notes: row.notes,
    alike: row.alike,
    approvals: row.approvals,
    approvals_needed: approvalsNeeded,
    undo_until: timeOf(row.undoUntilMs),
    expires_at: timeOf(expiryOf(row, row.snoozedUntilMs)),
    has_draft: row.hasDraft,
  };
}
