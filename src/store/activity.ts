import type { Redis } from 'ioredis';
import { parseRefKey } from '#domain/ids.ts';
import { type MessageState, messageStates } from '#domain/ledger.ts';
import { readBrief, type Brief } from './brief.ts';
import { keysOf } from './keys.ts';
import { type ListQuery, newestFirst, type Page, type Place } from './newest-first.ts';

/** A message as lists show it. */
export type ActivityRow = {
  grantId: string;
  messageId: string;
  threadId: string;
  /** When it last changed. */
  atMs: number;
  admittedAtMs: number;
  state: MessageState;
  reviewId: string | null;
  /** Undefined where nothing is known of it beside its state. */
  brief: Brief | undefined;
};

/** A thread by what became of the message that changed last in it. */
export type ThreadRow = {
  grantId: string;
  threadId: string;
  lastAtMs: number;
  /** How many of its messages ended. */
  messages: number;
  state: MessageState;
  brief: Brief | undefined;
};

export type ActivityQuery = ListQuery & {
  state?: MessageState | undefined;
  decision?: string | undefined;
  category?: string | undefined;
};

/**
 * Messages and threads by their last change, newest first. A search looks at a bounded number of them: an answer may be
 * short, or empty, and its `next` goes on from there.
 */
export type Activity = {
  messages(query: ActivityQuery): Promise<Page<ActivityRow>>;
  threads(query: ListQuery): Promise<Page<ThreadRow>>;
};

export function createActivity({ redis, shards }: { redis: Redis; shards: number }): Activity {
  return {
    messages(query) {
      const words = wordsOf(query.q);
      return newestFirst(redis, {
        keys: everyShard(shards, ({ activity }) => activity),
        query,
        read: (places) => readRows(redis, places),
        wants: (row) =>
          (query.state === undefined || row.state === query.state) &&
          (query.decision === undefined || row.brief?.decision === query.decision) &&
          (query.category === undefined || row.brief?.category === query.category) &&
          holds(row.brief, words),
      });
    },

    threads(query) {
      const words = wordsOf(query.q);
      return newestFirst(redis, {
        keys: everyShard(shards, ({ threads }) => threads),
        query,
        read: (places) => readThreads(redis, places),
        wants: (row) => holds(row.brief, words),
      });
    },
  };
}

function everyShard(shards: number, keyOf: (keys: ReturnType<typeof keysOf>) => string): string[] {
  return Array.from({ length: shards }, (_, shard) => keyOf(keysOf(shard)));
}

async function readRows(redis: Redis, places: readonly Place[]): Promise<(ActivityRow | undefined)[]> {
  const pipeline = redis.pipeline();
  for (const { shard, member } of places) {
    const { grantId, id } = parseRefKey(member);
    pipeline.hmget(keysOf(shard).message(grantId, id), 'st', 'th', 'at', 'rev', 'row');
  }
  const found = await resultsOf(pipeline);
  const rows = places.map((place, at) => rowOf(place, found[at] ?? []));
  await fillIn(redis, places, rows);
  return rows;
}

function rowOf({ member, score }: Place, fields: readonly (string | null)[]): ActivityRow | undefined {
  const [st, th, at, rev = null, row = null] = fields;
  const state = messageStates.find((one) => one === st);
  if (state === undefined || !th) return undefined; // forgotten since
  const { grantId, id: messageId } = parseRefKey(member);
  return {
    grantId,
    messageId,
    threadId: parseRefKey(th).id,
    atMs: score,
    admittedAtMs: Number(at ?? score),
    state,
    reviewId: rev,
    brief: readBrief(row, null),
  };
}

/** Reads the account of messages that an earlier version stored, which kept nothing else. */
async function fillIn(
  redis: Redis,
  places: readonly Place[],
  rows: readonly (ActivityRow | undefined)[],
): Promise<void> {
  for (const [at, row] of rows.entries()) {
    const place = places[at];
    if (row === undefined || row.brief !== undefined || place === undefined) continue;
    const account = await redis.hget(keysOf(place.shard).message(row.grantId, row.messageId), 'acct');
    row.brief = readBrief(null, account);
  }
}

async function readThreads(redis: Redis, places: readonly Place[]): Promise<(ThreadRow | undefined)[]> {
  const pipeline = redis.pipeline();
  for (const { shard, member } of places) pipeline.hmget(keysOf(shard).lastIn(member), 'm', 'n');
  const last = await resultsOf(pipeline);
  const messages = places.map(({ shard, member, score }, at) => {
    const { grantId } = parseRefKey(member);
    return {
      shard,
      score,
      member: `${encodeURIComponent(grantId)}/${encodeURIComponent(last[at]?.[0] ?? '')}`,
    };
  });
  const rows = await readRows(redis, messages);
  return rows.map((row, at) => {
    if (row === undefined) return undefined;
    const { grantId, threadId, state, brief, atMs } = row;
    return { grantId, threadId, lastAtMs: atMs, messages: Number(last[at]?.[1] ?? 1), state, brief };
  });
}

async function resultsOf(pipeline: ReturnType<Redis['pipeline']>): Promise<(string | null)[][]> {
  const results = (await pipeline.exec()) ?? [];
  return results.map(([error, fields]) => {
    if (error) throw error;
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what HMGET answers
    return fields as (string | null)[];
  });
}

function wordsOf(q: string | undefined): string[] {
  return (q ?? '')
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '')
    .slice(0, 10);
}

function holds(brief: Brief | undefined, words: readonly string[]): boolean {
  if (words.length === 0) return true;
  if (brief === undefined) return false;
  const { about, category, agent, reasons } = brief;
  const text = [about?.from?.name, about?.from?.email, about?.subject, category, agent, ...reasons]
    .join('\n')
    .toLowerCase();
  return words.every((word) => text.includes(word));
}
