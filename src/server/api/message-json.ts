import { z } from '@hono/zod-openapi';
import { noCost } from '#domain/decision.ts';
import { messageStates, type MessageRecord, type Outgoing } from '#domain/ledger.ts';
import {
  AddressJson,
  CostJson,
  GrantId,
  MessageId,
  orNull,
  ReasonJson,
  sourcesJson,
  sourcesShape,
  StepCostJson,
  ThreadId,
  Time,
  TrustJson,
  trustShape,
} from './common-json.ts';
import { isoOf } from './time.ts';

const StepJson = z
  .object({
    name: z.string(),
    at: Time,
    ms: z.number(),
    detail: z.string().optional(),
    cost: StepCostJson.optional(),
  })
  .openapi('Step');

const OutgoingJson = z
  .object({
    id: z.string().nullable().meta({ description: 'Null until Nylas has named the mail that left.' }),
    to: z.array(AddressJson),
    subject: z.string(),
    body: z.string().meta({ description: 'Markdown.' }),
  })
  .openapi('Outgoing', {
    description:
      'The mail that answers it (`reply`) or hands it to a person (`escalation`), when there is one.',
  });

const ClassificationJson = z.object({
  category: z.string(),
  confidence: z.number(),
  language: z.string().meta({ description: 'BCP 47.' }),
  needs_reply: z.boolean(),
  injection: z.boolean(),
  reason: z.string(),
});

const DraftJson = z.object({
  body: z.string(),
  citations: z.array(z.object({ text: z.string(), source: z.string() })),
  unsupported: z.array(z.string()),
  commitments: z.array(z.string()),
  confidence: z.number(),
});

/** What became of a message (DESIGN section 6). */
export const MessageJson = z
  .object({
    grant_id: GrantId,
    message_id: MessageId,
    thread_id: ThreadId,
    state: z.enum(messageStates),
    decision: z
      .enum(['reply', 'review', 'escalate', 'skip'])
      .nullable()
      .meta({ description: 'Null until made.' }),
    category: z.string().nullable(),
    confidence: z.number().nullable().meta({ description: '0 to 1.' }),
    reasons: z.array(ReasonJson),
    steps: z.array(StepJson).meta({ description: 'As they happened.' }),
    reply: OutgoingJson.optional(),
    escalation: OutgoingJson.optional(),
    held_until: Time.nullable().meta({ description: 'Until when its reply can be taken back.' }),
    review_id: z.string().nullable(),
    attempts: z.int().meta({ description: 'Faults met.' }),
    last_fault: z.string().nullable(),
    classification: ClassificationJson.nullable(),
    draft: DraftJson.nullable(),
    ...sourcesJson,
    trust: orNull(TrustJson),
    cost: CostJson,
    admitted_at: Time,
    agent: z.string().nullable(),
  })
  .openapi('Message');
export type MessageJson = z.infer<typeof MessageJson>;

/** What became of a message, as `/api/messages/{grant}/{message}` shows it. */
export function messageShape(record: MessageRecord): MessageJson {
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

function outgoingShape({ to, subject, body }: Outgoing, id: string | null) {
  return { id, to, subject, body };
}
