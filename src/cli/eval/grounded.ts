import type { Replayed } from '#workers/dry-world.ts';

/** Reasons that say of a draft that it claims what nothing given supports. */
const unsupported = new Set(['unsupported_claims', 'unsupported_number', 'unknown_source']);

/** How much of a draft is supported by what it was given. Undefined where there is no draft. */
export function groundedIn(result: Replayed | undefined): { supported: number; factual: number } | undefined {
  const account = result?.account;
  if (!account?.draft) return undefined;
  const isSupported = !account.reasons.some(({ code }) => unsupported.has(code));
  return { supported: isSupported ? 1 : 0, factual: 1 };
}
