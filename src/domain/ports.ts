import type { z } from 'zod';
import type { Cost } from './decision.ts';

/** Milliseconds since 1970. */
export type Clock = () => number;

export type Prompt = { system: string; user: string };

/** An OpenAI-compatible server beside the one of OPENAI_BASE_URL. */
export type ModelServer = { name: string; baseUrl: string; apiKey: string; takesCacheKey: boolean };

/** A model, and where it is asked; without a server at the one of OPENAI_BASE_URL. */
export type ModelRef = { model: string; server?: ModelServer };

/** What one model was asked for a question: what it cost, and where it gave no answer of use, why (a short word). */
export type ModelUse = { model: string; cost: Cost; tookMs: number; fault?: string };

/**
 * An answer of the asked shape, the text it was read from, the model that gave it, and what it cost, repairs and models
 * that failed before it included.
 */
export type Answer<T> = { value: T; raw: string; cost: Cost; model: string };

/**
 * Asks a model for an answer of the given shape (DESIGN section 6, "Model calls").
 *
 * - The text is parsed leniently (code fences, thoughts in front), checked strictly, repaired once.
 * - Throws TransientError when trying later may help (network, time-out, 429, 5xx, an answer that
 *   could not be repaired, an empty or cut-off one); PermanentError when it cannot (refusal, 400, 401, 404).
 * - A model that is away, overloaded, unknown to its server or answers twice in the wrong shape gives way to the next of
 *   `fallbacks`; one that refuses does not, since another one is not asked until one complies.
 * - Honours `signal`; makes no retries of its own.
 */
export type Ask = <T>(
  question: ModelRef & {
    fallbacks?: readonly ModelRef[];
    /** Name of the schema on the wire: `classification` or `draft`. */
    name: string;
    prompt: Prompt;
    schema: z.ZodType<T>;
    signal: AbortSignal;
    /** For the question as a whole, fallbacks included; each request has the server's own limit beside it. */
    withinMs?: number;
    /** The longest answer, thoughts included. */
    maxOutputTokens?: number;
    temperature?: number;
    /** Alike for questions that begin alike; sent only to servers that take it. */
    cacheKey?: string;
    /** Told of each model that was asked, also when the question as a whole fails; must not throw. */
    onUse?: (use: ModelUse) => void;
  },
) => Promise<Answer<T>>;

/**
 * Turns texts into vectors, one each in their order and all of one length. Throws TransientError or PermanentError as `Ask` does,
 * and the reason of `signal` when the caller aborted; makes no retries of its own.
 */
export type Embed = (request: {
  model: string;
  texts: readonly string[];
  signal: AbortSignal;
}) => Promise<number[][]>;
