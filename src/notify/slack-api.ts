import { z } from 'zod';
import { PermanentError, TransientError } from '#errors.ts';
import { post } from './post.ts';

const TIMEOUT_MS = 10_000;
const USUAL_WAIT_MS = 30_000;

const Answer = z.looseObject({
  ok: z.boolean(),
  error: z.string().optional(),
  channel: z.unknown().optional(),
  ts: z.string().optional(),
});

/** What Slack answers to a call that worked. */
export type SlackAnswer = { channel: string; ts: string };

/** Rejects with a TransientError, after a 429 with the wait that Slack wants, or a PermanentError with its name for it. */
export type CallSlack = (method: string, args: object, signal: AbortSignal) => Promise<SlackAnswer>;

/** Faults that pass by themselves (Slack Web API, "Errors"). */
const passing = new Set([
  'ratelimited',
  'rate_limited',
  'internal_error',
  'fatal_error',
  'service_unavailable',
]);

/** Calls the Slack Web API with JSON, one attempt a call. */
export function createSlack({ token, url }: { token: string; url: string }): CallSlack {
  return async (method, args, signal) => {
    const answer = await post(
      `${url}/${method}`,
      {
        headers: {
          authorization: `Bearer ${token}`,
          'content-type': 'application/json; charset=utf-8',
        },
        body: JSON.stringify(args),
        timeoutMs: TIMEOUT_MS,
      },
      signal,
    );
    const { status, retryAfterMs } = answer;
    if (status === 429) {
      const wait = retryAfterMs ?? USUAL_WAIT_MS;
      throw new TransientError(`Slack wants fewer calls of ${method}`, { retryAfterMs: wait });
    }
    if (status !== 200) throw new TransientError(`Slack answered ${status} to ${method}`, { retryAfterMs });
    const parsed = Answer.safeParse(jsonIn(answer.text));
    if (!parsed.success) throw new TransientError(`Slack's answer to ${method} cannot be read`);
    const { ok, error = 'unknown', channel, ts = '' } = parsed.data;
    if (ok) return { channel: typeof channel === 'string' ? channel : '', ts };
    const message = `Slack refused ${method}: ${error}`;
    if (passing.has(error)) throw new TransientError(message, { retryAfterMs });
    throw new PermanentError(message);
  };
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
