import type { Redis } from 'ioredis';
import { keysOf } from './keys.ts';

const REPEAT_SECONDS = 60 * 60;

/** Alarms of the whole service, so that one that lasts is told of by one process, and once an hour. */
export type Alarms = {
  /** Whether it has to be told of now. */
  raise(name: string): Promise<boolean>;
  /** Whether it was raised, so that its end has to be told of. */
  clear(name: string): Promise<boolean>;
};

export function createAlarms(redis: Redis): Alarms {
  const { alarm } = keysOf(0);
  return {
    raise: async (name) => (await redis.set(alarm(name), '1', 'EX', REPEAT_SECONDS, 'NX')) === 'OK',
    clear: async (name) => (await redis.del(alarm(name))) === 1,
  };
}
