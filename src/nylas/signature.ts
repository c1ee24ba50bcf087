import { createHmac, createSecretKey, timingSafeEqual, type KeyObject } from 'node:crypto';

/** Secrets ready for use; several while one is being rotated. */
export type Secrets = readonly KeyObject[];

/** 32 bytes, so that both sides of the comparison have the same length. */
const HEX_DIGEST = /^[0-9a-f]{64}$/i;

/** Keys of the given secrets, taken as UTF-8 text (CONTRACT section 1.3). An empty secret is no secret. */
export function signatureKeys(secrets: readonly string[]): Secrets {
  return secrets.filter((secret) => secret !== '').map((secret) => createSecretKey(secret, 'utf8'));
}

/**
 * Whether `signature` is the hex HMAC-SHA256 of exactly these bytes under one of the keys (CONTRACT section 1.3).
 * `raw` is the body as received: before unzipping, never serialised again. Without keys nothing is signed.
 */
export function isSigned(raw: Uint8Array, signature: string | undefined, keys: Secrets): boolean {
  if (signature === undefined || !HEX_DIGEST.test(signature)) return false;
  const claimed = Buffer.from(signature, 'hex');
  // Every key is tried, so that the time taken does not tell which of them fits.
  let signed = false;
  for (const key of keys) {
    if (timingSafeEqual(createHmac('sha256', key).update(raw).digest(), claimed)) signed = true;
  }
  return signed;
}
