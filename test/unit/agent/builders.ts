import type { z } from 'zod';

import { AgentConfig, type Agent } from '#domain/agent-config.ts';
import type { Classification, Draft } from '#domain/decision.ts';
import type { Message, Thread } from '#domain/mail.ts';

import type { Passage } from '#agent/knowledge/passage.ts';
import { nothingHidden } from '#agent/reading/hidden.ts';
import type { Reading } from '#agent/reading/reading.ts';

export const mailboxAddress = 'desk@shop.example';
export const noon = Date.UTC(2026, 9, 1, 12);

export function aMessage(change: Partial<Message> = {}): Message {
  return {
    id: 'm1',
    grantId: 'g1',
    threadId: 't1',
    subject: 'Where is my order?',
    from: [{ name: 'Carla Customer', email: 'carla@customer.example' }],
    to: [{ email: mailboxAddress }],
    cc: [],
    replyTo: [],
    dateMs: noon,
    body: 'Hello, where is my order 1042?',
    folders: ['inbox'],
    attachments: [],
    headers: [],
    metadata: {},
    ...change,
  };
}

export function aThread(...messages: Message[]): Thread {
  return { id: 't1', grantId: 'g1', messages };
}

export function anAgent(config: Partial<z.input<typeof AgentConfig>> = {}): Agent {
  return {
    name: 'support',
    config: AgentConfig.parse({
      mailboxes: [{ grant: 'g1', address: mailboxAddress }],
      mode: 'auto',
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

export function aReading(change: Partial<Reading> = {}): Reading {
  return {
    messageId: 'm1',
    from: 'Carla Customer <carla@customer.example>',
    dateMs: noon,
    fromUs: false,
    by: change.fromUs === true ? 'us' : 'sender',
    text: 'Hello, where is my order 1042?',
    quoted: '',
    forwarded: undefined,
    hidden: nothingHidden,
    attachments: [],
    whole: '',
    notes: [],
    ...change,
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

export function aPassage(change: Partial<Passage> = {}): Passage {
  return {
    id: 'shipping.md#1',
    source: 'shipping.md',
    heading: 'Shipping',
    text: 'We ship with DHL.',
    origin: 'knowledge',
    ...change,
  };
}
