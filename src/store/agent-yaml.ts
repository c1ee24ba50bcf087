import { isMap, isNode, isScalar, isSeq, LineCounter, parseDocument, visit, type Document } from 'yaml';
import { AgentConfig } from '#domain/agent-config.ts';
import { messageOf } from '#errors.ts';
import type { Fault } from './agent-fault.ts';
import { explainIssue } from './agent-issues.ts';

/** An agent's settings, and the line each of its mailboxes is written on. */
export type ParsedAgent = { config: AgentConfig; mailboxLines: number[] };

/**
 * Reads the text of an `agent.yaml` (DESIGN section 5): YAML 1.2, `${NAME}` in text values filled in from `env`,
 * checked strictly. Every fault carries its line. Never throws, whatever the text.
 */
export function parseAgentYaml(
  file: string,
  text: string,
  env: Readonly<Record<string, string | undefined>>,
): ParsedAgent | { faults: Fault[] } {
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

  const faults = fillIn(doc, env).map(({ offset, reason }) => ({ file, line: lineAt(offset), reason }));
  const value = plainValue(doc);
  if ('reason' in value) return { faults: [...faults, { file, line: 1, reason: value.reason }] };
  const parsed = AgentConfig.safeParse(value.plain);
  for (const issue of parsed.error?.issues ?? []) {
    const path = issue.path.filter((part) => typeof part !== 'symbol');
    for (const { reason, key } of explainIssue(issue, at(value.plain, path))) {
      faults.push({ file, line: lineAt(offsetOf(doc, key === undefined ? path : [...path, key])), reason });
    }
  }
  if (!parsed.success || faults.length > 0) return { faults: faults.toSorted((a, b) => a.line - b.line) };
  const mailboxLines = parsed.data.mailboxes.map((_, index) => lineAt(offsetOf(doc, ['mailboxes', index])));
  return { config: parsed.data, mailboxLines };
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

function plainValue(doc: Document): { plain: unknown } | { reason: string } {
  try {
    const plain: unknown = doc.toJS({ maxAliasCount: 50 });
    if (plain === null || plain === undefined) {
      return { reason: 'the file is empty; it needs at least mailboxes and categories' };
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
