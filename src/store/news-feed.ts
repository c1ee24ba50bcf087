import type { Redis } from 'ioredis';
import type { News, Told } from '#domain/news.ts';
import { isAfter, type NewsLog } from './news-log.ts';
import { type NewsReader, startNewsReader } from './news-reader.ts';

/** Where a follower stands: the id of the last news it got, for each shard. */
export type Place = readonly string[];

export type Follower = {
  /** `place` is where it stands with this one; undefined for news of this process alone, which cannot be asked for again. */
  take(news: News, atMs: number, place: Place | undefined): void;
  /** Redis is away: nothing more comes, and it has to follow anew from where it stands. */
  end(): void;
};

export type Following = {
  /** Where it begins. */
  place: Place;
  /** Whether all news since the place it asked for come, or some of them are gone. */
  isWhole: boolean;
  /** Nothing is given before. */
  begin(): void;
  stop(): void;
};

export type NewsFeed = Disposable & {
  /**
   * From now on the follower is given each news once: first those after `since`, then the others as they come. Without
   * `since` it begins now. Rejects when Redis does not answer.
   */
  follow(follower: Follower, since?: Place): Promise<Following>;
  /** Tells followers of something that concerns this process alone. */
  tellHere(news: News, atMs: number): void;
  /** How many follow now. */
  count(): number;
};

const AT_ONCE = 1000;
/** Who missed more loads all anew, which is less than that. */
const MOST_MISSED = 5000;

type Standing = { follower: Follower; place: string[]; waiting: Told[] | undefined };

/**
 * Gives news to any number of followers with one reader for each shard, on a connection of its own since reading blocks
 * it. Nothing is read while nobody follows.
 */
export function createNewsFeed(deps: {
  log: NewsLog;
  shards: number;
  /** A new connection, which fails at once when Redis is away. */
  open: () => Promise<Redis>;
}): NewsFeed {
  const { log, shards } = deps;
  const standings = new Set<Standing>();
  let reader: Promise<NewsReader> | undefined;

  const stopReader = (): void => {
    reader?.then((one) => one.stop()).catch(() => undefined);
    reader = undefined;
  };
  const leave = (one: Standing): void => {
    if (standings.delete(one) && standings.size === 0) stopReader();
  };
  const lose = (): void => {
    stopReader();
    const all = [...standings];
    standings.clear();
    for (const { follower } of all) follower.end();
  };
  const share = (told: readonly Told[]): void => {
    for (const one of standings) {
      if (one.waiting === undefined) give(one, told);
      else one.waiting.push(...told);
    }
  };
  const reading = (): Promise<NewsReader> => {
    reader ??= startNewsReader({ ...deps, take: share, onLost: lose }).catch((error: unknown) => {
      reader = undefined;
      throw error;
    });
    return reader;
  };

  return {
    async follow(follower, since) {
      const one: Standing = { follower, place: [], waiting: [] };
      standings.add(one);
      try {
        const { place } = await reading();
        const missed = since === undefined ? [] : await missedSince(log, since, shards);
        one.place = [...(missed && since ? since : place)];
        const begin = () => {
          const all = [...(missed ?? []), ...(one.waiting ?? [])];
          one.waiting = undefined;
          give(one, all);
        };
        return { place: [...one.place], isWhole: missed !== undefined, begin, stop: () => leave(one) };
      } catch (error) {
        leave(one);
        throw error;
      }
    },

    tellHere(news, atMs) {
      for (const { follower } of standings) follower.take(news, atMs, undefined);
    },

    count: () => standings.size,

    [Symbol.dispose]() {
      lose();
    },
  };
}

/** What was given already is passed over, so that what was missed and what came meanwhile may overlap. */
function give(one: Standing, told: readonly Told[]): void {
  for (const { shard, id, atMs, news } of told) {
    if (!isAfter(id, one.place[shard] ?? '')) continue;
    one.place[shard] = id;
    one.follower.take(news, atMs, [...one.place]);
  }
}

/** All since then; undefined when some of it is gone, or it is too much. */
async function missedSince(log: NewsLog, since: Place, shards: number): Promise<Told[] | undefined> {
  if (since.length !== shards) return undefined; // of another number of shards
  const missed: Told[] = [];
  for (const [shard, from] of since.entries()) {
    if (!(await log.reaches(shard, from))) return undefined;
    for (let at = from, more = true; more;) {
      const next = await log.after(shard, at, AT_ONCE);
      missed.push(...next);
      if (missed.length > MOST_MISSED) return undefined;
      at = next.at(-1)?.id ?? at;
      more = next.length === AT_ONCE;
    }
  }
  return missed;
}
