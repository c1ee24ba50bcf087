import type { Redis } from 'ioredis';
import { z } from 'zod';
import type { Pause } from '#domain/pause.ts';
import { noteAudit } from './audit.ts';
import { keysOf } from './keys.ts';
import { tellNow } from './news.ts';

const Kept = z.object({ because: z.string(), by: z.string(), atMs: z.number() });
/** Stands for all agents; a folder cannot have this name. */
const ALL = '*';

/** The kill switch of each agent and of all; kept until it is lifted, whatever restarts. All reject when Redis does not answer. */
export type Pauses = {
  /** What holds for an agent now; that of all comes first. One that cannot be read holds too. */
  of(agent: string): Promise<Pause | undefined>;
  /** All that stand, the oldest first. */
  list(): Promise<Pause[]>;
  /** A pause that stands already keeps its time and gets the new words. */
  pause(pause: Pause): Promise<void>;
  /** Whether there was one to lift. */
  resume(agent: string | null, by: string, nowMs: number): Promise<boolean>;
};

export function createPauses(redis: Redis): Pauses {
  const { paused: key } = keysOf(0);

  return {
    async of(agent) {
      const [ofAll, ofAgent] = await redis.hmget(key, ALL, agent);
      if (typeof ofAll === 'string') return read(ALL, ofAll);
      return typeof ofAgent === 'string' ? read(agent, ofAgent) : undefined;
    },

    async list() {
      const all = Object.entries(await redis.hgetall(key)).map(([field, text]) => read(field, text));
      return all.toSorted((a, b) => a.atMs - b.atMs);
    },

    async pause({ agent, because, by, atMs }) {
      const field = agent ?? ALL;
      const before = await redis.hget(key, field);
      const sinceMs = before === null ? atMs : read(field, before).atMs;
      await redis.hset(key, field, JSON.stringify({ because, by, atMs: sinceMs }));
      const was = { paused: before !== null };
      await noteAudit(redis, {
        at: atMs,
        by,
        what: 'pause',
        agent: field,
        why: because,
        before: was,
        after: { paused: true },
      });
      await tellNow(redis, { type: 'pause.changed', agent, by });
    },

    async resume(agent, by, nowMs) {
      const lifted = (await redis.hdel(key, agent ?? ALL)) === 1;
      if (!lifted) return false;
      const states = { before: { paused: true }, after: { paused: false } };
      await noteAudit(redis, { at: nowMs, by, what: 'resume', agent: agent ?? ALL, ...states });
      await tellNow(redis, { type: 'pause.changed', agent, by });
      return true;
    },
  };
}

/** Whatever stands there holds: what cannot be read must not let anything leave. */
function read(field: string, text: string): Pause {
  const agent = field === ALL ? null : field;
  try {
    return { agent, ...Kept.parse(JSON.parse(text)) };
  } catch {
    return { agent, because: 'the reason cannot be read', by: 'unknown', atMs: 0 };
  }
}
