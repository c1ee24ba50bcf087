import type { z } from 'zod';
import { type Agent, AgentConfig, type Mailbox } from '#domain/agent-config.ts';
import type { Arrival } from '#domain/arrival.ts';
import type { Classification, Draft } from '#domain/decision.ts';
import { reviewIdOf } from '#domain/ids.ts';
import type { MessageRecord } from '#domain/ledger.ts';
import type { Message, Thread } from '#domain/mail.ts';
import type { Review } from '#domain/review.ts';

export const mailboxAddress = 'desk@shop.example';
export const grantId = 'g1';
export const noon = Date.UTC(2026, 9, 1, 12);

export function aMessage(change: Partial<Message> = {}): Message {
  return {
    id: 'm1',
    grantId,
    threadId: 't1',
    subject: 'Where is my order?',
    from: [{ name: 'Carla Customer', email: 'carla@customer.example' }],
    to: [{ email: mailboxAddress }],
    cc: [],
    replyTo: [],
    dateMs: noon,
    body: 'Hello, where is my order?',
    folders: ['inbox'],
    attachments: [],
    headers: [],
    metadata: {},
    ...change,
  };
}

/** A mail that a person sent from the mailbox in a mail client. */
export function aSentMail(change: Partial<Message> = {}): Message {
  return aMessage({
    id: 's1',
    from: [{ email: mailboxAddress }],
    to: [{ email: 'carla@customer.example' }],
    folders: ['sent'],
    body: 'Dear Carla, it left yesterday.',
    dateMs: noon + 1000,
    ...change,
  });
}

export function aThread(...messages: Message[]): Thread {
  return { id: messages[0]?.threadId ?? 't1', grantId, messages };
}

export const aMailbox: Mailbox = { grant: grantId, address: mailboxAddress };

export function anAgent(config: Partial<z.input<typeof AgentConfig>> = {}): Agent {
  return {
    name: 'support',
    config: AgentConfig.parse({
      mailboxes: [aMailbox],
      mode: 'auto',
      quote: false,
      categories: {
        order_status: { when: 'asks where an order is', action: 'reply' },
        refund: { when: 'wants money back', action: 'review' },
        legal: { when: 'threatens legal steps', action: 'escalate', to: 'legal@shop.example' },
        thanks: { when: 'only says thank you', action: 'skip' },
      },
      ...config,
    }),
    instructions: 'You are Mia of the shop. Be short and kind.',
    knowledge: [],
  };
}

export function aClassification(change: Partial<Classification> = {}): Classification {
  return {
    category: 'order_status',
    confidence: 0.95,
    language: 'en',
    needs_reply: true,
    injection: false,
    reason: 'asks for an order',
    ...change,
  };
}

export function aDraft(change: Partial<Draft> = {}): Draft {
  return {
    body: 'Hello Carla,\n\nyour order is on its way.\n\nBest regards\nMia',
    citations: [],
    unsupported: [],
    commitments: [],
    confidence: 0.9,
    ...change,
  };
}

export function aRecord(change: Partial<MessageRecord> = {}): MessageRecord {
  return {
    grantId,
    messageId: 'm1',
    threadId: 't1',
    state: 'new',
    admittedAtMs: noon,
    foundBySweep: false,
    attempts: 0,
    thinkFaults: 0,
    lastFault: null,
    firstFaultAtMs: null,
    account: null,
    outgoing: null,
    hold: null,
    tryingSinceMs: null,
    firstSendAtMs: null,
    acceptedAtMs: null,
    sentId: null,
    proofId: null,
    reports: [],
    parked: null,
    reviewId: null,
    answers: null,
    ...change,
  };
}

export function anArrival(change: Partial<Arrival> = {}): Arrival {
  return {
    direction: 'inbound',
    grantId,
    messageId: 'm1',
    threadId: 't1',
    answers: undefined,
    ...change,
  };
}

export function aReview(change: Partial<Review> = {}): Review {
  const messageId = change.messageId ?? 'm1';
  return {
    id: reviewIdOf(change.grantId ?? grantId, messageId),
    version: 1,
    status: 'open',
    grantId,
    threadId: 't1',
    messageId,
    covers: [],
    agent: 'support',
    category: 'refund',
    confidence: 0.9,
    reasons: [{ code: 'category_review', detail: 'refund is for a person to answer' }],
    from: [{ email: 'carla@customer.example' }],
    to: [{ email: 'carla@customer.example' }],
    cc: [],
    subject: 'Re: Where is my order?',
    body: 'Hello Carla',
    question: 'Where is my order?',
    citations: [],
    draftId: null,
    cost: { model_calls: 0, input_tokens: 0, output_tokens: 0 },
    createdAtMs: noon,
    updatedAtMs: noon,
    verdict: null,
    closedBecause: null,
    ...change,
  };
}
