import { authVerdicts, type AuthVerdict } from '#domain/trust.ts';

/** One result of a check: the method, what it said, and the properties it named, lower case. */
export type AuthResult = { method: string; verdict: AuthVerdict; properties: ReadonlyMap<string, string> };

/** An `Authentication-Results` field (RFC 8601 section 2.2): which server says it, and its results. */
export type AuthResults = { server: string; results: AuthResult[] };

/** Far above what servers write; what is longer was made to be long. */
const maxLength = 16_000;
const maxResults = 50;

const token = /^[^\s"()<>@,;:\\/[\]?=]+$/;

/**
 * Reads the value of an `Authentication-Results` field. Undefined for one that does not keep to the grammar, or is of
 * another version: nothing in it may count then (RFC 8601 section 2.2 and 2.5). Words it does not know read as `none`.
 */
export function parseAuthResults(value: string): AuthResults | undefined {
  if (value.length > maxLength) return undefined;
  const parts = statementsOf(value);
  const [server = '', version = '1', ...rest] = parts?.[0] ?? [];
  if (parts === undefined || server === '' || version !== '1' || rest.length > 0) return undefined;
  const results = parts.slice(1, maxResults + 1).flatMap((words) => resultOf(words) ?? []);
  return { server: server.toLowerCase(), results };
}

/** `method[/version]=result`, then `reason=…` and `ptype.property=…`; undefined for `none` and for what is neither. */
function resultOf(words: readonly string[]): AuthResult | undefined {
  const [first = '', ...rest] = words;
  const cut = first.indexOf('=');
  const [method = '', version = '1'] = first.slice(0, Math.max(cut, 0)).toLowerCase().split('/');
  if (cut < 1 || !token.test(method) || version !== '1') return undefined;
  const said = first.slice(cut + 1).toLowerCase();
  const verdict = authVerdicts.find((known) => known === said) ?? 'none';
  const properties = rest.flatMap((word): [string, string][] => {
    const at = word.indexOf('=');
    return at < 1 ? [] : [[word.slice(0, at).toLowerCase(), word.slice(at + 1).toLowerCase()]];
  });
  // the first of a name counts, as an appended one may be smuggled in by a value
  return { method, verdict, properties: new Map(properties.toReversed()) };
}

/** The words between semicolons, comments left out and quoted strings taken whole; undefined when one of them never ends. */
function statementsOf(value: string): string[][] | undefined {
  const statements: string[] = [''];
  let depth = 0;
  let quoted = false;
  const add = (text: string) => {
    statements.push(`${statements.pop() ?? ''}${text}`);
  };
  for (let at = 0; at < value.length; at++) {
    const character = value.charAt(at);
    if (character === '\\' && (quoted || depth > 0)) {
      at += 1;
      if (quoted) add(value.charAt(at).replaceAll(/\s/g, '_'));
    } else if (quoted) {
      if (character === '"') quoted = false;
      else add(/\s/.test(character) ? '_' : character);
    } else if (character === '(') {
      depth += 1;
      if (depth === 1) add(' ');
    } else if (character === ')') depth = Math.max(0, depth - 1);
    else if (depth > 0) continue;
    else if (character === '"') quoted = true;
    else if (character === ';') statements.push('');
    else add(character);
  }
  if (quoted || depth > 0) return undefined;
  return statements.map((text) =>
    text
      .replaceAll(/\s*([=])\s*/g, '$1')
      .trim()
      .split(/\s+/)
      .filter((word) => word !== ''),
  );
}
