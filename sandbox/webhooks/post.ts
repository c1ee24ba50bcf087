import { Agent, request } from 'undici';

/** One attempt of a delivery; without `status` nothing was answered, and `error` says why. */
export type Attempt = {
  at: string;
  status: number | undefined;
  tookMs: number;
  error: string | undefined;
  retryAfterMs: number | undefined;
};

const MAX_PARALLEL = 128;
const agent = new Agent({ connections: MAX_PARALLEL, pipelining: 1 });

/** Posts signed bytes once within `timeoutMs`, answer included. Never throws. */
export async function post(
  url: string,
  { bytes, headers }: { bytes: Buffer; headers: Record<string, string> },
  { timeoutMs, stopping }: { timeoutMs: number; stopping: AbortSignal },
): Promise<Attempt> {
  const at = new Date().toISOString();
  const began = performance.now();
  const done = (rest: Partial<Attempt>): Attempt => ({
    at,
    tookMs: Math.round(performance.now() - began),
    status: undefined,
    error: undefined,
    retryAfterMs: undefined,
    ...rest,
  });
  // A timer that is taken back: one AbortSignal.timeout for each of many thousand posts fires long after its post.
  const ending = new AbortController();
  const end = () => ending.abort(new Error(`no answer within ${timeoutMs} ms`));
  const timer = setTimeout(end, timeoutMs);
  stopping.addEventListener('abort', end, { once: true });
  if (stopping.aborted) end();
  try {
    const { signal } = ending;
    const answer = await request(url, { method: 'POST', body: bytes, headers, signal, dispatcher: agent });
    await answer.body.dump();
    const retryAfter = Number(answer.headers['retry-after']);
    return done({
      status: answer.statusCode,
      retryAfterMs: Number.isFinite(retryAfter) ? Math.min(retryAfter, 1200) * 1000 : undefined,
    });
  } catch (error) {
    return done({ error: error instanceof Error ? error.message : String(error) });
  } finally {
    clearTimeout(timer);
    stopping.removeEventListener('abort', end);
  }
}
