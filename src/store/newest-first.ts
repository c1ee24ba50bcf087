import type { Redis } from 'ioredis';
import { parseRefKey } from '#domain/ids.ts';

/** An entry of a sorted set of one shard; its member begins with the grant. */
export type Place = { shard: number; member: string; score: number };

export type Page<Row> = { rows: Row[]; next: string | null };

/** What is asked of a list; `before` is a `next` of an earlier answer, and `sees` the mailboxes that may be shown. */
export type ListQuery = {
  sees: (grantId: string) => boolean;
  /** Words that must all stand in sender, subject, category or reasons, in any case. */
  q?: string | undefined;
  before?: string | undefined;
  limit: number;
};

type Wanted<Row> = {
  /** The sorted set of each shard. */
  keys: readonly string[];
  query: ListQuery;
  /** What stands at these places, in order; undefined where it is forgotten. */
  read: (places: readonly Place[]) => Promise<(Row | undefined)[]>;
  wants: (row: Row) => boolean;
};

const CHUNK = 200;
/** So many entries are looked at for one answer. */
const MOST_LOOKED_AT = 5_000;

/** Reads sorted sets of all shards as one, newest first, from a place on, until enough is found or looked at. */
export async function newestFirst<Row>(redis: Redis, wanted: Wanted<Row>): Promise<Page<Row>> {
  const { query, keys } = wanted;
  const rows: Row[] = [];
  let last = placeIn(query.before);
  for (let looked = 0; looked < MOST_LOOKED_AT;) {
    const places = await nextPlaces(redis, keys, last);
    if (places.length === 0) return { rows, next: null };
    const shown = places.filter(({ member }) => query.sees(parseRefKey(member).grantId));
    const read = await wanted.read(shown);
    for (const [at, place] of shown.entries()) {
      const row = read[at];
      if (row === undefined || !wanted.wants(row)) continue;
      if (rows.length === query.limit) return { rows, next: cursorOf(last) };
      rows.push(row);
      last = place;
    }
    if (rows.length === query.limit) return { rows, next: cursorOf(last) };
    last = places.at(-1);
    looked += places.length;
  }
  return { rows, next: cursorOf(last) };
}

/** What a shard has next; `floor` is the last of it that was read, when there may be more. */
type Chunk = { places: Place[]; floor: Place | undefined };

/** The next entries of all shards together, behind `last`; none that another shard may have an earlier one for. */
async function nextPlaces(redis: Redis, keys: readonly string[], last: Place | undefined): Promise<Place[]> {
  const chunks = await Promise.all(keys.map((key, shard) => chunkOf(redis, key, shard, last)));
  const floors = chunks.flatMap(({ floor }) => floor ?? []);
  return chunks
    .flatMap(({ places }) => places)
    .filter((place) => floors.every((floor) => !isBehind(place, floor)))
    .toSorted((a, b) => (isBehind(a, b) ? 1 : -1));
}

/** Of very many with the same time it reads more, so that it always comes on. */
async function chunkOf(redis: Redis, key: string, shard: number, last: Place | undefined): Promise<Chunk> {
  const from = last === undefined ? '+inf' : String(last.score);
  for (let size = CHUNK; ; size *= 4) {
    const listed = await redis.zrevrangebyscore(key, from, '-inf', 'WITHSCORES', 'LIMIT', 0, size);
    const read = pairsOf(listed).map(([member, score]) => ({ shard, member, score }));
    const places = last === undefined ? read : read.filter((place) => isBehind(place, last));
    if (read.length < size) return { places, floor: undefined };
    if (places.length > 0) return { places, floor: places.at(-1) };
  }
}

/** In one shard Redis lists members of the same time in falling order; over shards this does the same. */
function isBehind(one: Place, last: Place): boolean {
  return one.score < last.score || (one.score === last.score && one.member < last.member);
}

function cursorOf(place: Place | undefined): string | null {
  return place === undefined ? null : `${place.score}:${place.member}`;
}

function placeIn(cursor: string | undefined): Place | undefined {
  const [, score, member] = /^(\d{1,16}):(.*)$/s.exec(cursor ?? '') ?? [];
  return score === undefined || member === undefined ? undefined : { shard: 0, score: Number(score), member };
}

function pairsOf(list: readonly string[]): [string, number][] {
  return list.flatMap((member, at) =>
    at % 2 === 0 ? [[member, Number(list[at + 1])] as [string, number]] : [],
  );
}
