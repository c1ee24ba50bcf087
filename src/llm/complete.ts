import type OpenAI from 'openai';
import type { APIError as ApiError } from 'openai';
import { startDeadline } from '#deadline.ts';
import type { Clock } from '#domain/ports.ts';
import { TransientError } from '#errors.ts';
import { faultFrom, unreachableModel } from './fault.ts';
import { createTransport } from './transport.ts';

export type ChatMessage = OpenAI.ChatCompletionMessageParam;

type Question = {
  model: string;
  /** Name of the schema on the wire. */
  name: string;
  /** In the strict form of strict-schema.ts. */
  schema: Record<string, unknown>;
  system: string;
  /** What follows the system message. */
  messages: readonly ChatMessage[];
};

/**
 * Makes one chat completion and gives the server's answer as it is.
 * Throws TransientError or PermanentError as `Ask` promises, and the reason of `signal` when the caller aborted.
 */
export type Complete = (question: Question, signal: AbortSignal) => Promise<unknown>;

type Options = { apiKey: string; baseUrl: string | undefined; timeoutMs: number; now: Clock };

/** How a server is asked for JSON; each is followed by the one to try when a server refuses it. */
const nextFormat = { json_schema: 'json_object', json_object: 'text', text: undefined } as const;
type Format = keyof typeof nextFormat;

type Attempt = { kind: 'answered'; answer: unknown } | { kind: 'format_refused'; fault: Error };

/**
 * A model whose server refuses a format is asked in the next one, then and from there on. Each request has `timeoutMs`
 * from its start to the last byte of the answer.
 */
export function createComplete({ apiKey, baseUrl, timeoutMs, now }: Options): Complete {
  const baseURL = baseUrl ?? 'https://api.openai.com/v1';
  const base = withoutCredentials(baseURL);
  const formats = new Map<string, Format>();
  let sdk: ReturnType<typeof loadSdk> | undefined;

  async function attempt(question: Question, format: Format, signal: AbortSignal): Promise<Attempt> {
    sdk ??= loadSdk({ apiKey, baseURL, timeoutMs });
    const { client, isApiError } = await sdk;
    using deadline = startDeadline(timeoutMs, signal);
    try {
      const answer = await client.chat.completions.create(requestOf(question, format), {
        signal: deadline.signal,
      });
      return { kind: 'answered', answer };
    } catch (error) {
      // No cause is kept below: the SDK's messages quote answers, and through them the mail.
      signal.throwIfAborted();
      if (deadline.passed()) {
        throw new TransientError(`model server at ${base} gave no full answer within ${timeoutMs} ms`);
      }
      if (!isApiError(error)) {
        throw new TransientError(`the answer of the model server at ${base} broke off or is not JSON`);
      }
      const { status, headers, code, type, param } = error;
      if (status === undefined) throw unreachableModel(base, codeOf(error));
      const at = { model: question.model, base, nowMs: now() };
      const fault = faultFrom({ status, headers, code, type, param }, at);
      if (refusesFormat(status, error.message)) return { kind: 'format_refused', fault };
      throw fault;
    }
  }

  return async (question, signal) => {
    for (;;) {
      signal.throwIfAborted();
      const format = formats.get(question.model) ?? 'json_schema';
      const result = await attempt(question, format, signal);
      if (result.kind === 'answered') return result.answer;
      const next = nextFormat[format];
      if (next === undefined) throw result.fault;
      formats.set(question.model, next);
    }
  };
}

type SdkOptions = { apiKey: string; baseURL: string; timeoutMs: number };

/**
 * Loaded with the first question, as it takes 0.4 s. What the SDK would read from the environment is given or switched
 * off, and so are its retries and logs. Its own time-out comes after ours, so that it never decides.
 */
async function loadSdk({ apiKey, baseURL, timeoutMs }: SdkOptions) {
  const { OpenAI, APIError } = await import('openai');
  const client = new OpenAI({
    apiKey,
    baseURL,
    adminAPIKey: null,
    organization: null,
    project: null,
    webhookSecret: null,
    maxRetries: 0,
    timeout: timeoutMs + 5_000,
    logLevel: 'off',
    fetch: createTransport(),
  });
  return { client, isApiError: (error: unknown): error is ApiError => error instanceof APIError };
}

function requestOf({ model, name, schema, system, messages }: Question, format: Format) {
  const inWords = `${system}\n\nAnswer with one JSON object that fits this JSON Schema:\n${JSON.stringify(schema)}`;
  const content = format === 'json_schema' ? system : inWords;
  const request = { model, messages: [{ role: 'system' as const, content }, ...messages] };
  switch (format) {
    case 'json_schema':
      return {
        ...request,
        response_format: { type: 'json_schema' as const, json_schema: { name, strict: true, schema } },
      };
    case 'json_object':
      return { ...request, response_format: { type: 'json_object' as const } };
    case 'text':
      return request;
  }
}

function refusesFormat(status: number, message: string): boolean {
  if (status !== 400 && status !== 422) return false;
  return /response[ _]format|json[ _]schema|json[ _]object|structured output/i.test(message);
}

function withoutCredentials(url: string): string {
  const { origin, pathname } = new URL(url);
  return origin + pathname;
}

/** The system's code lies some causes deep: SDK error, fetch's error, socket error. */
function codeOf(error: unknown): string {
  for (let at = error; at instanceof Error; at = at.cause) {
    if ('code' in at && typeof at.code === 'string') return at.code;
  }
  return 'no connection';
}
