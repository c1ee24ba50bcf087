import type { z } from 'zod';
import { PermanentError } from '#errors.ts';
import type { Call, Exchange } from './call.ts';
import { read } from './fault.ts';

/** The largest page Nylas gives of messages and drafts (CONTRACT section 2.2). */
export const PAGE_LIMIT = '200';

const MAX_PAGES = 50;

/** The list does not end: a cursor came again, or there were more pages than the caller is ready to read. */
export class ListTooLong extends PermanentError {
  override name = 'ListTooLong';
}

/**
 * All items of a list, page after page, in the order listed. Each page is a call of its own with its own time limit.
 * Throws ListTooLong when the list does not end: a cursor that comes again, or more than `maxPages`.
 */
export async function allPages<Item>(
  exchange: Exchange,
  call: Call,
  shape: z.ZodType<{ data: Item[] | null; next_cursor?: string | null | undefined }>,
  signal: AbortSignal,
  maxPages = MAX_PAGES,
): Promise<Item[]> {
  const items: Item[] = [];
  const seen = new Set<string>();
  let query = call.query ?? {};
  for (;;) {
    const { data, next_cursor: cursor } = read(call, await exchange({ ...call, query }, signal), shape);
    items.push(...(data ?? []));
    if (!cursor) return items;
    if (seen.has(cursor) || seen.size >= maxPages - 1) {
      throw new ListTooLong(`Nylas ${call.method} ${call.route}: the list does not end`);
    }
    seen.add(cursor);
    query = { ...call.query, page_token: cursor };
  }
}
