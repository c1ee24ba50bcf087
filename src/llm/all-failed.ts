import { PermanentError, TransientError } from '#errors.ts';
import type { Server } from './fault.ts';
import { Unanswered } from './unanswered.ts';

/** A model that gave no answer of use. */
export type Failed = { model: string; fault: Unanswered };

/**
 * The error for a question that no model answered: of one model its own; of several a TransientError when trying later
 * may help with any of them, with a wait only where each of these asked for one.
 */
export function allFailed(failed: readonly Failed[]): Error {
  const [first, ...others] = failed;
  if (first === undefined) return new PermanentError('no model was named');
  if (others.length === 0) return first.fault.error;
  const message = failed.map(({ model, fault }) => `${model}: ${fault.message}`).join('; ');
  const passing = failed.flatMap(({ fault: { error } }) => (error instanceof TransientError ? [error] : []));
  if (passing.length === 0) {
    const status = first.fault.error instanceof PermanentError ? first.fault.error.status : undefined;
    return new PermanentError(message, { status });
  }
  const waits = passing.map(({ retryAfterMs }) => retryAfterMs ?? Number.NaN);
  const wait = Math.min(...waits);
  return new TransientError(message, Number.isNaN(wait) ? {} : { retryAfterMs: wait });
}

/** The fault of a server that is taken for away and was not asked. */
export function leftAlone({ base }: Server, waitMs: number | undefined): Unanswered {
  const message = `the model server at ${base} failed again and again, so it is left alone for a moment`;
  return new Unanswered('away', new TransientError(message, { retryAfterMs: waitMs }));
}
