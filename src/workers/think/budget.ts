import type { Agent } from '#domain/agent-config.ts';
import type { Reason } from '#domain/decision.ts';
import { modelsFor, smallModelsOf } from '#domain/models-config.ts';
import type { ModelRef, ModelUse, Prompt } from '#domain/ports.ts';
import {
  addAmounts,
  type Amount,
  amountOf,
  boundsOf,
  estimateOf,
  nothingSpent,
  type SpendScope,
} from '#domain/spending.ts';
import { audit } from '#store/audit.ts';
import type { Lease } from '#store/lease.ts';
import type { Way } from '#store/spending.ts';
import type { Deps } from '#workers/deps.ts';

/** A budget is spent, so nobody is asked. */
export class BudgetSpent extends Error {
  override name = 'BudgetSpent';
  readonly reason: Reason;

  constructor(detail: string) {
    super(detail);
    this.reason = { code: 'budget_spent', detail };
  }
}

/** Who asks, and for which message. */
export type Asking = { lease: Lease; agent: Agent; messageId: string };

/** The models a step asks now, and for how long; `settle` is told what was really spent. */
export type Allowed = {
  models: ModelRef[];
  withinMs: number | undefined;
  settle: (uses: readonly ModelUse[]) => Promise<void>;
};

const inWords = {
  per_message: 'for this message',
  per_thread: 'for this thread',
  per_day: 'for today',
} as const;
const unitWords = { tokens: 'tokens', ms: 'seconds', micros: 'money' } as const;

/**
 * Takes what a question may cost from the agent's budgets: for the step's own models up to `small_from` of each bound,
 * above that for `models.small`. Throws BudgetSpent when neither fits. An agent without a budget asks as it is.
 */
export async function allow(deps: Deps, asking: Asking, step: string, prompt: Prompt): Promise<Allowed> {
  const { agent } = asking;
  const { budget, prices, models } = agent.config;
  const own = modelsFor(agent.config, step, deps.defaultModel);
  if (budget === undefined || own.length === 0)
    return { models: own, withinMs: undefined, settle: async () => {} };
  const small = smallModelsOf(agent.config);
  const estimates = [own, ...(small.length > 0 ? [small] : [])].map((refs) =>
    dearest(refs.map(({ model }) => estimateOf(prompt, models?.max_output_tokens, prices?.[model]))),
  );
  const ways = estimates.map((amount, at): Way => {
    const isLast = at === estimates.length - 1;
    return { amount, share: isLast ? 1 : budget.small_from };
  });
  const { grantId, threadId } = asking.lease;
  const spender = { agent: agent.name, grantId, threadId, messageId: asking.messageId };
  const reserved = await deps.spending.reserve(spender, boundsOf(budget), ways, deps.now());
  if (reserved.kind === 'spent') throw await spent(deps, asking, reserved);
  if (reserved.way > 0)
    await tellOnce(deps, agent.name, 'near', () => deps.events.budgetNear({ agent: agent.name }));
  const estimate = estimates[reserved.way] ?? nothingSpent;
  return {
    models: reserved.way === 0 ? own : small,
    withinMs: reserved.leftMs,
    async settle(uses) {
      // Nobody knows what a question cost that was broken off: its estimate stands.
      if (uses.length === 0) return;
      const amounts = uses.map(({ model, cost, tookMs }) =>
        amountOf(cost, tookMs, { estimate, price: prices?.[model] }),
      );
      await reserved.settle(amounts.reduce(addAmounts));
    },
  };
}

async function spent(
  deps: Deps,
  { agent, lease, messageId }: Asking,
  { scope, unit }: { scope: SpendScope; unit: keyof Amount },
): Promise<BudgetSpent> {
  const { name } = agent;
  const outcome = agent.config.budget?.when_spent ?? 'review';
  const told = { agent: name, scope, unit: unitWords[unit], outcome };
  const isNews = await deps.spending.isNews(name, scope, deps.now());
  deps.events.budgetSpent({ ...told, messageId, grantId: lease.grantId, isNews });
  if (isNews) {
    await deps.transact(lease, [
      audit(lease, { at: deps.now(), by: 'budget', what: 'budget_spent', ...told }),
    ]);
  }
  return new BudgetSpent(`budget.${scope}.${told.unit} of agent ${name} is spent ${inWords[scope]}`);
}

async function tellOnce(deps: Deps, agent: string, what: string, tell: () => void): Promise<void> {
  if (await deps.spending.isNews(agent, what, deps.now())) tell();
}

/** The most of each, since any of the models may be the one that answers. */
function dearest(amounts: readonly Amount[]): Amount {
  return {
    tokens: Math.max(...amounts.map(({ tokens }) => tokens)),
    ms: 0,
    micros: Math.max(...amounts.map(({ micros }) => micros)),
  };
}
