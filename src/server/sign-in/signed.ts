import { createHmac, timingSafeEqual } from 'node:crypto';

/** Parts and their signature (HMAC-SHA256) as one text that a cookie may hold. */
export function signed(parts: readonly string[], key: Buffer): string {
  const text = parts.map((part) => Buffer.from(part).toString('base64url')).join('.');
  return `${text}.${signatureOf(text, key)}`;
}

/** The parts of a text that `signed` made with this key; undefined when it did not. Compared in constant time. */
export function partsOf(text: string | undefined, key: Buffer): string[] | undefined {
  const at = text?.lastIndexOf('.') ?? -1;
  if (text === undefined || at < 0) return undefined;
  const given = Buffer.from(text.slice(at + 1));
  const wanted = Buffer.from(signatureOf(text.slice(0, at), key));
  if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) return undefined;
  return text
    .slice(0, at)
    .split('.')
    .map((part) => Buffer.from(part, 'base64url').toString());
}

function signatureOf(text: string, key: Buffer): string {
  return createHmac('sha256', key).update(text).digest('base64url');
}
