import { createHash } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import type { Clock } from '#domain/ports.ts';
import type { WebhookTarget } from '#domain/notify-config.ts';
import { PermanentError, TransientError } from '#errors.ts';
import { post } from './post.ts';

const TIMEOUT_MS = 15_000;

/** `gone`: the receiver wants nothing any more. */
export type Delivered = 'taken' | 'gone';

/**
 * Sends one webhook as Standard Webhooks says: id, time and a signature for each secret; any 2xx within 15 s takes it, 410
 * ends it all. `id` is the same in every retry, so that receivers can pass over what they have. Rejects with a
 * TransientError when it is to be tried again.
 */
export async function sendWebhook(
  target: Pick<WebhookTarget, 'url' | 'secret'>,
  message: { id: string; body: string },
  now: Clock,
  signal: AbortSignal,
): Promise<Delivered> {
  const { id, body } = message;
  const at = new Date(now());
  const secrets = typeof target.secret === 'string' ? [target.secret] : target.secret;
  const headers = {
    'content-type': 'application/json',
    'user-agent': 'inreply',
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
    'webhook-signature': secrets.map((secret) => new Webhook(secret).sign(id, at, body)).join(' '),
  };
  const { status, retryAfterMs } = await post(target.url, { headers, body, timeoutMs: TIMEOUT_MS }, signal);
  if (status >= 200 && status < 300) return 'taken';
  if (status === 410) return 'gone';
  const { host } = new URL(target.url);
  if (status >= 300 && status < 400) {
    throw new PermanentError(`${host} answered ${status}; redirects are not followed, name the place itself`);
  }
  throw new TransientError(`${host} answered ${status}`, { retryAfterMs });
}

/** The id of one piece of news for one receiver. */
export function webhookIdOf(newsId: string, url: string): string {
  return `msg_${createHash('sha256').update(`${newsId} ${url}`).digest('base64url').slice(0, 27)}`;
}
