import { isIPv6 } from 'node:net';
import type { Context } from 'hono';
import { incomingOf, type NodeEnv } from '#server/raw-body.ts';

/**
 * Where a request comes from, for counting tries. Of `X-Forwarded-For` only what our own proxies wrote is believed, which
 * is the last `proxies` entries: whatever stands before them, the caller may have made up.
 */
export function addressOf(c: Context<NodeEnv>, proxies: number): string {
  const chain = (c.req.header('x-forwarded-for') ?? '').split(',').map((part) => part.trim());
  const forwarded = proxies > 0 ? chain.at(-proxies) : undefined;
  const address =
    forwarded === undefined || forwarded === '' ? incomingOf(c)?.socket.remoteAddress : forwarded;
  return networkOf(address ?? 'unknown');
}

/** An IPv6 address stands for its /64, of which one caller has all (RFC 6177); others stand for themselves. */
export function networkOf(address: string): string {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*$/, '');
  if (!isIPv6(plain)) return plain.slice(0, 60);
  const [head = '', tail = ''] = plain.split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail === '' ? [] : tail.split(':');
  const gap = plain.includes('::')
    ? Array<string>(Math.max(0, 8 - left.length - right.length)).fill('0')
    : [];
  const groups = [...left, ...gap, ...right].slice(0, 4);
  return `${groups.map((group) => Number.parseInt(group, 16).toString(16)).join(':')}::/64`;
}
