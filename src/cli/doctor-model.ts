import { z } from 'zod';
import type { Agent } from '#domain/agent-config.ts';
import { modelsFor, smallModelsOf } from '#domain/models-config.ts';
import type { Ask, ModelRef } from '#domain/ports.ts';
import { messageOf } from '#errors.ts';
import type { Config } from '../config.ts';
import { bad, good, skipped, type Finding } from './finding.ts';

/** Each model in use answers a tiny question of the kind it will be asked (DESIGN section 6, "Model calls"). */
export async function checkModel(
  config: Config,
  agents: readonly Agent[],
  stop: AbortSignal,
): Promise<Finding[]> {
  const refs = modelsIn(config, agents);
  if (refs.length === 0) return [skipped('model: OPENAI_MODEL is not set')];
  const hasServer = config.env['OPENAI_API_KEY'] !== undefined || config.model.baseUrl !== undefined;
  const asked = refs.filter(({ server }) => server !== undefined || hasServer);
  const { createAsk } = await import('#llm/ask.ts');
  const ask = createAsk(config.model);
  return [
    ...(hasServer ? [] : [skipped('model: OPENAI_API_KEY is not set')]),
    ...(await Promise.all(asked.map((ref) => tryModel(ask, ref, stop)))),
  ];
}

async function tryModel(ask: Ask, ref: ModelRef, signal: AbortSignal): Promise<Finding> {
  const what = `model ${ref.model}${ref.server === undefined ? '' : ` at ${ref.server.name}`}`;
  const startedAt = performance.now();
  try {
    await ask({ ...smallQuestion, ...ref, signal });
    return good(`${what} answers (${Math.round(performance.now() - startedAt)} ms)`);
  } catch (error) {
    return bad(`${what}: ${messageOf(error)}`);
  }
}

/** Every model that some agent may ask, once for each server. */
function modelsIn(config: Config, agents: readonly Agent[]): ModelRef[] {
  const { name } = config.model;
  const refs = agents.flatMap((agent) => [
    ...['classify', 'draft'].flatMap((step) => modelsFor(agent.config, step, name)),
    ...smallModelsOf(agent.config),
  ]);
  if (agents.length === 0 && name !== undefined) refs.push({ model: name });
  const keyed = refs.map((ref) => [`${ref.server?.name} ${ref.server?.baseUrl} ${ref.model}`, ref] as const);
  return [...new Map(keyed).values()];
}

const smallQuestion = {
  name: 'classification',
  prompt: {
    system:
      'Classify the e-mail. Categories: "question" (asks something), "thanks" (only says thank you), or "none". Answer with JSON of the given schema.',
    user: 'Hello, when do you open on Saturday? Best regards, Ann',
  },
  schema: z.strictObject({
    category: z.enum(['question', 'thanks', 'none']),
    confidence: z.number().min(0).max(1),
    language: z.string(),
    needs_reply: z.boolean(),
    injection: z.boolean(),
    reason: z.string(),
  }),
};
