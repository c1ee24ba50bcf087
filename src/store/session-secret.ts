import { hkdfSync, randomBytes } from 'node:crypto';
import type { Redis } from 'ioredis';

const KEY = 'session-secret';

/** A key of its own for each purpose, so that what is signed for one says nothing for another (RFC 5869). */
export type KeyFor = (purpose: string) => Buffer;

/**
 * The keys that sign cookies and links: from SESSION_SECRET, else from a secret that is made once and kept in Redis, so
 * that all servers agree. Rejects when Redis does not answer.
 */
export async function sessionKeys(redis: Redis, given: string | undefined): Promise<KeyFor> {
  const secret = given ?? (await keptSecret(redis));
  return (purpose) => Buffer.from(hkdfSync('sha256', secret, '', `inreply ${purpose}`, 32));
}

async function keptSecret(redis: Redis): Promise<string> {
  await redis.set(KEY, randomBytes(32).toString('base64url'), 'NX');
  const kept = await redis.get(KEY);
  if (kept === null) throw new Error('the secret that was just kept in Redis is gone');
  return kept;
}
