import { PermanentError, TransientError } from '#errors.ts';
import type { SaidFault } from './error-body.ts';
import { Unanswered } from './unanswered.ts';

/** A server, as the person who set it up knows it: where it is, and which settings name it. */
export type Server = {
  /** Address without credentials. */
  base: string;
  keySetting: string;
  urlSetting: string;
  modelSetting: string;
};

const HOUR_MS = 3_600_000;

/**
 * The fault of an answer that is no success: TransientError for 408, 409, 429 and 5xx, PermanentError for the rest,
 * with the remedy in it. The server's own words stay out, since some servers quote the prompt in them.
 */
export function faultOf(
  said: Omit<SaidFault, 'message'> & { status: number; header: (name: string) => string | undefined },
  at: Server & { model: string; nowMs: number },
): Unanswered {
  const { status } = said;
  const named = [said.type, said.code, said.param].filter(isIdentifier).join(' ');
  const answer = `${status}${named === '' ? '' : ` ${named}`}`;
  if (said.code === 'content_filter') {
    const error = new PermanentError(`a content filter at ${at.base} refused the question (${answer})`, {
      status,
    });
    return new Unanswered('filtered', error);
  }
  const word = `http_${status}` as const;
  if (status === 408 || status === 409 || status === 429 || status >= 500) {
    const credit = said.code === 'insufficient_quota' ? '; the account has no credit left' : '';
    const message = `model server at ${at.base} answered ${answer}${credit}`;
    return new Unanswered(
      word,
      new TransientError(message, { retryAfterMs: retryAfterMs(said.header, at.nowMs) }),
    );
  }
  return new Unanswered(word, new PermanentError(remedy(status, answer, at), { status }));
}

/** The fault of no answer at all. `code` is the system's, such as ECONNREFUSED. */
export function unreachableModel({ base, urlSetting }: Server, code: string): Unanswered {
  const message = `no answer from the model server at ${base} (${code}); check ${urlSetting} and the network`;
  return new Unanswered('network', new TransientError(message));
}

function remedy(status: number, answer: string, at: Server & { model: string }): string {
  const { base, model, keySetting, urlSetting, modelSetting } = at;
  if (status < 400) return `model server at ${base} redirects elsewhere (${answer}); check ${urlSetting}`;
  switch (status) {
    case 401:
      return `${keySetting} was refused by ${base} (${answer}); check the key`;
    case 403:
      return `${keySetting} may not use model ${model} at ${base} (${answer}); check the key's rights and ${modelSetting}`;
    case 404:
      return `model ${model} not found at ${base} (${answer}); check ${modelSetting}, and that ${urlSetting} ends before /chat/completions`;
    default:
      return `model server at ${base} refused the request for ${model} (${answer}); its log says why`;
  }
}

/** Only short machine words may stand in a message; anything else could be a piece of the prompt. */
function isIdentifier(value: string | null): value is string {
  return /^[\w.[\]-]{1,60}$/.test(value ?? '');
}

/** What the server asks for, at most an hour: `retry-after-ms`, else `retry-after` in seconds or as an HTTP date. */
function retryAfterMs(header: (name: string) => string | undefined, nowMs: number): number | undefined {
  const inMs = number(header('retry-after-ms'));
  const after = header('retry-after')?.trim() ?? '';
  const inSeconds = number(after);
  const atMs = /^[A-Za-z]{3}/.test(after) ? Date.parse(after) : Number.NaN;
  const asked = inMs ?? (inSeconds === undefined ? atMs - nowMs : inSeconds * 1_000);
  return Number.isNaN(asked) ? undefined : Math.min(Math.max(Math.ceil(asked), 0), HOUR_MS);
}

function number(value: string | undefined): number | undefined {
  return /^\d+(\.\d+)?$/.test(value?.trim() ?? '') ? Number(value) : undefined;
}
