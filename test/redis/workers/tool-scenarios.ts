import { expect } from 'vitest';
import type { z } from 'zod';
import type { ToolOutcome } from '#domain/tools.ts';
import type { ToolsConfig } from '#domain/tools-config.ts';
import { anAgent } from '../../helpers/builders.ts';
import type { Scenario } from './fault-scenarios.ts';
import type { Stage } from './stage.ts';

type ToolInput = z.input<typeof ToolsConfig>[string];

/** Looks an order up; its answer belongs to whoever `customer.email` says. */
export const order: ToolInput = {
  kind: 'http',
  url: 'https://shop.example/orders/{number}',
  args: { number: { from: 'mail', pattern: 'order #?(\\d{6})', description: 'the order number' } },
  result: { pick: ['status', 'note'], owner: 'customer.email' },
  read_only: true,
  allow_unverified: true,
};

/** Pays an order back. */
export const payBack: ToolInput = {
  kind: 'http',
  method: 'POST',
  url: 'https://shop.example/refunds',
  body: { order: '{number}' },
  args: { number: { from: 'mail', pattern: 'order #?(\\d{6})' } },
  words: 'Refund order {number}',
  approval: true,
};

/** An agent whose one category uses all of the tools. */
export function anAgentWith(tools: Record<string, ToolInput>) {
  const names = Object.keys(tools);
  return anAgent({
    tools,
    categories: { order_status: { when: 'asks where an order is', action: 'reply', tools: names } },
  });
}

/** What a tool answers with a JSON text. */
export const found = (value: unknown): ToolOutcome => ({
  kind: 'found',
  text: JSON.stringify(value),
  isJson: true,
  isCut: false,
});

/** A fault that may pass, of a call that may have been worked. */
export const toolFailed: ToolOutcome = {
  kind: 'failed',
  reason: 'shop.example answered 503',
  again: true,
  reached: true,
};

/** A mail with an order number. */
export const askedByNumber = { body: 'Hello, where is my order #123456?' };

/** Everything up to the verdict of a person on a proposed action. */
export async function approvedAction(stage: Stage, tool: ToolInput): Promise<void> {
  stage.agent = anAgentWith({ pay_back: tool });
  await stage.receive(askedByNumber);
  await stage.drain();
  await stage.decide({ kind: 'approve', subject: 'Re: Where is my order?', body: 'It is paid back.' });
}

/** What a thread's actor does with tools. */
export const toolScenarios: Scenario[] = [
  {
    name: 'a reply that rests on a look-up',
    async before(stage) {
      stage.agent = anAgentWith({ order });
      await stage.receive(askedByNumber);
    },
    async after(stage) {
      expect(await stage.outcome()).toBe('sent category_reply');
      expect(stage.nylas.mails).toHaveLength(1);
    },
  },
  {
    name: 'an approved action that may be repeated',
    before: (stage) => approvedAction(stage, { ...payBack, idempotent: true }),
    async after(stage) {
      expect(await stage.outcome()).toBe('sent action_proposed');
      expect(stage.nylas.mails).toHaveLength(1);
      expect(new Set(stage.tools.calls.map(({ key }) => key)).size).toBe(1);
      expect(await stage.review()).toMatchObject({ status: 'sent', actions: [{ status: 'done' }] });
    },
  },
];
