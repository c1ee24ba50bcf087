import type { Redis } from 'ioredis';
import type { Told } from '#domain/news.ts';
import { keysOf } from './keys.ts';
import { type NewsLog, toldIn } from './news-log.ts';

export type NewsReader = {
  /** The id of what was read last, for each shard. */
  place: readonly string[];
  stop(): void;
};

const BLOCK_MS = 2000;
const AT_ONCE = 1000;

type ReaderDeps = {
  log: Pick<NewsLog, 'last'>;
  shards: number;
  /** A new connection, which fails at once when Redis is away: reading blocks it. */
  open: () => Promise<Redis>;
  take: (told: readonly Told[]) => void;
  /** Redis went away; nothing is read any more. */
  onLost: () => void;
};

/** Reads all shards as news come, from now on. Rejects when Redis does not answer. */
export async function startNewsReader(deps: ReaderDeps): Promise<NewsReader> {
  const all = Array.from({ length: deps.shards }, (_, shard) => shard);
  const place = await Promise.all(all.map((shard) => deps.log.last(shard)));
  const end = new AbortController();
  try {
    for (const shard of all) await readShard(shard, place, deps, end.signal);
  } catch (error) {
    end.abort();
    throw error;
  }
  return { place, stop: () => end.abort() };
}

async function readShard(
  shard: number,
  place: string[],
  { open, take, onLost }: ReaderDeps,
  signal: AbortSignal,
): Promise<void> {
  const { news: key } = keysOf(shard);
  const redis = await open();
  signal.addEventListener('abort', () => redis.disconnect(), { once: true });
  const run = async (): Promise<void> => {
    while (!signal.aborted) {
      const from = place[shard] ?? '$';
      const answer = await redis.xread('COUNT', AT_ONCE, 'BLOCK', BLOCK_MS, 'STREAMS', key, from);
      const entries = answer?.[0]?.[1] ?? [];
      place[shard] = entries.at(-1)?.[0] ?? from;
      take(entries.flatMap((entry) => toldIn(shard, entry)));
    }
  };
  run().catch(() => signal.aborted || onLost());
}
