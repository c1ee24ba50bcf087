import { messageOf, TransientError } from '#errors.ts';

export type Answer = { status: number; text: string; retryAfterMs: number | undefined };

const MOST_READ = 64 * 1024;
const MOST_WAIT_MS = 60 * 60 * 1000;

/**
 * One POST to a server that the operator named: no redirect is followed, so that it cannot send us elsewhere, and the
 * answer is read up to a bound. Rejects with a TransientError when there is no whole answer in time.
 */
export async function post(
  url: string,
  request: { headers: Record<string, string>; body: string; timeoutMs: number },
  signal: AbortSignal,
): Promise<Answer> {
  const { headers, body, timeoutMs } = request;
  const limit = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
  try {
    const response = await fetch(url, { method: 'POST', headers, body, redirect: 'manual', signal: limit });
    return {
      status: response.status,
      text: await readSome(response),
      retryAfterMs: retryAfterOf(response.headers.get('retry-after')),
    };
  } catch (error) {
    if (signal.aborted) throw error;
    const why = limit.aborted ? `no answer within ${timeoutMs / 1000} s` : causeOf(error);
    throw new TransientError(`${new URL(url).host} could not be reached: ${why}`, { cause: error });
  }
}

async function readSome(response: Response): Promise<string> {
  if (response.body === null) return '';
  let text = '';
  for await (const part of response.body.pipeThrough(new TextDecoderStream())) {
    text += part;
    if (text.length >= MOST_READ) break; // leaving the loop ends the stream
  }
  return text;
}

/** RFC 9110 section 10.2.3: seconds; dates are rare and a usual wait does for them. */
function retryAfterOf(text: string | null): number | undefined {
  const seconds = text === null ? Number.NaN : Number(text);
  return Number.isFinite(seconds) && seconds >= 0 ? Math.min(seconds * 1000, MOST_WAIT_MS) : undefined;
}

function causeOf(error: unknown): string {
  return error instanceof Error && error.cause !== undefined ? messageOf(error.cause) : messageOf(error);
}
