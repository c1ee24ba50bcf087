import { randomBytes, randomInt } from 'node:crypto';

/** Eight digits that nobody can guess, and a salt to keep them under. */
export function newCode(): { code: string; salt: string } {
  return { code: String(randomInt(100_000_000)).padStart(8, '0'), salt: randomBytes(16).toString('hex') };
}
