import { addCost, noCost, type Reason } from '#domain/decision.ts';
import type { Review } from '#domain/review.ts';
import type { About, Account } from '#domain/ledger.ts';
import type { Message } from '#domain/mail.ts';
import type { Case } from './answer.ts';
import type { Thought } from './think/think.ts';
import type { Trace } from './trace.ts';

/** Everything that led to a decision, for the ledger. */
export function accountFor(subject: Case, thought: Thought, trace: Trace, more: Reason[] = []): Account {
  return {
    agent: subject.agent.name,
    about: aboutOf(subject.target),
    decision: thought.decision.kind,
    category: thought.seen?.category ?? null,
    confidence: thought.seen?.confidence ?? null,
    reasons: [...more, ...thought.decision.reasons],
    steps: trace.steps,
    cost: addCost(subject.record.spentBefore ?? noCost, trace.cost),
    classification: thought.seen,
    draft: thought.draft,
    trust: subject.trust,
    ...(thought.earned && { earned: thought.earned }),
    ...(thought.sources === undefined ? {} : { sources: thought.sources }),
  };
}

/** What lists show of a mail. */
export function aboutOf({ from, subject }: Pick<Message, 'from' | 'subject'>): About {
  return { from: from[0] ?? null, subject };
}

/** The account with what was done on approval, each action once. */
export function withActions(account: Account, { actions = [] }: Review, atMs: number): Account {
  return actions.reduce((known, { tool, status, words }) => {
    const name = `tool ${tool}`;
    const detail = `${status}: ${words}`;
    const isKnown = known.steps.some((step) => step.name === name && step.detail === detail);
    return isKnown ? known : withStep(known, name, atMs, 0, detail);
  }, account);
}

/** The account with a further step. */
export function withStep(
  account: Account,
  name: string,
  atMs: number,
  tookMs: number,
  detail?: string,
): Account {
  const step = { name, atMs, tookMs, ...(detail === undefined ? {} : { detail }) };
  return { ...account, steps: [...account.steps, step] };
}
