import { createHash } from 'node:crypto';
import type { Redis } from 'ioredis';
import { refKey } from '#domain/ids.ts';
import type { Scripts } from './scripts.ts';

const HOUR_MS = 60 * 60 * 1000;
const DAY_MS = 24 * HOUR_MS;

/** Replies counted over rolling windows: of a mailbox in the last hour, to a person in the last day. */
export type Limits = {
  counts(q: {
    grantId: string;
    recipient: string;
    /** Whose own reservation, from an earlier life, does not count. */
    messageId: string;
    nowMs: number;
  }): Promise<{ hour: number; day: number }>;
  /** Counts the reply to a message once, however often it is called; refuses when a limit is spent. */
  reserve(q: {
    grantId: string;
    recipient: string;
    messageId: string;
    nowMs: number;
    perMailboxPerHour: number;
    perSenderPerDay: number;
  }): Promise<'reserved' | 'mailbox_limit' | 'sender_limit'>;
};

export function createLimits(redis: Redis, scripts: Scripts): Limits {
  return {
    async counts({ grantId, recipient, messageId, nowMs }) {
      const keys = keysFor(grantId, recipient);
      const own = refKey(grantId, messageId);
      const [hour, day, inHour, inDay] = await Promise.all([
        redis.zcount(keys.mailbox, nowMs - HOUR_MS, '+inf'),
        redis.zcount(keys.recipient, nowMs - DAY_MS, '+inf'),
        redis.zscore(keys.mailbox, own),
        redis.zscore(keys.recipient, own),
      ]);
      const counted = (score: string | null, windowMs: number) =>
        Number(score ?? 0) >= nowMs - windowMs ? 1 : 0;
      return { hour: hour - counted(inHour, HOUR_MS), day: day - counted(inDay, DAY_MS) };
    },

    async reserve({ grantId, recipient, messageId, nowMs, perMailboxPerHour, perSenderPerDay }) {
      const keys = keysFor(grantId, recipient);
      const result = await scripts.reserve(
        keys.mailbox,
        keys.recipient,
        nowMs,
        nowMs - HOUR_MS,
        nowMs - DAY_MS,
        perMailboxPerHour,
        perSenderPerDay,
        refKey(grantId, messageId),
      );
      if (result === 2) return 'mailbox_limit';
      return result === 3 ? 'sender_limit' : 'reserved';
    },
  };
}

/** Both keys of a reply's counters in one slot; the recipient stands there as a digest only. */
function keysFor(grantId: string, recipient: string) {
  const tag = `{l:${encodeURIComponent(grantId)}}`;
  const person = createHash('sha256').update(recipient.trim().toLowerCase()).digest('hex').slice(0, 24);
  return { mailbox: `${tag}:box`, recipient: `${tag}:to:${person}` };
}
