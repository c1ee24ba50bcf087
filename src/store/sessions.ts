import type { Redis } from 'ioredis';

const DAYS_30 = 30 * 24 * 60 * 60;

/** Signed-in browsers: a random id in their cookie, its record here, so that signing out is final. */
export type Sessions = {
  open(): Promise<string>;
  isOpen(id: string): Promise<boolean>;
  close(id: string): Promise<void>;
};

export function createSessions(redis: Redis, randomId: () => string): Sessions {
  return {
    async open() {
      const id = randomId();
      await redis.set(key(id), '1', 'EX', DAYS_30);
      return id;
    },
    async isOpen(id) {
      return id !== '' && (await redis.exists(key(id))) === 1;
    },
    async close(id) {
      await redis.del(key(id));
    },
  };
}

const key = (id: string): string => `session:${id}`;
