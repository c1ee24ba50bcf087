import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';

const POLL_MS = 100;
const CALL_MS = 5_000;
const READY_MS = 60_000;
const CONCLUDED_MS = 60_000;

/** What Inreply says became of a message, as far as the demo tells it. */
const Outcome = z.looseObject({
  state: z.string(),
  category: z.string().nullish(),
  reasons: z.array(z.looseObject({ code: z.string(), detail: z.string() })).default([]),
});
export type Outcome = z.infer<typeof Outcome>;

const ends = new Set(['sent', 'review', 'skipped', 'escalated', 'dead', 'doubt']);

/** Waits until `/readyz` answers 200; false when it does not within a minute. */
export async function becomesReady(url: string, stop: AbortSignal): Promise<boolean> {
  return until(READY_MS, stop, async () => {
    const answer = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(CALL_MS) });
    return answer.ok || undefined;
  }).then(Boolean);
}

/** What became of a message, once it is concluded; undefined when that takes more than a minute. */
export async function outcomeOf(
  { url, apiToken }: { url: string; apiToken: string },
  message: { grantId: string; id: string },
  stop: AbortSignal,
): Promise<Outcome | undefined> {
  const path = `/api/messages/${encodeURIComponent(message.grantId)}/${encodeURIComponent(message.id)}`;
  return until(CONCLUDED_MS, stop, async () => {
    const answer = await fetch(`${url}${path}`, {
      headers: { authorization: `Bearer ${apiToken}` },
      signal: AbortSignal.timeout(CALL_MS),
    });
    if (!answer.ok) return undefined;
    const outcome = Outcome.parse(await answer.json());
    return ends.has(outcome.state) ? outcome : undefined;
  });
}

/** Registers the webhook the way a person would: `POST /v3/webhooks`, challenge included. Gives its id. */
export async function registerWebhook(sandboxUrl: string, inreplyUrl: string): Promise<string> {
  const answer = await fetch(`${sandboxUrl}/v3/webhooks`, {
    method: 'POST',
    headers: { authorization: 'Bearer sandbox', 'content-type': 'application/json' },
    body: JSON.stringify({
      webhook_url: `${inreplyUrl}/webhooks/nylas`,
      description: 'Inreply demo',
      trigger_types: [
        'message.created',
        'message.updated',
        'message.delivered',
        'message.bounced',
        'message.send_success',
        'message.send_failed',
      ],
    }),
    signal: AbortSignal.timeout(CALL_MS * 3),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`the webhook could not be registered: ${text}`);
  return z.looseObject({ data: z.looseObject({ id: z.string() }) }).parse(JSON.parse(text)).data.id;
}

async function until<T>(
  forMs: number,
  stop: AbortSignal,
  look: () => Promise<T | undefined>,
): Promise<T | undefined> {
  const deadline = performance.now() + forMs;
  while (performance.now() < deadline && !stop.aborted) {
    // Refused connections are expected until it listens.
    const found = await look().catch(() => undefined);
    if (found !== undefined) return found;
    await sleep(POLL_MS, undefined, { signal: stop }).catch(() => {});
  }
  return undefined;
}
