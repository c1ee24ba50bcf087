import type { Redis } from 'ioredis';

/** A key without an expiry that is meant to stay, and why. */
const permanent: readonly { pattern: RegExp; why: string }[] = [
  { pattern: /^\{s\d+\}:b:(wake|sweep):(meta|id|events|stalled|stalled-check)$/, why: 'the queue itself' },
  {
    pattern: /^\{s\d+\}:b:sweep:(repeat|repeat:.*|delayed|marker|completed|\d+|.*:logs)$/,
    why: 'the schedule of the sweep',
  },
  { pattern: /^\{s\d+\}:b:sweep:(wait|active|de:.*)$/, why: 'a sweep that is due' },
  { pattern: /^\{s\d+\}:sweep$/, why: 'when mailboxes were last compared' },
  { pattern: /^\{s\d+\}:fence$/, why: 'the source of fencing tokens' },
  { pattern: /^\{s\d+\}:act:filled$/, why: 'messages of an earlier version were looked for' },
  { pattern: /^\{s\d+\}:news$/, why: 'the last 10,000 news' },
  { pattern: /^\{s\d+\}:audit$/, why: 'the last 100,000 verdicts' },
  { pattern: /^\{l:[^}]+\}:swept$/, why: 'how far a mailbox was swept' },
  { pattern: /^session-secret$/, why: 'what signs cookies and links: made once' },
];

/** Keys that have no expiry and no reason to be there; with all work done and no review open there must be none. */
export function keysLeft(keys: readonly { key: string; ttl: number }[]): string[] {
  return keys
    .filter(({ ttl }) => ttl === -1)
    .filter(({ key }) => !permanent.some(({ pattern }) => pattern.test(key)))
    .map(({ key }) => key);
}

/** Every key of a Redis with its time to live in seconds; -1 for one that never expires. */
export async function readKeys(redis: Redis): Promise<{ key: string; ttl: number }[]> {
  const found: { key: string; ttl: number }[] = [];
  let cursor = '0';
  do {
    const [next, keys] = await redis.scan(cursor, 'COUNT', 1000);
    const ttls = await Promise.all(keys.map((key) => redis.ttl(key)));
    found.push(...keys.map((key, at) => ({ key, ttl: ttls[at] ?? -2 })));
    cursor = next;
  } while (cursor !== '0');
  return found.filter(({ ttl }) => ttl !== -2);
}
