import type { Redis } from 'ioredis';
import type { AuditEntry, AuditState } from '#domain/audit.ts';
import { fromJson } from './json.ts';
import { keysOf } from './keys.ts';

const PAGE = 500;
/** So many entries are looked through for one answer at most; more are found from its `next`. */
const MOST_LOOKED_AT = 20_000;

export type AuditQuery = {
  /** Only of this review. */
  review?: string | undefined;
  /** Only what this person, token or part did. */
  by?: string | undefined;
  /** Only older than this: milliseconds, or the `next` of an earlier answer. */
  before?: number | string | undefined;
  /** Not older than this, in milliseconds. */
  sinceMs?: number | undefined;
  limit: number;
};

/** Entries, the newest first; `next` finds older ones and is null when there are none. */
export type AuditPage = { entries: AuditEntry[]; next: string | null };

export type AuditTrail = { list(query: AuditQuery): Promise<AuditPage> };

/** Reads the audit streams of all shards as one. Rejects when Redis does not answer. */
export function createAuditTrail(redis: Redis, shards: number): AuditTrail {
  return {
    async list({ review, by, before, sinceMs, limit }) {
      const from = placeOf(before);
      const rows = newestFirst(
        Array.from({ length: shards }, (_, shard) => linesOf(redis, shard, from, sinceMs ?? 0)),
      );
      const entries: AuditEntry[] = [];
      let looked = 0;
      for await (const { id, shard, fields } of rows) {
        const entry = entryOf(fields);
        const fits = review === undefined || entry.about['review'] === review;
        if (fits && (by === undefined || entry.by === by)) entries.push(entry);
        if (entries.length === limit || ++looked === MOST_LOOKED_AT)
          return { entries, next: `${id}.${shard}` };
      }
      return { entries, next: null };
    },
  };
}

type Line = { id: string; shard: number; fields: string[] };
/** Where to begin: before that line, whose twin of the same id in a shard below it is still to come. */
type Place = { id: string; shard: number };

function placeOf(before: number | string | undefined): Place | undefined {
  if (before === undefined) return undefined;
  if (typeof before === 'number') return { id: `${Math.max(0, Math.floor(before))}-0`, shard: -1 };
  const [, id = '0-0', shard = '0'] = /^(\d{1,15}-\d{1,15})\.(\d{1,5})$/.exec(before) ?? [];
  return { id, shard: Number(shard) };
}

async function* linesOf(redis: Redis, shard: number, from: Place | undefined, sinceMs: number) {
  let end = '+';
  if (from !== undefined) end = shard < from.shard ? from.id : `(${from.id}`;
  for (;;) {
    const page = await redis.xrevrange(keysOf(shard).audit, end, String(Math.floor(sinceMs)), 'COUNT', PAGE);
    for (const [id, fields] of page) yield { id, shard, fields };
    const last = page.at(-1);
    if (page.length < PAGE || last === undefined) return;
    end = `(${last[0]}`;
  }
}

/** Merges what each shard gives; of the same id the higher shard comes first. */
async function* newestFirst(sources: AsyncGenerator<Line, void>[]) {
  const heads = await Promise.all(sources.map(async (source) => ({ source, head: await source.next() })));
  for (;;) {
    let newest: { source: AsyncGenerator<Line, void>; head: IteratorResult<Line, void> } | undefined;
    let line: Line | undefined;
    for (const one of heads) {
      if (one.head.done === true) continue;
      if (line === undefined || compare(one.head.value, line) > 0) {
        newest = one;
        line = one.head.value;
      }
    }
    if (newest === undefined || line === undefined) return;
    yield line;
    newest.head = await newest.source.next();
  }
}

function compare(a: Line, b: Line): number {
  const [ams = 0, aseq = 0] = a.id.split('-').map(Number);
  const [bms = 0, bseq = 0] = b.id.split('-').map(Number);
  return ams - bms || aseq - bseq || a.shard - b.shard;
}

function entryOf(fields: readonly string[]): AuditEntry {
  const facts = Object.fromEntries(
    fields.flatMap((name, at) => (at % 2 === 0 ? [[name, fields[at + 1] ?? '']] : [])),
  );
  const { at = '0', by = '', what = '', before, after, ...about } = facts;
  return { atMs: Number(at), by, what, about, before: stateIn(before), after: stateIn(after) };
}

function stateIn(text: string | undefined): AuditState | null {
  return text === undefined ? null : fromJson<AuditState>(text);
}
