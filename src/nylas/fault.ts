import type { z } from 'zod';
import { PermanentError, TransientError } from '#errors.ts';
import type { Call, HttpAnswer } from './call.ts';
import { ErrorBody } from './schema.ts';

/** The JSON of an answer, or undefined when it is not JSON: edge faults come as HTML (CONTRACT section 0). */
export function jsonOf(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return undefined;
  }
}

/** The error Nylas names in an answer, its type without the `api.` prefix (CONTRACT section 5.4). */
export function errorIn(answer: HttpAnswer): { type: string; message: string } | undefined {
  const parsed = ErrorBody.safeParse(jsonOf(answer.text));
  if (!parsed.success) return undefined;
  const { type, message } = parsed.data.error;
  return { type: (type ?? '').replace(/^api\./, ''), message: message ?? '' };
}

/**
 * What a call throws when no answer came.
 * The message holds no key, no body and no id of a person's mailbox.
 */
export function noAnswer(call: Call, error: unknown, facts: { origin: string; timedOut: boolean }): Error {
  const what = `Nylas ${call.method} ${call.route}`;
  if (facts.timedOut) return new TransientError(`${what}: no full answer within ${call.timeoutMs} ms`);
  const code = codeOf(error);
  if (code === 'UND_ERR_INVALID_ARG') {
    return new PermanentError(
      `${what}: the request cannot be made; look for stray characters in NYLAS_API_KEY and NYLAS_API_URL`,
    );
  }
  return new TransientError(
    `${what}: no answer from ${facts.origin} (${code}); check NYLAS_API_URL and the network`,
    { cause: error },
  );
}

/**
 * Whether a failure of the network came while connecting, before anything of the request was written: the name is not
 * known, nobody listens, there is no route. A failure of an open connection, and of TLS, does not count.
 */
export function neverConnected(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error instanceof AggregateError) return error.errors.length > 0 && error.errors.every(neverConnected);
  if (codeOf(error) === 'UND_ERR_CONNECT_TIMEOUT') return true;
  return 'syscall' in error && (error.syscall === 'connect' || error.syscall === 'getaddrinfo');
}

/** The error for an answer that is no success; see `Nylas` in api.ts for which kind is which. */
export function refusal(call: Call, answer: HttpAnswer): TransientError | PermanentError {
  const message = describe(call, answer);
  const { status } = answer;
  if (status === 408 || status === 429 || status >= 500) {
    return new TransientError(message, { retryAfterMs: answer.retryAfterMs });
  }
  return new PermanentError(message, { status });
}

/**
 * Data of a success, checked. What is no JSON is taken for a fault of the edge and worth another try;
 * JSON of an unknown shape is not.
 */
export function read<Shape extends z.ZodType>(call: Call, answer: HttpAnswer, shape: Shape): z.output<Shape> {
  if (answer.status < 200 || answer.status > 299) throw refusal(call, answer);
  if (answer.text === undefined) {
    throw new PermanentError(`${describe(call, answer)}, too large or in an unknown encoding`);
  }
  const json = jsonOf(answer.text);
  if (json === undefined) throw new TransientError(`${describe(call, answer)}, but it is not JSON`);
  const parsed = shape.safeParse(json);
  if (parsed.success) return parsed.data;
  const where = parsed.error.issues.slice(0, 3).map((issue) => `${issue.path.join('.')}: ${issue.code}`);
  throw new PermanentError(`${describe(call, answer)} in an unknown shape (${where.join('; ')})`);
}

function describe(call: Call, answer: HttpAnswer): string {
  const named = errorIn(answer);
  const parts = [`Nylas ${call.method} ${call.route}: ${answer.status}`];
  if (named?.type) parts.push(named.type.slice(0, 100));
  if (named?.message && call.carriesMail !== true) parts.push(`"${scrub(named.message)}"`);
  if (answer.requestId !== undefined) parts.push(`(request ${answer.requestId})`);
  const remedy = remedyFor(answer.status, named?.type);
  return parts.join(' ') + (remedy === undefined ? '' : `; ${remedy}`);
}

/** Nylas' own words without addresses, on one line and short. */
export function scrub(message: string): string {
  return message
    .slice(0, 300)
    .replace(/\S+@\S+/g, '<address>')
    .replace(/\s+/g, ' ');
}

function remedyFor(status: number, type: string | undefined): string | undefined {
  if (status === 401 || type === 'token.unauthorized_access') {
    return 'check NYLAS_API_KEY, and that NYLAS_API_URL is the region the key belongs to';
  }
  if (status === 404 && type === undefined)
    return 'check NYLAS_API_URL: this is not an answer of the Nylas API';
  if (status >= 300 && status < 400) return 'check NYLAS_API_URL: it redirects elsewhere';
  return undefined;
}

function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
}
