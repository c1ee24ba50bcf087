import { z } from '@hono/zod-openapi';
import { draftedOf, type Review, reviewStatuses } from '#domain/review.ts';
import { expiryOf } from '#domain/review-ages.ts';
import { alikeOf } from '#domain/review-alike.ts';
import { fingerprintOf } from '#domain/review-print.ts';
import { risks, riskOf } from '#domain/review-risk.ts';
import type { Action } from '#domain/tools.ts';
import { standingApprovals } from '#domain/verdict.ts';
import type { ReviewDetail } from '#store/review-sides.ts';
import {
  AddressJson,
  CostJson,
  GrantId,
  MessageId,
  orNull,
  ReasonJson,
  sourcesJson,
  sourcesShape,
  ThreadId,
  Time,
  TrustJson,
  trustShape,
} from './common-json.ts';
import { isoOf, timeOf } from './time.ts';

const ActionJson = z
  .object({
    tool: z.string(),
    words: z.string().meta({ description: 'What it does, for people.' }),
    arguments: z.record(z.string(), z.unknown()),
    status: z.enum(['proposed', 'running', 'done', 'failed', 'unsure']),
    detail: z.string(),
  })
  .openapi('Action');

const VerdictJson = z
  .discriminatedUnion('kind', [
    z.object({
      kind: z.literal('approve'),
      subject: z.string().meta({ examples: ['Re: Order 4711'] }),
      body: z.string(),
      why: z.string().optional(),
    }),
    z.object({ kind: z.literal('reject'), reason: z.string() }),
    z.object({ kind: z.literal('revise'), instruction: z.string() }),
  ])
  .openapi('Verdict');

/** A parked reply waiting for a person (DESIGN section 6). */
export const ReviewJson = z
  .object({
    id: z.string().meta({ examples: ['rv_5f5ca9b85018c440e96dee5b'] }),
    version: z.int().meta({ description: 'Grows with every change; a verdict names the one it saw.' }),
    grant_id: GrantId,
    thread_id: ThreadId,
    message_id: MessageId,
    status: z.enum(reviewStatuses),
    category: z
      .string()
      .nullable()
      .meta({ examples: ['refund'] }),
    confidence: z
      .number()
      .nullable()
      .meta({ description: '0 to 1.', examples: [0.9] }),
    reasons: z.array(ReasonJson),
    risk: z.enum(risks).meta({ description: 'How carefully it is to be read before it is approved.' }),
    risk_because: z.array(z.string()).meta({ description: 'In words, for people.' }),
    alike: z.string().nullable().meta({ description: 'As in a row of `/api/review-rows`.' }),
    trust: orNull(TrustJson),
    from: z.array(AddressJson),
    to: z.array(AddressJson),
    cc: z.array(AddressJson),
    subject: z.string(),
    body: z
      .string()
      .meta({ description: 'Markdown. Empty when there is no draft and a person has to write.' }),
    drafted: z
      .object({ subject: z.string(), body: z.string() })
      .nullable()
      .meta({ description: "The model's own text, also where a person's stands in its place." }),
    question: z.string().meta({
      description: 'What the sender wrote, as text.',
      examples: ['You charged me twice for order 4711.'],
    }),
    citations: z.array(z.object({ text: z.string(), source: z.string() })),
    ...sourcesJson,
    actions: z.array(ActionJson).meta({ description: 'What approving does first.' }),
    agent: z.string().meta({ examples: ['support'] }),
    draft_id: z.string().nullable().meta({ description: 'The Nylas draft that shows it in mail clients.' }),
    covers: z.array(MessageId).meta({ description: 'Further messages the reply answers.' }),
    cost: CostJson,
    assignee: z.string().nullable().meta({ description: 'Id of the person who looks after it.' }),
    snoozed_until: orNull(Time),
    notes: z.array(z.object({ by: z.string(), at: Time, text: z.string() })).meta({
      description: 'What colleagues wrote about it, oldest first; nobody else ever sees them.',
    }),
    approvals: z.array(z.object({ by: z.string(), at: Time })).meta({
      description: 'Who agreed to the text as it stands.',
    }),
    approvals_needed: z.int().meta({ description: 'So many different people have to.' }),
    fingerprint: z.string().meta({
      description:
        'Of what it says, to whom, what it does and the newest message of its thread; for `approve`.',
    }),
    undo_until: orNull(Time).meta({ description: 'Until when its verdict can be undone.' }),
    expires_at: orNull(Time),
    created_at: Time,
    updated_at: Time,
    verdict: orNull(VerdictJson),
    closed_because: orNull(ReasonJson),
  })
  .openapi('Review');
export type ReviewJson = z.infer<typeof ReviewJson>;

/** What is known of a review beside itself. */
export type ReviewAbout = Omit<ReviewDetail, 'review'> & { approvalsNeeded: number };

/** A review as `/api/reviews` shows it (DESIGN section 6). */
export function reviewShape(review: Review, about: ReviewAbout): ReviewJson {
  const risk = riskOf(review);
  return {
    id: review.id,
    version: review.version,
    grant_id: review.grantId,
    thread_id: review.threadId,
    message_id: review.messageId,
    status: review.status,
    category: review.category,
    confidence: review.confidence,
    reasons: review.reasons,
    risk: risk.level,
    risk_because: risk.because,
    alike: alikeOf(review),
    trust: trustShape(review.trust),
    from: review.from,
    to: review.to,
    cc: review.cc,
    subject: review.subject,
    body: review.body,
    drafted: draftedOf(review),
    question: review.question,
    citations: review.citations,
    ...sourcesShape(review.sources),
    actions: (review.actions ?? []).map(actionShape),
    agent: review.agent,
    draft_id: review.draftId,
    covers: review.covers,
    cost: review.cost,
    assignee: about.assignee,
    snoozed_until: timeOf(about.snoozedUntilMs),
    notes: about.notes.map(({ by, atMs, text }) => ({ by, at: isoOf(atMs), text })),
    approvals: standingApprovals(review).map(({ by, atMs }) => ({ by, at: isoOf(atMs) })),
    approvals_needed: about.approvalsNeeded,
    fingerprint: fingerprintOf(review, about.newest),
    undo_until: timeOf(review.actsAtMs),
    expires_at: timeOf(expiryOf(review, about.snoozedUntilMs)),
    created_at: isoOf(review.createdAtMs),
    updated_at: isoOf(review.updatedAtMs),
    verdict: review.verdict,
    closed_because: review.closedBecause,
  };
}

function actionShape({ tool, words, values, status, detail }: Action) {
  return { tool, words, arguments: values, status, detail };
}
