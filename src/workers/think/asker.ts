import type { Redaction } from '#agent/redact/redaction.ts';
import type { Agent } from '#domain/agent-config.ts';
import { modelsFor } from '#domain/models-config.ts';
import type { Answer, ModelUse, Prompt } from '#domain/ports.ts';
import { PermanentError } from '#errors.ts';
import type { Lease } from '#store/lease.ts';
import type { z } from 'zod';
import type { Deps } from '#workers/deps.ts';
import type { Trace } from '#workers/trace.ts';

type Question<T> = { name: string; prompt: Prompt; schema: z.ZodType<T> };
export type AskStep = <T>(step: string, question: Question<T>, detail: (value: T) => string) => Promise<T>;

/**
 * Asks the agent's models as a step of the trace, its cost included. Models see no personal data that `redaction` takes
 * out; the answer has it back.
 */
export function asker(deps: Deps, lease: Lease, agent: Agent, trace: Trace, redaction: Redaction): AskStep {
  const signal = AbortSignal.any([lease.signal, deps.stopping]);
  return async (step, question, detail) => {
    const [first, ...fallbacks] = modelsFor(agent.config, step, deps.defaultModel);
    if (first === undefined) {
      throw new PermanentError(`no model: set "model" in agents/${agent.name}/agent.yaml or OPENAI_MODEL`);
    }
    const uses: ModelUse[] = [];
    const answered = await trace.step(
      step,
      async (spend) => {
        try {
          const onUse = (use: ModelUse) => void uses.push(use);
          const { system, user } = question.prompt;
          const prompt = { system, user: redaction.mask(user) };
          const answer = await deps.ask({ ...first, ...question, prompt, fallbacks, signal, onUse });
          spend(answer.model, answer.cost);
          return agent.config.redact.length === 0
            ? answer
            : { ...answer, value: restored(answer.value, question.schema, redaction) };
        } catch (error) {
          for (const { model, cost } of uses) spend(model, cost);
          throw error;
        }
      },
      (it) => [detail(it.value), ...insteadOf(it, uses)].join('; '),
    );
    return answered.value;
  };
}

/** The value with all marks in its texts filled; a value that no longer fits is the answer's fault. */
function restored<T>(value: T, schema: z.ZodType<T>, { restore }: Redaction): T {
  const text = JSON.stringify(value);
  const filled: unknown = JSON.parse(text, (_key, part: unknown) =>
    typeof part === 'string' ? restore(part) : part,
  );
  return schema.parse(filled);
}

/** Which models failed before the one that answered, and why. */
function insteadOf({ model }: Answer<unknown>, uses: readonly ModelUse[]): string[] {
  const failed = uses.flatMap((use) => (use.fault === undefined ? [] : [`${use.model} (${use.fault})`]));
  return failed.length === 0 ? [] : [`answered by ${model} in place of ${failed.join(', ')}`];
}
