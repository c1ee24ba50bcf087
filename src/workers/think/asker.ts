import type { Agent } from '#domain/agent-config.ts';
import type { Prompt } from '#domain/ports.ts';
import { PermanentError } from '#errors.ts';
import type { Lease } from '#store/lease.ts';
import type { z } from 'zod';
import type { Deps } from '#workers/deps.ts';
import type { Trace } from '#workers/trace.ts';

type Question<T> = { name: string; prompt: Prompt; schema: z.ZodType<T> };
export type AskStep = <T>(step: string, question: Question<T>, detail: (value: T) => string) => Promise<T>;

/** Asks the agent's model as a step of the trace, its cost included. */
export function asker(deps: Deps, lease: Lease, agent: Agent, trace: Trace): AskStep {
  const model = agent.config.model ?? deps.defaultModel;
  const signal = AbortSignal.any([lease.signal, deps.stopping]);
  return async (step, question, detail) => {
    if (model === undefined) {
      throw new PermanentError(`no model: set "model" in agents/${agent.name}/agent.yaml or OPENAI_MODEL`);
    }
    const answered = await trace.step(
      step,
      () => deps.ask({ model, ...question, signal }),
      (it) => detail(it.value),
    );
    trace.spend(answered.cost);
    return answered.value;
  };
}
