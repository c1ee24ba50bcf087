import { createHash } from 'node:crypto';
import type { Person, StoredMessage } from '../mail/types.ts';
import { textOf } from '../mail/text.ts';
import { invalid } from './errors.ts';
import type { SandboxContext } from './http.ts';
import type { Mailbox } from './mailbox.ts';
import type { Shelf } from './shelf.ts';
import { type Json, type MessageFields, messageFields } from './wire.ts';

/** What a filter may look at, in a message as in a draft. */
type Filterable = Pick<
  StoredMessage,
  'subject' | 'from' | 'to' | 'cc' | 'bcc' | 'body' | 'attachments' | 'starred'
> & {
  metadata: Record<string, string>;
  threadId: string;
  unread?: boolean;
  folders?: string[];
  date: number;
  listedAtMs?: number;
  findableAtMs?: number;
};
export type Filter = (item: Filterable) => boolean;

/** A list given as `a=1&a=2` or `a=1,2`. */
function listOf(c: SandboxContext, name: string): string[] {
  return (c.req.queries(name) ?? [])
    .flatMap((value) => value.split(','))
    .map((value) => value.trim().toLowerCase());
}

function booleanOf(c: SandboxContext, name: string): boolean | undefined {
  const value = c.req.query(name);
  if (value === undefined) return undefined;
  if (value !== 'true' && value !== 'false') throw invalid(`${name}: must be true or false`);
  return value === 'true';
}

export function integerOf(c: SandboxContext, name: string): number | undefined {
  const value = c.req.query(name);
  if (value === undefined) return undefined;
  if (!/^\d{1,12}$/.test(value)) throw invalid(`${name}: must be a whole number`);
  return Number(value);
}

/** The filters of CONTRACT section 2.2 that stand in the query, as one predicate. */
export function filterOf(c: SandboxContext, mailbox: Mailbox): Filter {
  const filters: Filter[] = [
    isListed,
    ...peopleFilters(c),
    ...flagFilters(c),
    ...timeFilters(c, 'received_after', 'received_before'),
  ];
  const thread = c.req.query('thread_id');
  if (thread !== undefined) filters.push(({ threadId }) => threadId === thread);
  const folder = c.req.query('in');
  if (folder !== undefined) {
    if (!mailbox.folders.has(folder)) throw invalid('in: must be the id of a folder');
    filters.push(({ folders }) => folders?.includes(folder) ?? false);
  }
  const subject = c.req.query('subject')?.toLowerCase();
  if (subject !== undefined) filters.push((item) => item.subject.toLowerCase().includes(subject));
  const words = c.req.query('search_query_native')?.toLowerCase();
  if (words !== undefined) {
    filters.push((item) => `${item.subject}\n${textOf(item.body)}`.toLowerCase().includes(words));
  }
  const pair = metadataPair(c);
  if (pair) {
    const nowMs = Date.now();
    filters.push(({ findableAtMs = 0 }) => findableAtMs <= nowMs);
    filters.push(({ metadata }) => metadata[pair.key] === pair.value);
  }
  return (item) => filters.every((filter) => filter(item));
}

/** Whether lists show it by now; a lag may keep it out for a while. */
export function isListed({ listedAtMs = 0 }: { listedAtMs?: number }): boolean {
  return listedAtMs === 0 || listedAtMs <= Date.now();
}

function among(people: Person[], wanted: string[]): boolean {
  return people.some(({ email }) => wanted.includes(email.toLowerCase()));
}

function peopleFilters(c: SandboxContext): Filter[] {
  const filters: Filter[] = [];
  for (const name of ['from', 'to', 'cc', 'bcc'] as const) {
    const wanted = listOf(c, name);
    if (wanted.length > 0) filters.push((item) => among(item[name], wanted));
  }
  const any = listOf(c, 'any_email');
  if (any.length > 25) throw invalid('any_email: at most 25 addresses');
  if (any.length > 0) {
    filters.push(({ from, to, cc, bcc }) => among([...from, ...to, ...cc, ...bcc], any));
  }
  return filters;
}

function flagFilters(c: SandboxContext): Filter[] {
  const unread = booleanOf(c, 'unread');
  const starred = booleanOf(c, 'starred');
  const attached = booleanOf(c, 'has_attachment');
  return [
    ...(unread === undefined ? [] : [(item: Filterable) => item.unread === unread]),
    ...(starred === undefined ? [] : [(item: Filterable) => item.starred === starred]),
    ...(attached === undefined ? [] : [(item: Filterable) => item.attachments.length > 0 === attached]),
  ];
}

/** The bounds of a time: at or later than `after`, earlier than `before`, so that neighbouring ranges share nothing. */
export function timeFilters(
  c: SandboxContext,
  afterName: string,
  beforeName: string,
): ((item: { date: number }) => boolean)[] {
  const after = integerOf(c, afterName);
  const before = integerOf(c, beforeName);
  return [
    ...(after === undefined ? [] : [({ date }: { date: number }) => date >= after]),
    ...(before === undefined ? [] : [({ date }: { date: number }) => date < before]),
  ];
}

/** `metadata_pair=key1:value`; only key1 to key5 are searchable (CONTRACT section 3.10). */
function metadataPair(c: SandboxContext): { key: string; value: string } | undefined {
  const pair = c.req.query('metadata_pair');
  if (pair === undefined) return undefined;
  const match = /^(key[1-5]):([\s\S]*)$/.exec(pair);
  if (!match?.[1]) throw invalid('metadata_pair: write it as key1:value; key1 to key5 are indexed');
  return { key: match[1], value: match[2] ?? '' };
}

/** What gives items newest first, from below a place in their order. */
type NewestFirst<T> = (below: number) => Iterable<T>;

/**
 * The items of a shelf that match, found by metadata or thread where the query names one. A list by time ends at the
 * first item that is too old, as no later one can be younger.
 */
export function foundOf<T extends Filterable & { id: string; sequence: number }>(
  c: SandboxContext,
  shelf: Shelf<T>,
  matches: Filter,
): NewestFirst<T> {
  const thread = c.req.query('thread_id');
  const pair = metadataPair(c);
  const after = integerOf(c, 'received_after') ?? 0;
  const some = pair
    ? shelf.withPair(pair.key, pair.value)
    : thread === undefined
      ? undefined
      : (shelf.threads.get(thread) ?? []);
  return function* found(below) {
    const candidates = some
      ? some.filter(({ sequence }) => sequence < below).toReversed()
      : shelf.newestFirst(below);
    for (const item of candidates) {
      if (item.date < after) return;
      if (matches(item)) yield item;
    }
  };
}

/**
 * Cuts one page out of items, newest first, with the cursor of the next (CONTRACT section 2.2). The token names the
 * last item seen and is tied to the query, so new mail in between neither repeats nor skips one.
 */
export function pageOf<T extends { sequence: number }>(
  c: SandboxContext,
  newestFirst: NewestFirst<T>,
  { standard, max }: { standard: number; max: number },
): { page: T[]; next: string | null } {
  const limit = integerOf(c, 'limit') ?? standard;
  if (limit < 1 || limit > max) throw invalid(`limit: must be 1 to ${max}`);
  const query = queryDigest(c);
  const page = [...Iterator.from(newestFirst(positionOf(c.req.query('page_token'), query))).take(limit + 1)];
  const more = page.length > limit;
  if (more) page.pop();
  const last = page.at(-1);
  const next = last && more ? Buffer.from(`${query}.${last.sequence}`).toString('base64url') : null;
  return { page, next };
}

function positionOf(token: string | undefined, query: string): number {
  if (token === undefined || token === '') return Number.POSITIVE_INFINITY;
  const [of, sequence] = Buffer.from(token, 'base64url').toString().split('.');
  const position = Number(sequence);
  if (of !== query || !Number.isInteger(position)) throw invalid('page_token: does not belong to this query');
  return position;
}

function queryDigest(c: SandboxContext): string {
  const pairs = Object.entries(c.req.queries()).filter(([name]) => name !== 'page_token' && name !== 'limit');
  return createHash('sha256')
    .update(JSON.stringify([c.req.path, pairs.toSorted(([a], [b]) => a.localeCompare(b))]))
    .digest('hex')
    .slice(0, 16);
}

/** `select=a,b`: only these top-level members. */
export function selected(c: SandboxContext, wire: Json): Json {
  const names = c.req.query('select')?.split(',');
  return names ? Object.fromEntries(Object.entries(wire).filter(([name]) => names.includes(name))) : wire;
}

/** `fields=`: which form of a message is asked for (CONTRACT section 2.2). */
export function fieldsOf(c: SandboxContext): MessageFields {
  const asked = c.req.query('fields') ?? 'standard';
  const fields = messageFields.find((name) => name === asked);
  if (!fields) throw invalid(`fields: must be one of ${messageFields.join(', ')}`);
  return fields;
}
