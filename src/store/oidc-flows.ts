import { createHash } from 'node:crypto';
import type { Redis } from 'ioredis';
import { z } from 'zod';
import { readJson } from './json.ts';

/** Long enough to find a password and a second factor. */
const KEEP_SECONDS = 10 * 60;

const Flow = z.object({
  /** PKCE (RFC 7636). */
  verifier: z.string(),
  nonce: z.string(),
  /** The browser that started it. */
  browser: z.string(),
  /** Where to go afterwards. */
  to: z.string(),
});
export type Flow = z.infer<typeof Flow>;

/** Sign-ins under way at a provider, by their `state`; each can be taken once. Both reject when Redis does not answer. */
export type OidcFlows = {
  keep(state: string, flow: Flow): Promise<void>;
  take(state: string): Promise<Flow | undefined>;
};

export function createOidcFlows(redis: Redis): OidcFlows {
  return {
    async keep(state, flow) {
      await redis.set(keyOf(state), JSON.stringify(flow), 'EX', KEEP_SECONDS);
    },
    async take(state) {
      const text = await redis.getdel(keyOf(state));
      return text === null ? undefined : readJson(Flow, text);
    },
  };
}

const keyOf = (state: string): string =>
  `oidc:${createHash('sha256').update(state).digest('base64url').slice(0, 32)}`;
