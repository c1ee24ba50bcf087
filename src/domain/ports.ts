import type { z } from 'zod';
import type { Cost } from './decision.ts';

/** Milliseconds since 1970. */
export type Clock = () => number;

export type Prompt = { system: string; user: string };

/** An answer of the asked shape, the text it was read from, and what it cost (repairs included). */
export type Answer<T> = { value: T; raw: string; cost: Cost };

/**
 * Asks a model for an answer of the given shape (DESIGN section 6, "Model calls").
 *
 * - The text is parsed leniently (code fences, thoughts in front), checked strictly, repaired once.
 * - Throws TransientError when trying later may help (network, time-out, 429, 5xx, an answer that
 *   could not be repaired, an empty or cut-off one); PermanentError when it cannot (refusal, 400, 401, 404).
 * - Honours `signal`; makes no retries of its own.
 */
export type Ask = <T>(question: {
  model: string;
  /** Name of the schema on the wire: `classification` or `draft`. */
  name: string;
  prompt: Prompt;
  schema: z.ZodType<T>;
  signal: AbortSignal;
}) => Promise<Answer<T>>;
