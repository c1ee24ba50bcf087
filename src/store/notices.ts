import { createHash } from 'node:crypto';
import type { Redis } from 'ioredis';
import { fromJson } from './json.ts';
import { keysOf } from './keys.ts';

const DAY_SECONDS = 24 * 60 * 60;
const POST_SECONDS = 30 * DAY_SECONDS;
const DIGEST_SECONDS = 3 * DAY_SECONDS;
/** A receiver that wants nothing any more is asked again after so long. */
const GONE_SECONDS = 7 * DAY_SECONDS;
/** Longer than a signature of Slack is believed. */
const PRESS_SECONDS = 15 * 60;
/** Longer than a one-tap link counts. */
const TAP_SECONDS = 4 * DAY_SECONDS;

type Post = { channel: string; ts: string };
type DigestOf = { agent: string; day: string; to: string };
type Digest = {
  grantId: string;
  bytes: string;
  key: string;
  madeAtMs: number;
  state: 'made' | 'sent' | 'nothing';
};

/** What was told to whom, so that nothing is told twice; all in shard 0. Every method rejects when Redis does not answer. */
export function createNotices(redis: Redis) {
  const keys = keysOf(0);

  return {
    posts: {
      async find(reviewId: string): Promise<Post | undefined> {
        const text = await redis.get(keys.slackPost(reviewId));
        return text === null ? undefined : fromJson<Post>(text);
      },
      async keep(reviewId: string, post: Post): Promise<void> {
        await redis.set(keys.slackPost(reviewId), JSON.stringify(post), 'EX', POST_SECONDS);
      },
    },

    digests: {
      async find(of: DigestOf): Promise<Digest | undefined> {
        const text = await redis.get(keyOf(of));
        return text === null ? undefined : fromJson<Digest>(text);
      },
      async keep(of: DigestOf, made: Digest): Promise<Digest> {
        await redis.set(keyOf(of), JSON.stringify(made), 'EX', DIGEST_SECONDS, 'NX');
        const kept = await redis.get(keyOf(of));
        return kept === null ? made : fromJson<Digest>(kept);
      },
      async sent(of: DigestOf, made: Digest): Promise<void> {
        const record: Digest = { ...made, bytes: '', state: 'sent' };
        await redis.set(keyOf(of), JSON.stringify(record), 'EX', DIGEST_SECONDS);
      },
    },

    /** Receivers that answered that they are gone. */
    gone: {
      has: async (url: string) => (await redis.exists(keys.gone(digestOf(url)))) === 1,
      add: async (url: string) => void (await redis.set(keys.gone(digestOf(url)), '1', 'EX', GONE_SECONDS)),
    },

    /** Whether a request of Slack was not seen before; remembers it. */
    async isFirstPress(signature: string): Promise<boolean> {
      return (await redis.set(keys.seen(digestOf(signature)), '1', 'EX', PRESS_SECONDS, 'NX')) === 'OK';
    },

    /** One-tap links that decided. */
    taps: {
      isUsed: async (token: string) => (await redis.exists(keys.seen(digestOf(token)))) === 1,
      use: async (token: string) =>
        void (await redis.set(keys.seen(digestOf(token)), '1', 'EX', TAP_SECONDS)),
    },
  };

  function keyOf({ agent, day, to }: DigestOf): string {
    return keys.digest(digestOf(JSON.stringify([agent, day, to])));
  }
}

const digestOf = (text: string): string => createHash('sha256').update(text).digest('base64url');
