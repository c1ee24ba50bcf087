import type { Classification } from './decision.ts';

/**
 * A one-time code that somebody was asked for in a thread, to prove that the address on file is theirs. The code itself is
 * kept as a salted digest, and in the bytes of the mail that carries it until that has left.
 */
export type Challenge = {
  /** Who has to send it, lower case. */
  sender: string;
  /** To which address it went; null when there is none on file, so that no code is right and nobody can tell. */
  address: string | null;
  salt: string;
  /** Empty once it was used, or when there never was one. */
  digest: string;
  /** Names the mail that carries it. */
  sendId: string;
  /** Exact bytes of that mail while it may not have left. */
  bytes: string | null;
  askedAtMs: number;
  expiresAtMs: number;
  /** Mails with a wrong code. */
  tries: number;
  /** The last mail whose code was looked at, and what came of it, so that each counts once. */
  judged: { messageId: string; isRight: boolean } | null;
  provenUntilMs: number | null;
  /** What the mail was taken for that led to it. */
  seen: Classification;
};
