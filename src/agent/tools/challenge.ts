import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Challenge } from '#domain/challenge.ts';

export const CODE_LIVES_MS = 30 * 60 * 1000;
const MOST_TRIES = 5;

export type ChallengeFacts = {
  nowMs: number;
  messageId: string;
  /** Codes in the mails that are answered now; at most three of them are looked at. */
  codes: readonly string[];
  /** The sender as their mail server proves them; null when it does not. */
  verifiedSender: string | null;
};

/** Where somebody stands who has to prove that an address is theirs. */
export type Standing =
  | { kind: 'proven' }
  /** Nobody was asked yet, or it is too long ago: a new code. */
  | { kind: 'begin' }
  /** The mail with the code may not have left. */
  | { kind: 'send' }
  /** The mail has the code; `next` is to be stored. */
  | { kind: 'right'; next: Challenge }
  /** It has another; `next` is to be stored. */
  | { kind: 'wrong'; next: Challenge }
  /** It has none. */
  | { kind: 'waiting' }
  | { kind: 'locked' };

/**
 * What a mail means for a challenge. A proof holds for the mail that brought the code, and for later ones that provably come
 * from the same address: what a stranger writes under that name proves nothing. `binding` ties a code to its thread and tool.
 */
export function standingOf(
  challenge: Challenge | undefined,
  binding: string,
  facts: ChallengeFacts,
  verifiedHours: number,
): Standing {
  if (challenge === undefined) return { kind: 'begin' };
  const { nowMs, messageId } = facts;
  const { judged, provenUntilMs } = challenge;
  if (provenUntilMs !== null && provenUntilMs > nowMs) {
    const isSame = judged?.messageId === messageId || facts.verifiedSender === challenge.sender;
    return isSame ? { kind: 'proven' } : { kind: 'begin' };
  }
  const isOver = challenge.expiresAtMs <= nowMs;
  if (challenge.tries >= MOST_TRIES) return { kind: 'locked' };
  if (isOver || provenUntilMs !== null) return { kind: 'begin' };
  if (challenge.bytes !== null) return { kind: 'send' };
  if (judged?.messageId === messageId) return { kind: 'wrong', next: challenge };
  if (facts.codes.length === 0) return { kind: 'waiting' };
  const isRight = facts.codes.slice(0, 3).some((code) => isCode(challenge, binding, code));
  const next = { ...challenge, judged: { messageId, isRight } };
  if (!isRight) return { kind: 'wrong', next: { ...next, tries: challenge.tries + 1 } };
  return { kind: 'right', next: { ...next, digest: '', provenUntilMs: nowMs + verifiedHours * 3_600_000 } };
}

/** How a code is kept: bound to thread, tool and address, so that it proves nothing elsewhere. */
export function codeDigest(salt: string, binding: string, address: string, code: string): string {
  return createHmac('sha256', salt)
    .update(JSON.stringify([binding, address.toLowerCase(), code]))
    .digest('hex');
}

function isCode({ salt, digest, address }: Challenge, binding: string, code: string): boolean {
  if (digest === '' || address === null) return false;
  const given = Buffer.from(codeDigest(salt, binding, address, code));
  const kept = Buffer.from(digest);
  return given.length === kept.length && timingSafeEqual(given, kept);
}
