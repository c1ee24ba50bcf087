import type { Redis } from 'ioredis';
import { z } from 'zod';
import { type Role, roles } from '#domain/person.ts';
import { readJson } from './json.ts';

const KEY = 'people:seen';
const KEEP_MS = 90 * 24 * 60 * 60 * 1000;
const maxPeople = 2_000;

const Kept = z.object({ name: z.string(), role: z.enum(roles), atMs: z.number() });

/** People whom no file lists and a provider vouched for, so that others can give them reviews. */
export type SeenPeople = {
  note(person: { id: string; name: string; role: Role }): Promise<void>;
  /** Those who signed in within 90 days, as they were then. */
  list(): Promise<{ id: string; name: string; role: Role }[]>;
};

export function createSeenPeople(redis: Redis, now: () => number): SeenPeople {
  async function all() {
    const kept = Object.entries(await redis.hgetall(KEY)).map(([id, text]) => ({
      id,
      ...(readJson(Kept, text) ?? { name: id, role: 'viewer' as const, atMs: 0 }),
    }));
    return kept.toSorted((a, b) => b.atMs - a.atMs);
  }

  return {
    async note({ id, name, role }) {
      await redis.hset(KEY, id, JSON.stringify({ name, role, atMs: now() }));
      const people = await all();
      const gone = people.filter(({ atMs }, at) => at >= maxPeople || atMs < now() - KEEP_MS);
      if (gone.length > 0) await redis.hdel(KEY, ...gone.map((person) => person.id));
    },

    async list() {
      const people = await all();
      return people
        .filter(({ atMs }) => atMs >= now() - KEEP_MS)
        .map(({ id, name, role }) => ({ id, name, role }));
    },
  };
}
