import type { z } from 'zod';
import type { Redaction } from '#agent/redact/redaction.ts';
import type { Agent } from '#domain/agent-config.ts';
import { addCost, noCost } from '#domain/decision.ts';
import type { Exchange } from '#domain/exchange.ts';
import type { Answer, ModelUse, Prompt } from '#domain/ports.ts';
import { priced } from '#domain/spending.ts';
import { estimateTokens } from '#domain/tokens.ts';
import { PermanentError } from '#errors.ts';
import type { Deps } from '#workers/deps.ts';
import { NotWanted, type Spend, type Trace } from '#workers/trace.ts';
import { allow, type Asking } from './budget.ts';

type Question<T> = { name: string; prompt: Prompt; schema: z.ZodType<T> };
/** Asks as a step; `signal` ends it before its time, as the lease and the end of the process do. */
export type AskStep = <T>(
  step: string,
  question: Question<T>,
  detail: (value: T) => string,
  signal?: AbortSignal,
) => Promise<T>;

/** Who asks, about which message; models see no personal data that `redaction` takes out, and the answer has it back. */
export type Asker = Asking & { trace: Trace; redaction: Redaction };

/**
 * Asks the agent's models as a step of the trace, its cost included, within the agent's budgets. Throws what `Ask` throws,
 * and BudgetSpent.
 */
export function asker(deps: Deps, { trace, redaction, ...asking }: Asker): AskStep {
  const { agent } = asking;
  const ends = [asking.lease.signal, deps.stopping];
  const whole = AbortSignal.any(ends);
  return async (step, question, detail, signal) => {
    const { system, user } = question.prompt;
    const prompt = { system, user: redaction.mask(user) };
    const allowed = await allow(deps, asking, step, prompt);
    const [first, ...fallbacks] = allowed.models;
    if (first === undefined) {
      throw new PermanentError(`no model: set "model" in agents/${agent.name}/agent.yaml or OPENAI_MODEL`);
    }
    const uses: ModelUse[] = [];
    const keep = keeper(deps, asking, step, prompt);
    const asked = {
      ...first,
      ...question,
      prompt,
      ...formOf(agent, step, allowed.withinMs),
      fallbacks,
      signal: signal === undefined ? whole : AbortSignal.any([...ends, signal]),
      onUse: (use: ModelUse) => void uses.push(use),
    };
    const answered = await trace.step(
      step,
      async (spend) => {
        try {
          const answer = await deps.ask(asked);
          keep({ model: answer.model, answer: answer.raw, fault: null, cost: answer.cost });
          if (uses.length === 0) uses.push({ model: answer.model, cost: answer.cost, tookMs: 0 });
          return agent.config.redact.length === 0
            ? answer
            : { ...answer, value: restored(answer.value, question.schema, redaction) };
        } catch (error) {
          keep({
            model: uses.at(-1)?.model ?? first.model,
            answer: '',
            fault: faultOf(error, uses),
            cost: costOf(uses),
          });
          if (uses.length === 0 && error instanceof NotWanted) uses.push(brokenOff(first.model, prompt));
          throw error;
        } finally {
          spendAll(agent, uses, spend);
          await allowed.settle(uses);
        }
      },
      (it) => [detail(it.value), ...insteadOf(it, uses)].join('; '),
    );
    return answered.value;
  };
}

/** Keeps an exchange where that is wanted, by the first that came of it. That it cannot be kept must not cost the mail its answer. */
function keeper(deps: Deps, { lease, messageId }: Asking, step: string, prompt: Prompt) {
  const atMs = deps.now();
  let isKept = false;
  return (outcome: Pick<Exchange, 'model' | 'answer' | 'fault' | 'cost'>): void => {
    if (isKept || deps.exchanges === undefined) return;
    isKept = true;
    const exchange = { step, atMs, ...prompt, ...outcome, tookMs: deps.now() - atMs };
    deps.exchanges.keep(lease, messageId, exchange).catch(() => undefined);
  };
}

const costOf = (uses: readonly ModelUse[]) => uses.reduce((sum, { cost }) => addCost(sum, cost), noCost);

function faultOf(error: unknown, uses: readonly ModelUse[]): string {
  if (error instanceof NotWanted) return 'not wanted';
  return uses.at(-1)?.fault ?? (error instanceof Error ? error.name : 'unknown');
}

/** The value with all marks in its texts filled; a value that no longer fits is the answer's fault. */
function restored<T>(value: T, schema: z.ZodType<T>, { restore }: Redaction): T {
  const text = JSON.stringify(value);
  const filled: unknown = JSON.parse(text, (_key, part: unknown) =>
    typeof part === 'string' ? restore(part) : part,
  );
  return schema.parse(filled);
}

/** What the agent's settings say of the form of a question. */
function formOf({ name, config: { models } }: Agent, step: string, withinMs: number | undefined) {
  const { max_output_tokens: maxOutputTokens, temperature } = models ?? {};
  return {
    cacheKey: `inreply ${name} ${step}`,
    ...(withinMs === undefined ? {} : { withinMs }),
    ...(maxOutputTokens === undefined ? {} : { maxOutputTokens }),
    ...(temperature === undefined ? {} : { temperature }),
  };
}

/** What a question that was broken off cost: its prompt is on the bill, by about so much. */
function brokenOff(model: string, { system, user }: Prompt): ModelUse {
  const input = estimateTokens(system) + estimateTokens(user);
  return { model, cost: { model_calls: 1, input_tokens: input, output_tokens: 0 }, tookMs: 0 };
}

function spendAll({ config }: Agent, uses: readonly ModelUse[], spend: Spend): void {
  for (const { model, cost } of uses) {
    if (cost.model_calls > 0) spend(model, priced(cost, config.prices?.[model]));
  }
}

/** Which models failed before the one that answered, and why. */
function insteadOf({ model }: Answer<unknown>, uses: readonly ModelUse[]): string[] {
  const failed = uses.flatMap((use) => (use.fault === undefined ? [] : [`${use.model} (${use.fault})`]));
  return failed.length === 0 ? [] : [`answered by ${model} in place of ${failed.join(', ')}`];
}
