import { createHash } from 'node:crypto';
import type { Redis } from 'ioredis';
import { shortIdOf } from '#domain/ids.ts';

/** Half a year without mail, and a sender is a new one again. */
const KEPT_SECONDS = 180 * 24 * 60 * 60;
/** So many mails of a sender are told apart. */
const MOST = 20;

type SenderQuery = {
  grantId: string;
  sender: string;
  /** Proven and unproven mails of an address count apart, so that a forger neither gains nor spoils a history. */
  proven: boolean;
  messageId: string;
  nowMs: number;
};

/** How often a mailbox had mail of a sender before; the address stands in Redis as a digest only. */
export type Senders = {
  /** Remembers a mail of the sender, once however often it is called; how many came before it, at most 20. */
  note(query: SenderQuery): Promise<number>;
  /** The same, and remembers nothing. */
  look(query: SenderQuery): Promise<number>;
};

export function createSenders(redis: Redis): Senders {
  return {
    async note(query) {
      const key = keyOf(query);
      const id = shortIdOf(query.messageId);
      const answers = await redis
        .multi()
        .zadd(key, 'NX', query.nowMs, id)
        .zrank(key, id)
        .zremrangebyrank(key, 0, -MOST - 1)
        .expire(key, KEPT_SECONDS)
        .exec();
      const [failed, rank] = answers?.[1] ?? [];
      if (failed) throw failed;
      return typeof rank === 'number' ? rank : MOST;
    },

    async look(query) {
      const key = keyOf(query);
      const [known, rank] = await Promise.all([
        redis.zcard(key),
        redis.zrank(key, shortIdOf(query.messageId)),
      ]);
      return rank ?? known;
    },
  };
}

function keyOf({ grantId, sender, proven }: SenderQuery): string {
  const text = `${proven ? 'proven' : 'said'}:${sender.trim().toLowerCase()}`;
  const person = createHash('sha256').update(text).digest('hex').slice(0, 24);
  return `{l:${encodeURIComponent(grantId)}}:seen:${person}`;
}
