import type { Redis } from 'ioredis';
import type { News, Told } from '#domain/news.ts';
import { fromJson } from './json.ts';
import { keysOf } from './keys.ts';

/** An id before all news. */
export const BEFORE_ALL = '0-0';

export type NewsLog = {
  /** News of a shard after an id, oldest first. */
  after(shard: number, id: string, limit: number): Promise<Told[]>;
  /** The id of the last news of a shard; `BEFORE_ALL` when there never were any. */
  last(shard: number): Promise<string>;
  /** Whether all that came after an id can still be read. */
  reaches(shard: number, id: string): Promise<boolean>;
};

/** Reads what was told. All reject when Redis does not answer. */
export function createNewsLog(redis: Redis): NewsLog {
  const boundsOf = async (shard: number) => {
    const key = keysOf(shard).news;
    if ((await redis.exists(key)) === 0) return { first: undefined, last: BEFORE_ALL, isWhole: true };
    const info = fieldsIn(await redis.xinfo('STREAM', key));
    const [first] = await redis.xrange(key, '-', '+', 'COUNT', 1);
    return {
      first: first?.[0],
      last: info.get('last-generated-id') ?? BEFORE_ALL,
      isWhole: info.get('entries-added') === info.get('length'),
    };
  };

  return {
    async after(shard, id, limit) {
      const entries = await redis.xrange(keysOf(shard).news, `(${id}`, '+', 'COUNT', limit);
      return entries.flatMap((entry) => toldIn(shard, entry));
    },

    last: async (shard) => (await boundsOf(shard)).last,

    async reaches(shard, id) {
      const { first, last, isWhole } = await boundsOf(shard);
      if (isAfter(id, last)) return false; // of a Redis that was emptied, or lost its last second
      return isWhole || (first !== undefined && !isAfter(first, id));
    },
  };
}

/** The news in an entry of the stream; none where a later version wrote something else. */
export function toldIn(shard: number, [id, fields]: [string, string[]]): Told[] {
  const text = fields[fields.indexOf('d') + 1];
  if (text === undefined) return [];
  return [{ shard, id, atMs: Number(id.split('-')[0]), news: fromJson<News>(text) }];
}

/** Whether an id stands later in its stream than another. */
export function isAfter(one: string, other: string): boolean {
  const [ms = 0, count = 0] = one.split('-').map(Number);
  const [otherMs = 0, otherCount = 0] = other.split('-').map(Number);
  return ms === otherMs ? count > otherCount : ms > otherMs;
}

/** The plain fields of an answer that lists names and values. */
function fieldsIn(answer: unknown): Map<string, string> {
  const list: unknown[] = Array.isArray(answer) ? answer : [];
  const fields = new Map<string, string>();
  for (const [at, name] of list.entries()) {
    const value = list[at + 1];
    if (at % 2 === 0 && (typeof value === 'string' || typeof value === 'number'))
      fields.set(String(name), String(value));
  }
  return fields;
}
