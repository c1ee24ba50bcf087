import { createHash } from 'node:crypto';
import { ApiError } from './errors.ts';

export type Outcome = { status: number; body: Record<string, unknown>; headers: Record<string, string> };

export type KeptOutcome = { digest: string; outcome: Outcome | 'running'; keptUntilMs: number };

const MAX_KEY_LENGTH = 256;

/**
 * Performs a request once per key and `keptMs` (an hour) and keeps what came of it, failures too (CONTRACT section 4.1).
 * `perform` answers every fault as an outcome; it must not throw. Throws ApiError 400 for a bad key and 409 for
 * other bytes under a known key or while the first request still runs.
 */
export async function performOnce(
  kept: Map<string, KeptOutcome>,
  request: { key: string; bytes: Uint8Array; nowMs: number; keptMs: number },
  perform: () => Promise<Outcome>,
): Promise<Outcome> {
  const { key, bytes, nowMs, keptMs } = request;
  if (key === '' || key.length > MAX_KEY_LENGTH) {
    throw new ApiError(
      400,
      'api.invalid_idempotency_key',
      `The Idempotency-Key must have 1 to ${MAX_KEY_LENGTH} characters.`,
    );
  }
  forgetExpired(kept, nowMs);
  const digest = createHash('sha256').update(bytes).digest('hex');
  const known = kept.get(key);
  if (known) return replay(known, digest);

  const entry: KeptOutcome = { digest, outcome: 'running', keptUntilMs: nowMs + keptMs };
  kept.set(key, entry);
  entry.outcome = await perform();
  return entry.outcome;
}

function replay({ digest, outcome }: KeptOutcome, asked: string): Outcome {
  if (digest !== asked) {
    throw new ApiError(
      409,
      'api.invalid_idempotent_request',
      'This key was used before with another payload.',
    );
  }
  if (outcome === 'running') {
    throw new ApiError(
      409,
      'api.concurrent_idempotent_request',
      'A request with this key is still being processed.',
    );
  }
  return { ...outcome, headers: { ...outcome.headers, 'Idempotent-Response': 'true' } };
}

/** Entries stand in the order they were made, so the expired ones are in front. */
function forgetExpired(kept: Map<string, KeptOutcome>, nowMs: number): void {
  for (const [key, { keptUntilMs }] of kept) {
    if (keptUntilMs > nowMs) return;
    kept.delete(key);
  }
}
