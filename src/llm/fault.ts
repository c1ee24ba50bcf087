import { PermanentError, TransientError } from '#errors.ts';

/** What is known of an answer that is no success; the SDK's `APIError` has this shape. */
export type ApiFault = {
  status: number | undefined;
  headers: Headers | undefined;
  code?: string | null | undefined;
  type?: string | null | undefined;
  param?: string | null | undefined;
};

const HOUR_MS = 3_600_000;

/**
 * The error for a model server's fault: TransientError for 408, 409, 429 and 5xx, PermanentError for the rest, with
 * the remedy in it. The server's own words stay out, since some servers quote the prompt in them.
 */
export function faultFrom(
  fault: ApiFault & { status: number },
  at: { model: string; base: string; nowMs: number },
): Error {
  const { status } = fault;
  const named = [fault.type, fault.code, fault.param].filter(isIdentifier).join(' ');
  const answer = `${status}${named === '' ? '' : ` ${named}`}`;
  if (status === 408 || status === 409 || status === 429 || status >= 500) {
    const credit = fault.code === 'insufficient_quota' ? '; the account has no credit left' : '';
    return new TransientError(`model server at ${at.base} answered ${answer}${credit}`, {
      retryAfterMs: retryAfterMs(fault.headers, at.nowMs),
    });
  }
  return new PermanentError(remedy(status, answer, at), { status });
}

/** The error for no answer at all. `code` is the system's, such as ECONNREFUSED. */
export function unreachableModel(base: string, code: string): TransientError {
  return new TransientError(
    `no answer from the model server at ${base} (${code}); check OPENAI_BASE_URL and the network`,
  );
}

function remedy(status: number, answer: string, { model, base }: { model: string; base: string }): string {
  if (status < 400) return `model server at ${base} redirects elsewhere (${answer}); check OPENAI_BASE_URL`;
  switch (status) {
    case 401:
      return `OPENAI_API_KEY was refused by ${base} (${answer}); check the key`;
    case 403:
      return `OPENAI_API_KEY may not use model ${model} at ${base} (${answer}); check the key's rights and OPENAI_MODEL`;
    case 404:
      return `model ${model} not found at ${base} (${answer}); check OPENAI_MODEL, and that OPENAI_BASE_URL ends before /chat/completions`;
    default:
      return `model server at ${base} refused the request for ${model} (${answer}); its log says why`;
  }
}

/** Only short machine words may stand in a message; anything else could be a piece of the prompt. */
function isIdentifier(value: string | null | undefined): value is string {
  return /^[\w.[\]-]{1,60}$/.test(value ?? '');
}

/** What the server asks for, at most an hour: `retry-after-ms`, else `retry-after` in seconds or as an HTTP date. */
function retryAfterMs(headers: Headers | undefined, nowMs: number): number | undefined {
  const inMs = number(headers?.get('retry-after-ms'));
  const after = headers?.get('retry-after')?.trim() ?? '';
  const inSeconds = number(after);
  const atMs = /^[A-Za-z]{3}/.test(after) ? Date.parse(after) : Number.NaN;
  const asked = inMs ?? (inSeconds === undefined ? atMs - nowMs : inSeconds * 1_000);
  return Number.isNaN(asked) ? undefined : Math.min(Math.max(Math.ceil(asked), 0), HOUR_MS);
}

function number(value: string | null | undefined): number | undefined {
  return /^\d+(\.\d+)?$/.test(value?.trim() ?? '') ? Number(value) : undefined;
}
