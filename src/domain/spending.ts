import type { Cost } from './decision.ts';
import type { Budget, Price, Spendable } from './models-config.ts';
import { estimateTokens } from './tokens.ts';

/** What is spent on models: tokens in and out, milliseconds of waiting, millionths of the currency of the prices. */
export type Amount = { tokens: number; ms: number; micros: number };

/** What a budget is for. */
export const spendScopes = ['per_message', 'per_thread', 'per_day'] as const;
export type SpendScope = (typeof spendScopes)[number];

export const nothingSpent: Amount = { tokens: 0, ms: 0, micros: 0 };

/** The bounds of each scope; one that is absent is none. */
export function boundsOf(budget: Budget): Record<SpendScope, Partial<Amount>> {
  return {
    per_message: inAmounts(budget.per_message),
    per_thread: inAmounts(budget.per_thread),
    per_day: inAmounts(budget.per_day),
  };
}

function inAmounts({ tokens, seconds, money }: Spendable = {}): Partial<Amount> {
  return {
    ...(tokens === undefined ? {} : { tokens }),
    ...(seconds === undefined ? {} : { ms: Math.round(seconds * 1000) }),
    ...(money === undefined ? {} : { micros: Math.round(money * 1_000_000) }),
  };
}

/** Tokens of what stands around a prompt: the schema, roles, and what a server adds. */
const AROUND_PROMPT = 500;
/** Tokens of a long draft or a short thought, where no limit is set. */
const USUAL_ANSWER = 1_500;

/**
 * What one answer may cost, on the high side, so that it can be taken from a budget before it is asked for. Its time is
 * not known before; that of a budget bounds the wait.
 */
export function estimateOf(
  prompt: { system: string; user: string },
  maxOutputTokens: number | undefined,
  price: Price | undefined,
): Amount {
  const input = estimateTokens(prompt.system) + estimateTokens(prompt.user) + AROUND_PROMPT;
  const output = maxOutputTokens ?? USUAL_ANSWER;
  const cost = { model_calls: 1, input_tokens: input, output_tokens: output };
  return { tokens: input + output, ms: 0, micros: microsOf(cost, price) ?? 0 };
}

/**
 * What was really spent. A server that counts no tokens is taken to have needed `estimate` for each call.
 */
export function amountOf(
  cost: Cost,
  tookMs: number,
  { estimate, price }: { estimate: Amount; price: Price | undefined },
): Amount {
  const ms = Math.round(tookMs);
  const counted = cost.input_tokens + cost.output_tokens;
  if (counted > 0) return { tokens: counted, ms, micros: microsOf(cost, price) ?? 0 };
  const calls = cost.model_calls;
  return { tokens: estimate.tokens * calls, ms, micros: estimate.micros * calls };
}

export function addAmounts(a: Amount, b: Amount): Amount {
  return { tokens: a.tokens + b.tokens, ms: a.ms + b.ms, micros: a.micros + b.micros };
}

/** The cost with what it comes to in money, where the price is known. */
export function priced(cost: Cost, price: Price | undefined): Cost {
  const micros = microsOf(cost, price);
  return micros === undefined ? cost : { ...cost, money: micros / 1_000_000 };
}

/** A price is for a million tokens, so a token costs as many millionths. */
function microsOf(cost: Cost, price: Price | undefined): number | undefined {
  if (price === undefined) return undefined;
  const cached = Math.min(cost.cached_tokens ?? 0, cost.input_tokens);
  const input = (cost.input_tokens - cached) * price.input + cached * (price.cached ?? price.input);
  return Math.ceil(input + cost.output_tokens * price.output);
}
