import type { Redis } from 'ioredis';
import { refKey } from '#domain/ids.ts';

const DAY_SECONDS = 24 * 60 * 60;
const KEEP_THREAD_SECONDS = 30 * DAY_SECONDS;

export type ToolCallCount = {
  grantId: string;
  threadId: string;
  messageId: string;
  /** Agent and tool. */
  name: string;
  nowMs: number;
  limits: { per_message: number; per_thread: number; per_day: number };
};

/** Counts the calls of tools, and says which limit would be passed; a call that is refused counts too. */
export type ToolCalls = {
  take: (call: ToolCallCount) => Promise<'taken' | 'per_message' | 'per_thread' | 'per_day'>;
};

export function createToolCalls(redis: Redis): ToolCalls {
  return {
    async take({ grantId, threadId, messageId, name, nowMs, limits }) {
      const tag = `{tc:${encodeURIComponent(grantId)}}:${encodeURIComponent(name)}`;
      const day = Math.floor(nowMs / (DAY_SECONDS * 1000));
      const counters = [
        { limit: 'per_message', key: `${tag}:m:${refKey(grantId, messageId)}`, seconds: DAY_SECONDS },
        { limit: 'per_thread', key: `${tag}:t:${refKey(grantId, threadId)}`, seconds: KEEP_THREAD_SECONDS },
        { limit: 'per_day', key: `${tag}:d:${day}`, seconds: 2 * DAY_SECONDS },
      ] as const;
      const counting = redis.multi();
      for (const { key, seconds } of counters) counting.incr(key).expire(key, seconds);
      const results = (await counting.exec()) ?? [];
      const passed = counters.find(({ limit }, at) => Number(results[at * 2]?.[1]) > limits[limit]);
      return passed?.limit ?? 'taken';
    },
  };
}
