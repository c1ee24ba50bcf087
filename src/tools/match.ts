import { createContext, Script } from 'node:vm';

/** Far above any honest match, also on a machine that is busy; a hostile one holds the process up for so long, once. */
const LONGEST_MS = 500;
const MOST_FOUND = 20;

const find = new Script(
  `Array.from(text.matchAll(new RegExp(source, 'giu')), (found) => found[1] ?? found[0]).slice(0, ${MOST_FOUND})`,
);

/**
 * What a pattern finds in a text: its group, or all of it. Undefined when it takes longer than half a second: what people
 * write in patterns may take forever on what strangers write in mails, and V8 ends a script in the midst of a match.
 */
export function matchesIn(source: string, text: string): string[] | undefined {
  try {
    const found: unknown = find.runInContext(createContext({ source, text }), { timeout: LONGEST_MS });
    return Array.isArray(found) ? Array.from(found, String) : undefined;
  } catch {
    return undefined;
  }
}
