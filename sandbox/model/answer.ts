import { z } from 'zod';
import { classify } from './classify.ts';
import { draft } from './draft.ts';
import { classifyHostile, draftHostile } from './hostile.ts';
import { learn, learnHostile } from './learning.ts';
import { readPrompt } from './reading.ts';
import type { ChatRequest } from './request.ts';

/** What the rules make of a chat request, before a persona wraps it. */
export type RuleAnswer = { content: string; refusal: string | null };

const notAModel = 'This is the Inreply sandbox: an offline stand-in that answers by rules, not a model.';

const WithCategories = z.looseObject({
  properties: z.looseObject({ category: z.looseObject({ enum: z.array(z.string()) }) }),
});
const WithProperties = z.looseObject({
  properties: z.record(
    z.string(),
    z.looseObject({ type: z.unknown(), enum: z.array(z.unknown()).optional() }),
  ),
});

/** Answers by the rules of the schema asked for; the model name picks the persona (sandbox/README.md). */
export function answerByRules(request: ChatRequest): RuleAnswer {
  const { model, response_format: format } = request;
  if (model.startsWith('sandbox-refuse')) return { content: '', refusal: 'I cannot help with that.' };
  if (model.startsWith('sandbox-nonsense'))
    return { content: 'The moon is made of {cheese, and so', refusal: null };
  const name = format?.json_schema?.name;
  const json = JSON.stringify(valueFor(request, name, format?.json_schema?.schema));
  if (name === undefined)
    return { content: format?.type === 'json_object' ? json : notAModel, refusal: null };
  if (model.startsWith('sandbox-fenced')) {
    return {
      content: `<think>Let me see what {is asked} here.</think>\nHere it is:\n\`\`\`json\n${json}\n\`\`\``,
      refusal: null,
    };
  }
  return { content: json, refusal: null };
}

function valueFor(request: ChatRequest, name: string | undefined, schema: unknown): unknown {
  const hostile = request.model.startsWith('sandbox-hostile');
  const reading = readPrompt(request);
  if (name === 'classification') {
    const categories = WithCategories.safeParse(schema).data?.properties.category.enum ?? [];
    return hostile ? classifyHostile(reading, categories) : classify(reading, categories);
  }
  if (name === 'draft') return hostile ? draftHostile(reading) : draft(reading);
  if (name === 'learning') return hostile ? learnHostile(request) : learn(request);
  return emptyOf(schema);
}

/** The plainest value of an unknown object schema, so that a client's own check can be tried. */
function emptyOf(schema: unknown): Record<string, unknown> {
  const properties = WithProperties.safeParse(schema).data?.properties ?? {};
  const plain: Record<string, unknown> = {
    string: '',
    number: 0,
    integer: 0,
    boolean: false,
    array: [],
    object: {},
  };
  return Object.fromEntries(
    Object.entries(properties).map(([key, { type, enum: words }]) => [
      key,
      words?.[0] ?? (typeof type === 'string' ? (plain[type] ?? null) : null),
    ]),
  );
}

/** How long a persona takes: `sandbox-slow-500` half a second, the others no time. */
export function personaDelayMs(model: string): number {
  return Math.min(Number(/^sandbox-slow-(\d{1,6})/.exec(model)?.[1] ?? 0), 600_000);
}
