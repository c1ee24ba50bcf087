import { ApiError, typeOf } from '../nylas/errors.ts';
import type { RequestFault } from './actions.ts';

/** The error a fault answers with, with its Retry-After; `usual` is the status where the fault names none. */
export function errorOf(fault: RequestFault, usual: number): ApiError {
  const status = fault.status ?? usual;
  const type = fault.type ?? typeOf(status);
  return new ApiError(status, type, 'A fault of the sandbox, set by its operator.', headersOf(fault));
}

/** `Retry-After`, where the fault has one. */
export function headersOf({ retry_after: retryAfter }: RequestFault): Record<string, string> {
  return retryAfter === undefined ? {} : { 'Retry-After': String(retryAfter) };
}
