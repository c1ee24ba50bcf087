import type { Reason } from '#domain/decision.ts';

/** A sign that no person wrote a mail: `sure` ends its handling, a doubtful one leaves it to a person to see. */
export type Sign = { sure: boolean; reason: Reason };

export function sure(code: string, detail: string): Sign {
  return { sure: true, reason: { code, detail } };
}

export function doubtful(code: string, detail: string): Sign {
  return { sure: false, reason: { code, detail } };
}
