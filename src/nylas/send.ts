import { messageOf, TransientError } from '#errors.ts';
import type { Call, Exchange, HttpAnswer } from './call.ts';
import type { Nylas } from './api.ts';
import { errorIn, jsonOf, neverConnected, scrub } from './fault.ts';
import { OneSent } from './schema.ts';
import type { SendOutcome } from './send-outcome.ts';

const SEND = '/v3/grants/{grant}/messages/send';

/**
 * `POST /messages/send` with an idempotency key (CONTRACT sections 3.2 and 4.1). Only the caller's abort is thrown,
 * and a PermanentError for a request that cannot be made at all, such as one for an empty grant id.
 */
export function sendCall(exchange: Exchange, timeoutMs: number): Nylas['send'] {
  return async (grantId, { bytes, key }, signal) => {
    const call: Call = {
      operation: 'send',
      method: 'POST',
      route: SEND,
      ids: [grantId],
      body: bytes,
      headers: { 'idempotency-key': key },
      timeoutMs,
      carriesMail: true,
    };
    try {
      return outcomeOf(await exchange(call, signal));
    } catch (error) {
      // The caller's reason may be a TransientError of its own, such as a lost lease.
      signal.throwIfAborted();
      if (!(error instanceof TransientError)) throw error;
      if (neverConnected(error.cause)) return { kind: 'unreached', message: messageOf(error) };
      const { retryAfterMs } = error;
      return { kind: 'unknown', status: undefined, message: messageOf(error), replayed: false, retryAfterMs };
    }
  };
}

/** What an answer means for the mail (CONTRACT section 5.4). The status decides; the type only tells the two 409s apart. */
function outcomeOf(answer: HttpAnswer): SendOutcome {
  const { status, replayed, retryAfterMs } = answer;
  if (status >= 200 && status < 300) return successOf(answer);
  const named = errorIn(answer);
  if (status === 409) {
    return { kind: named?.type === 'concurrent_idempotent_request' ? 'concurrent' : 'mismatch' };
  }
  if (status === 429) return { kind: 'throttled', retryAfterMs, replayed };
  // After a 408 or a redirect nobody can say whether the request was worked.
  if (status >= 400 && status < 500 && status !== 408) {
    const type = named?.type || `http_${status}`;
    return { kind: 'refused', status, type, message: scrub(named?.message ?? ''), replayed };
  }
  const message = `Nylas answered ${[status, named?.type].join(' ').trim()}; the mail may have left`;
  return { kind: 'unknown', status, message, replayed, retryAfterMs };
}

function successOf({ status, text, replayed, retryAfterMs }: HttpAnswer): SendOutcome {
  const parsed = OneSent.safeParse(jsonOf(text));
  if (!parsed.success) {
    const message = `Nylas answered ${status} with a body that cannot be read; the mail may have left`;
    return { kind: 'unknown', status, message, replayed, retryAfterMs };
  }
  const { id, thread_id: threadId, schedule_id: schedule } = parsed.data.data;
  if (status === 202 || (schedule ?? '') !== '') {
    return { kind: 'queued', id: id || undefined, replayed };
  }
  return { kind: 'sent', id: id || undefined, threadId: threadId || undefined, replayed };
}
