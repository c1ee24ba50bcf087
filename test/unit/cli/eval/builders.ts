import type { Expectations, Expected } from '#cli/eval/case-schema.ts';
import { judge } from '#cli/eval/judge.ts';
import type { Judged } from '#cli/eval/measures.ts';
import type { Draft, Reason } from '#domain/decision.ts';
import { noCost } from '#domain/decision.ts';
import { aDraft, aMessage } from '../../../helpers/builders.ts';

type Made = {
  id: string;
  take: number;
  expect: Expectations;
  outcome: Expected | null;
  category: string | null;
  confidence: number | null;
  reasons: Reason[];
  draft: Draft | null;
  fault: string | undefined;
  missing: Judged['missing'];
  calls: Judged['calls'];
  body: string;
};

const states = { reply: 'sent', review: 'review', escalate: 'escalated', skip: 'skipped' } as const;

/** A run of a case, judged; what is left out is that of a mail that was answered. */
export function aRun(change: Partial<Made> = {}): Judged {
  const { id = 'c1', take = 1, expect = {}, outcome = 'reply', fault, missing = [], calls = [] } = change;
  const { category = 'order_status', confidence = 0.9, reasons = [], draft = aDraft() } = change;
  const run = {
    one: { id, place: `cases.yaml:${take}`, agent: undefined, mails: [], files: new Map(), expect, tags: [] },
    take,
    agent: 'support',
    outcome,
    messages: [aMessage({ body: change.body ?? 'Hello, where is my order?' })],
    calls,
    missing,
    fault,
    result:
      outcome === null
        ? undefined
        : {
            state: states[outcome],
            body: draft?.body ?? '',
            mail: undefined,
            account: {
              agent: 'support',
              decision: outcome,
              category,
              confidence,
              reasons,
              steps: [],
              cost: { ...noCost, model_calls: 2, input_tokens: 900, output_tokens: 100 },
              classification: null,
              draft,
              ...(draft && {
                sources: [
                  { sentence: 'your order is on its way.', kind: 'fact' as const, support: 'shipping.md#1' },
                ],
              }),
            },
          },
  };
  return { ...run, checks: judge(run) };
}
