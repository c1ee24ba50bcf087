import { isCollection, isMap, isNode, isScalar, LineCounter, parseAllDocuments, type Document } from 'yaml';
import type { z } from 'zod';
import { messageOf } from '#errors.ts';
import type { Fault } from '#store/agent-fault.ts';

/** A value of a file, the line it starts on, and the line of any part of it. */
export type Part = { value: unknown; line: number; lineOf(path: readonly PropertyKey[]): number };

type Parts = { parts: Part[]; faults: Fault[] };

/**
 * The values in a text: YAML documents or JSON (which is YAML), the entries of a list one by one; or JSON lines. Each knows
 * its lines. What is neither is a fault. `firstLine` is where the text starts in its file.
 */
export function partsOf(file: string, text: string, firstLine = 1): Parts {
  if (!file.endsWith('.jsonl')) return yamlParts(file, text, firstLine);
  const parts: Part[] = [];
  const faults: Fault[] = [];
  for (const [at, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    try {
      parts.push({ value: JSON.parse(line), line: at + 1, lineOf: () => at + 1 });
    } catch {
      faults.push({ file, line: at + 1, reason: 'is not JSON; a .jsonl file has one case a line' });
    }
  }
  return { parts, faults };
}

function yamlParts(file: string, text: string, firstLine: number): Parts {
  const lines = new LineCounter();
  const parsed = parseAllDocuments(text, { lineCounter: lines, prettyErrors: false, logLevel: 'error' });
  const docs: Document[] = [...parsed];
  const lineAt = (offset: number) => lines.linePos(offset).line + firstLine - 1;
  const error = docs.flatMap(({ errors }) => errors)[0];
  if (error !== undefined) {
    const reason = `not valid YAML: ${error.message}`;
    return { parts: [], faults: [{ file, line: lineAt(error.pos[0]), reason }] };
  }
  try {
    return { parts: docs.flatMap((doc) => partsIn(doc, lineAt)), faults: [] };
  } catch (cause) {
    return { parts: [], faults: [{ file, line: firstLine, reason: `not valid YAML: ${messageOf(cause)}` }] };
  }
}

/** Throws for aliases that would grow without end. */
function partsIn(doc: Document, lineAt: (offset: number) => number): Part[] {
  if (doc.contents === null) return [];
  const whole: unknown = doc.toJS({ maxAliasCount: 50 });
  const partAt = (value: unknown, path: readonly PropertyKey[]): Part => {
    const lineOf = (inner: readonly PropertyKey[]) => lineAt(offsetOf(doc, [...path, ...inner]));
    return { value, line: lineOf([]), lineOf };
  };
  return Array.isArray(whole) ? whole.map((value: unknown, at) => partAt(value, [at])) : [partAt(whole, [])];
}

/** Where a part is written; of one that is missing, what it is missing from. */
function offsetOf(doc: Document, path: readonly PropertyKey[]): number {
  for (let length = path.length; length >= 0; length--) {
    const parent: unknown = length === 0 ? doc.contents : doc.getIn(path.slice(0, length - 1), true);
    const last = path[length - 1];
    const key = isMap(parent)
      ? parent.items.find((pair) => isScalar(pair.key) && String(pair.key.value) === String(last))?.key
      : undefined;
    const node =
      length === 0 ? doc.contents : (key ?? (isCollection(parent) ? parent.get(last, true) : undefined));
    if (isNode(node)) return node.range?.[0] ?? 0;
  }
  return 0;
}

/** Checks a part against a schema; every issue is a fault with its line. */
export function checkPart<T>(
  file: string,
  part: Part,
  schema: z.ZodType<T>,
): { good: T } | { faults: Fault[] } {
  const checked = schema.safeParse(part.value);
  if (checked.success) return { good: checked.data };
  return {
    faults: checked.error.issues.flatMap((issue) =>
      explained(issue).map(({ path, reason }) => ({ file, line: part.lineOf(path), reason })),
    ),
  };
}

function explained(issue: z.core.$ZodIssue): { path: PropertyKey[]; reason: string }[] {
  const { path } = issue;
  if (issue.code !== 'unrecognized_keys') return [{ path, reason: `${named(path)}${issue.message}` }];
  return issue.keys.map((key) => ({ path: [...path, key], reason: `${named(path)}has no key "${key}"` }));
}

function named(path: readonly PropertyKey[]): string {
  return path.length === 0 ? '' : `${path.map(String).join('.')}: `;
}
