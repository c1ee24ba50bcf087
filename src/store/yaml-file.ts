import { isMap, isNode, isScalar, isSeq, LineCounter, parseDocument, visit, type Document } from 'yaml';
import type { z } from 'zod';
import { messageOf } from '#errors.ts';
import type { Fault } from './agent-fault.ts';
import { explainIssue } from './agent-issues.ts';

type Options<T> = {
  file: string;
  text: string;
  schema: z.ZodType<T>;
  /** For `${NAME}` in text values; undefined: they stand for themselves. */
  env?: Readonly<Record<string, string | undefined>> | undefined;
  /** The keys that may stand at a place, for advice about unknown ones. */
  keysAt: (path: readonly PropertyKey[]) => string[];
  /** What is said of an empty file. */
  whenEmpty: string;
};

/** The settings that a file holds, and the line on which something of it is written. */
export type ParsedYaml<T> = { value: T; lineOf: (path: Path) => number };

/**
 * Reads the text of a YAML 1.2 file, checked strictly. Every fault carries its line. Never throws, whatever the text.
 */
export function parseYamlFile<T>(options: Options<T>): ParsedYaml<T> | { faults: Fault[] } {
  const { file, text, schema, env, keysAt, whenEmpty } = options;
  const lines = new LineCounter();
  const doc = parseDocument(text, { lineCounter: lines, prettyErrors: false, logLevel: 'error' });
  const lineAt = (offset: number) => Math.max(1, lines.linePos(offset).line);
  const first = doc.errors[0];
  if (first !== undefined) {
    // What follows the first one in the same place is mostly its echo.
    const others = doc.errors.filter((error) => error.code === 'DUPLICATE_KEY');
    const shown = others.includes(first) ? others : [first, ...others];
    return {
      faults: shown.map((error) => ({
        file,
        line: lineAt(error.pos[0]),
        reason: explainSyntax(error, text),
      })),
    };
  }

  const references = env === undefined ? [] : fillIn(doc, env);
  const faults = references.map(({ offset, reason }) => ({ file, line: lineAt(offset), reason }));
  const value = plainValue(doc, whenEmpty);
  if ('reason' in value) return { faults: [...faults, { file, line: 1, reason: value.reason }] };
  const parsed = schema.safeParse(value.plain);
  for (const issue of parsed.error?.issues ?? []) {
    const path = issue.path.filter((part) => typeof part !== 'symbol');
    for (const { reason, key } of explainIssue(issue, at(value.plain, path), keysAt)) {
      faults.push({ file, line: lineAt(offsetOf(doc, key === undefined ? path : [...path, key])), reason });
    }
  }
  if (!parsed.success || faults.length > 0) return { faults: faults.toSorted((a, b) => a.line - b.line) };
  return { value: parsed.data, lineOf: (path) => lineAt(offsetOf(doc, path)) };
}

function explainSyntax(
  error: { code: string; message: string; pos: [number, number] },
  text: string,
): string {
  if (error.code === 'DUPLICATE_KEY') return 'this key stands twice; keep one of them';
  if (error.code === 'MULTIPLE_DOCS') return 'a second document begins here; keep one per file';
  const line = text.slice(text.lastIndexOf('\n', error.pos[0] - 1) + 1).split('\n', 1)[0] ?? '';
  const hint = /[{[].*[^"']\$\{/.test(line) ? '; inside { } or [ ] put "${NAME}" in quotes' : '';
  return `not valid YAML: ${error.message}${hint}`;
}

/** Replaces `${NAME}` in text values, in place; keys stay as they are. */
function fillIn(
  doc: Document,
  env: Readonly<Record<string, string | undefined>>,
): { offset: number; reason: string }[] {
  const faults: { offset: number; reason: string }[] = [];
  visit(doc, {
    Scalar(key, node) {
      const value: unknown = node.value;
      if (key === 'key' || typeof value !== 'string') return;
      node.value = value.replaceAll(/\$\{([^}]*)\}?/g, (written: string, name: string) => {
        const reason = faultOfReference(written, name, env);
        if (reason !== undefined) faults.push({ offset: node.range?.[0] ?? 0, reason });
        return env[name] ?? written;
      });
    },
  });
  return faults;
}

function faultOfReference(
  written: string,
  name: string,
  env: Readonly<Record<string, string | undefined>>,
): string | undefined {
  if (!/^\$\{[A-Za-z_][A-Za-z0-9_]*\}$/.test(written)) {
    return `"${written.slice(0, 60)}" is not understood; write \${NAME} with the name of an environment variable`;
  }
  if (!Object.hasOwn(env, name) || (env[name] ?? '').trim() === '') {
    return `environment variable ${name} is not set; set it, or write the value here`;
  }
  return undefined;
}

function plainValue(doc: Document, whenEmpty: string): { plain: unknown } | { reason: string } {
  try {
    const plain: unknown = doc.toJS({ maxAliasCount: 50 });
    if (plain === null || plain === undefined) {
      return { reason: whenEmpty };
    }
    return { plain };
  } catch (error) {
    return { reason: `not valid YAML: ${messageOf(error)}` };
  }
}

type Path = readonly (string | number)[];

function at(value: unknown, path: Path): unknown {
  let here = value;
  for (const part of path) {
    if (typeof here !== 'object' || here === null || !Object.hasOwn(here, part)) return undefined;
    here = Reflect.get(here, part);
  }
  return here;
}

/** Where a key or a list entry is written; for something missing, where it is missing from. */
function offsetOf(doc: Document, path: Path): number {
  for (let length = path.length; length > 0; length--) {
    const last = path[length - 1];
    const parent: unknown = doc.getIn(path.slice(0, length - 1), true);
    const node: unknown = isMap(parent)
      ? parent.items.find(({ key }) => isScalar(key) && String(key.value) === String(last))?.key
      : isSeq(parent) && typeof last === 'number'
        ? parent.items[last]
        : undefined;
    if (isNode(node)) return node.range?.[0] ?? 0;
  }
  return 0;
}
