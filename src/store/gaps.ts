import type { Redis } from 'ioredis';
import type { KnowledgeGap } from '#domain/knowledge-gap.ts';
import { fromJson } from './json.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
const KEEP_DAYS = 35;
const MOST = 2_000;
const KEY = '{gaps}:when';
const TEXTS = '{gaps}:texts';
const REPORTED = '{gaps}:reported';

/** Questions the knowledge did not answer: the newest 2,000, for 35 days. */
export type Gaps = {
  /** Keeps the questions of a message; a message that is worked again replaces its own. */
  note(gap: Omit<KnowledgeGap, 'question'> & { questions: readonly string[] }): Promise<void>;
  /** Newest first. */
  list(sinceMs: number): Promise<KnowledgeGap[]>;
  /** Whether nobody has told of this week yet; from then on it counts as told. */
  claimWeek(nowMs: number): Promise<boolean>;
};

/** By message: one is kept once, however often it is worked. */
type Kept = Omit<KnowledgeGap, 'question'> & { questions: string[] };

export function createGaps(redis: Redis): Gaps {
  return {
    async note({ questions, ...gap }) {
      const { grantId, messageId, atMs } = gap;
      const field = JSON.stringify([grantId, messageId]);
      const kept: Kept = { ...gap, questions: questions.map(withoutIdentity) };
      await redis
        .multi()
        .zadd(KEY, atMs, field)
        .hset(TEXTS, field, JSON.stringify(kept))
        .expire(KEY, KEEP_DAYS * 86_400)
        .expire(TEXTS, KEEP_DAYS * 86_400)
        .exec();
      await forget(redis, atMs);
    },

    async list(sinceMs) {
      const fields = await redis.zrevrangebyscore(KEY, '+inf', sinceMs);
      if (fields.length === 0) return [];
      const texts = await redis.hmget(TEXTS, ...fields);
      return texts.flatMap((text) => {
        if (text === null) return [];
        const { questions, ...gap } = fromJson<Kept>(text);
        return questions.map((question) => ({ ...gap, question }));
      });
    },

    async claimWeek(nowMs) {
      const week = Math.floor(nowMs / (7 * DAY_MS));
      return (await redis.set(`${REPORTED}:${week}`, '1', 'EX', 8 * 86_400, 'NX')) === 'OK';
    },
  };
}

async function forget(redis: Redis, nowMs: number): Promise<void> {
  const [old, many] = await Promise.all([
    redis.zrangebyscore(KEY, '-inf', `${nowMs - KEEP_DAYS * DAY_MS}`),
    redis.zrange(KEY, '0', `${-MOST - 1}`),
  ]);
  const gone = [...new Set([...old, ...many])];
  if (gone.length > 0)
    await redis
      .multi()
      .zrem(KEY, ...gone)
      .hdel(TEXTS, ...gone)
      .exec();
}

/** A question without mail addresses and numbers that could name a person or an order. */
function withoutIdentity(question: string): string {
  return question
    .replaceAll(/[^\s@]{1,64}@[^\s@]{1,255}/g, '[address]')
    .replaceAll(/\+?\d[\d\s()./-]{3,}\d/g, '[number]')
    .slice(0, 300);
}
