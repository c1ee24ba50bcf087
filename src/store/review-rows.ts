import type { ChainableCommander, Redis } from 'ioredis';
import { reviewStatuses } from '#domain/review.ts';
import type { ReviewRow } from '#domain/review-row.ts';
import { keysOf } from './keys.ts';
import { type OnUnreadable, readRow, rowAnew } from './review-read.ts';
import { noSide, readSide, type ReviewSide, sideFields } from './review-side.ts';

export type ListedRow = ReviewRow & ReviewSide;

export type ReviewRows = {
  /**
   * All that are open, or the latest that were decided or ended otherwise, newest first, of the mailboxes that `sees`
   * lets through; `total` may be more than the `limit` that is given.
   */
  list(query: {
    which: 'open' | 'decided';
    sees: (grantId: string) => boolean;
    limit: number;
  }): Promise<{ rows: ListedRow[]; total: number }>;
};

/** So many are read in one go: one answer of about a megabyte, read while others are served. */
const CHUNK = 1000;
/** Of each status that has ended so many are looked at, mailboxes that are not seen included. */
const DECIDED_LOOKED_AT = 1000;

const decided = reviewStatuses.filter((status) => status !== 'open');

/** Lists of reviews without their texts: two short fields of each are read, in pipelines. */
export function createReviewRows(redis: Redis, shards: number, unreadable?: OnUnreadable): ReviewRows {
  const everyShard = Array.from({ length: shards }, (_, shard) => shard);

  const idsOf = async (shard: number, which: 'open' | 'decided'): Promise<string[]> => {
    const keys = keysOf(shard);
    if (which === 'open') return redis.zrevrange(keys.reviews('open'), 0, -1);
    const last = DECIDED_LOOKED_AT - 1;
    return (
      await Promise.all(decided.map((status) => redis.zrevrange(keys.reviews(status), 0, last)))
    ).flat();
  };

  const rowsOf = async (shard: number, which: 'open' | 'decided'): Promise<ListedRow[]> => {
    const ids = await idsOf(shard, which);
    const found: ListedRow[] = [];
    for (let at = 0; at < ids.length; at += CHUNK) {
      found.push(...(await readRows(redis, shard, ids.slice(at, at + CHUNK), unreadable)));
    }
    return found;
  };

  return {
    async list({ which, sees, limit }) {
      const all = (await Promise.all(everyShard.map((shard) => rowsOf(shard, which)))).flat();
      const newest = which === 'open' ? byCreation : byChange;
      const seen = all.filter((row) => (row.status === 'open') === (which === 'open') && sees(row.grantId));
      return { rows: seen.toSorted(newest).slice(0, limit), total: seen.length };
    },
  };
}

const byCreation = (a: ListedRow, b: ListedRow) => b.createdAtMs - a.createdAtMs;
const byChange = (a: ListedRow, b: ListedRow) => b.updatedAtMs - a.updatedAtMs;

async function readRows(
  redis: Redis,
  shard: number,
  ids: readonly string[],
  unreadable: OnUnreadable | undefined,
): Promise<ListedRow[]> {
  const keys = keysOf(shard);
  const answers = await pipelined(redis, ids, (pipe, id) =>
    pipe.hmget(keys.review(id), 'row', ...sideFields),
  );
  const rows = answers.map(([row, ...side]) => ({ row: readRow(row), side: readSide(side) }));
  const stale = ids.filter((_, at) => rows[at]?.row === undefined);
  const anew = new Map((await readAnew(redis, shard, stale, unreadable)).map((row) => [row.id, row]));
  return ids.flatMap((id, at) => {
    const { row, side = noSide } = rows[at] ?? {};
    const current = row ?? anew.get(id);
    return current === undefined ? [] : [{ ...current, ...side }];
  });
}

/** Rows of reviews that another version of Inreply stored; those that are gone, or cannot be read, are left out. */
async function readAnew(
  redis: Redis,
  shard: number,
  ids: readonly string[],
  unreadable: OnUnreadable | undefined,
): Promise<ReviewRow[]> {
  if (ids.length === 0) return [];
  const keys = keysOf(shard);
  const answers = await pipelined(redis, ids, (pipe, id) => pipe.hmget(keys.review(id), 'd'));
  return answers.flatMap(([text], at) => {
    if (typeof text !== 'string') return [];
    const row = rowAnew(text);
    if (row === undefined) unreadable?.(ids[at] ?? '');
    return row ?? [];
  });
}

async function pipelined(
  redis: Redis,
  ids: readonly string[],
  add: (pipe: ChainableCommander, id: string) => unknown,
): Promise<(string | null)[][]> {
  const pipe = redis.pipeline();
  for (const id of ids) add(pipe, id);
  const answers = (await pipe.exec()) ?? [];
  return answers.map(([error, values]) => {
    if (error) throw error;
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- HMGET answers with texts and nulls (Redis documentation)
    return values as (string | null)[];
  });
}
