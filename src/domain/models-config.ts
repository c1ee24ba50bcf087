import { z } from 'zod';
import type { ModelRef } from './ports.ts';

const name = z.string().trim().min(1).max(200);
const ModelChoice = z.strictObject({ model: name, provider: name.optional() });
/** A model, and by name the server it is asked at; without one it is that of OPENAI_BASE_URL. */
type ModelChoice = z.infer<typeof ModelChoice>;

/** A name, `{model, provider}`, or a list of these; read as a list, since the first is not always the last. */
const ModelChoices = z.unknown().transform((written, context): ModelChoice[] => {
  const entries = Array.isArray(written) ? written : [written];
  const read = z
    .array(z.preprocess((entry) => (typeof entry === 'string' ? { model: entry } : entry), ModelChoice))
    .min(1)
    .max(8)
    .safeParse(entries);
  if (read.success) return read.data;
  const message = 'write the name of a model, { model: NAME, provider: NAME }, or a list of up to 8 of these';
  context.addIssue({ code: 'custom', message });
  return z.NEVER;
});

/** Which model each step asks; of a list, the next one when one cannot answer. */
const Models = z.strictObject({
  classify: ModelChoices.optional(),
  draft: ModelChoices.optional(),
  /** Asked once a budget is nearly spent. */
  small: ModelChoices.optional(),
  /** The longest answer, thoughts included; without it the server decides. */
  max_output_tokens: z.number().int().min(64).max(1_000_000).optional(),
  temperature: z.number().min(0).max(2).optional(),
});

/** An OpenAI-compatible server beside that of OPENAI_BASE_URL. */
const Provider = z.strictObject({
  base_url: z
    .string()
    .regex(/^https?:\/\/[^\s/]+/, 'write an address that starts with http:// or https://')
    .transform((url) => url.replace(/\/+$/, '')),
  /** Servers of one's own often want none. */
  api_key: z.string().min(1).default('none'),
  /** Whether it takes `prompt_cache_key`, by which a server keeps alike prompts together. */
  prompt_cache_key: z.boolean().default(false),
});

const amount = z.number().min(0).max(1_000_000);

/** What a million tokens cost, in whatever currency `budget` is meant in. */
const Price = z.strictObject({
  input: amount,
  output: amount,
  /** Of prompt tokens that the server had in its cache; without it they cost as much as the others. */
  cached: amount.optional(),
});
export type Price = z.infer<typeof Price>;

/** Bounds of what may be spent; one that is not named is none. */
const Spendable = z.strictObject({
  tokens: z.number().int().min(1).max(1e12).optional(),
  /** Of waiting for models. */
  seconds: z.number().positive().max(1e9).optional(),
  money: z.number().positive().max(1e9).optional(),
});
export type Spendable = z.infer<typeof Spendable>;

const Budget = z.strictObject({
  per_message: Spendable.optional(),
  /** Over the life of a thread, until nothing was spent on it for 14 days. */
  per_thread: Spendable.optional(),
  /** Of the agent, by the day in UTC. */
  per_day: Spendable.optional(),
  /** From this share of any of the bounds on, `models.small` is asked. */
  small_from: z.number().min(0).max(1).default(0.8),
  /** What becomes of a message when a bound is reached: a person gets it, or it is left with an alarm. */
  when_spent: z.enum(['review', 'skip']).default('review'),
});
export type Budget = z.infer<typeof Budget>;

/** The keys of `agent.yaml` that say which models are asked, and how much they may cost. */
export const modelKeys = {
  models: Models.optional(),
  providers: z
    .record(z.string().regex(/^[a-z][a-z0-9_-]*$/, 'use lower-case letters, digits, - and _'), Provider)
    .optional(),
  prices: z.record(name, Price).optional(),
  budget: Budget.optional(),
  /** The draft is asked for along with the classification, and thrown away when it is not wanted. */
  speculative: z.boolean().default(false),
};

const ModelSettings = z.object(modelKeys);
export type ModelSettings = z.infer<typeof ModelSettings>;

/** What is wrong between the keys, each with where it stands. */
export function modelFaults(config: ModelSettings): { path: (string | number)[]; message: string }[] {
  const known = Object.keys(config.providers ?? {});
  const faults = (['classify', 'draft', 'small'] as const).flatMap((step) =>
    (config.models?.[step] ?? []).flatMap(({ provider }) => {
      if (provider === undefined || known.includes(provider)) return [];
      const message = `provider "${provider}" is not under providers; ${known.length === 0 ? 'add it there' : `known: ${known.join(', ')}`}`;
      return [{ path: ['models', step], message }];
    }),
  );
  const { budget, prices } = config;
  for (const scope of ['per_message', 'per_thread', 'per_day'] as const) {
    if (budget?.[scope]?.money === undefined || prices !== undefined) continue;
    const message = 'money can be counted only with prices; add prices: { MODEL: { input, output } }';
    faults.push({ path: ['budget', scope, 'money'], message });
  }
  return faults;
}

type Modelled = ModelSettings & { model?: string | undefined };

/**
 * The models that a step asks, in this order: what `models` names for it, else `model`, else `fallback`. `draft` is
 * the only step with a list of its own beside `classify`; every other step asks as `classify` does. Empty: none is set.
 */
export function modelsFor(config: Modelled, step: string, fallback: string | undefined): ModelRef[] {
  const choices = config.models?.[step === 'draft' ? 'draft' : 'classify'];
  if (choices !== undefined) return refsOf(config, choices);
  const model = config.model ?? fallback;
  return model === undefined ? [] : [{ model }];
}

/** Whether some step has no model to ask. */
export function lacksModel(config: Modelled, fallback: string | undefined): boolean {
  return ['classify', 'draft'].some((step) => modelsFor(config, step, fallback).length === 0);
}

/** The models to ask once a budget is nearly spent; empty when there are none. */
export function smallModelsOf(config: Modelled): ModelRef[] {
  return refsOf(config, config.models?.small ?? []);
}

function refsOf({ providers }: Modelled, choices: readonly ModelChoice[]): ModelRef[] {
  return choices.map(({ model, provider }) => {
    const server = provider === undefined ? undefined : providers?.[provider];
    if (server === undefined || provider === undefined) return { model };
    const { base_url: baseUrl, api_key: apiKey, prompt_cache_key: takesCacheKey } = server;
    return { model, server: { name: provider, baseUrl, apiKey, takesCacheKey } };
  });
}
