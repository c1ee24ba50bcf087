import { signal } from '@preact/signals';

/** True once the server said that nobody is signed in any more. */
export const signedOut = signal(false);

/** What the server refused, in its words; `status` 0 when it was not reached at all. */
export class ApiFault extends Error {
  override name = 'ApiFault';
  readonly status: number;
  readonly type: string;
  /** The error object as it came, with what it says beside type and message. */
  readonly more: Record<string, unknown>;
  constructor(status: number, type: string, message: string, more: Record<string, unknown> = {}) {
    super(message);
    this.status = status;
    this.type = type;
    this.more = more;
  }
}

const TIMEOUT_MS = 30_000;

/** Asks the API; the answer is taken to have the shape that its schema promises. Throws ApiFault, also without network. */
export async function api<T>(
  method: 'GET' | 'POST' | 'PUT' | 'DELETE',
  path: string,
  body?: unknown,
  stop?: AbortSignal,
): Promise<T> {
  const timeout = AbortSignal.timeout(TIMEOUT_MS);
  const answer = await reach(path, {
    method,
    signal: stop === undefined ? timeout : AbortSignal.any([stop, timeout]),
    ...(body === undefined
      ? {}
      : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  });
  const value: unknown = await answer.json().catch(() => undefined);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the contract test checks the server's answers against the schemas of these types
  if (answer.ok) return value as T;
  const error = errorOf(value);
  if (answer.status === 401) signedOut.value = true;
  throw new ApiFault(
    answer.status,
    typeof error['type'] === 'string' ? error['type'] : 'unknown',
    typeof error['message'] === 'string' ? error['message'] : `The server answered ${answer.status}.`,
    error,
  );
}

async function reach(path: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(path, init);
  } catch (error) {
    if (init.signal?.aborted === true && error instanceof DOMException && error.name === 'AbortError')
      throw error;
    throw new ApiFault(0, 'offline', 'The server cannot be reached. Nothing was changed; try again.');
  }
}

function errorOf(value: unknown): Record<string, unknown> {
  if (!isRecord(value)) return {};
  return isRecord(value['error']) ? value['error'] : {};
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What to tell a person about a fault of any kind. */
export function wordsOf(fault: unknown): string {
  return fault instanceof Error ? fault.message : 'Something went wrong on this page.';
}
