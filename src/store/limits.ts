import { createHash } from 'node:crypto';
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

export function createLimits(scripts: Scripts): Limits {
  return {
    async counts({ grantId, recipient, messageId, nowMs }) {
      const keys = keysFor(grantId, recipient);
      const own = refKey(grantId, messageId);
      const [hour = 0, day = 0] = await scripts.counts(
        keys.mailbox,
        keys.recipient,
        nowMs - HOUR_MS,
        nowMs - DAY_MS,
        own,
      );
      return { hour, day };
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
