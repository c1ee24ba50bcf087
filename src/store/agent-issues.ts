import type { z } from 'zod';

type Path = readonly PropertyKey[];
type KeysAt = (path: Path) => string[];

/**
 * One fault of the schema as a sentence that says what to do. `value` is what stands at the issue's path.
 * `key` is given when the fault is about the name of a key rather than its value.
 */
export function explainIssue(
  issue: z.core.$ZodIssue,
  value: unknown,
  keysAt: KeysAt,
): { reason: string; key?: string }[] {
  const name = pathName(issue.path);
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => ({ reason: unknownKey(key, issue.path, keysAt), key }));
    case 'invalid_key':
      return [{ reason: `${name}: ${issue.issues.map((inner) => inner.message).join('; ')}` }];
    case 'invalid_type':
      return [{ reason: wrongType(name, issue.expected, value) }];
    case 'invalid_value':
      return [{ reason: `${name} must be one of ${issue.values.map(String).join(', ')}${instead(value)}` }];
    case 'invalid_union':
      return [{ reason: `${name} must be one of ${choicesAt(issue.path)}${instead(value)}` }];
    case 'too_small':
      return [{ reason: tooSmall(name, issue, value) }];
    case 'too_big':
      return [{ reason: `${name} must be at most ${String(issue.maximum)}${instead(value)}` }];
    case 'invalid_format':
      return [
        {
          reason:
            issue.format === 'email'
              ? `${name} must be an address such as support@example.com${instead(value)}`
              : `${name}: ${issue.message}`,
        },
      ];
    case 'invalid_element':
    case 'not_multiple_of':
    case 'custom':
      return [{ reason: `${name}: ${issue.message}` }];
  }
}

/** What the key may be by which the forms of a category, a tool or an argument are told apart. */
function choicesAt(path: Path): string {
  if (path[0] !== 'tools') return 'reply, review, escalate, skip';
  return path.at(-1) === 'from' ? 'sender, mail, model, config' : 'http, mcp';
}

/** The closest of the known words, when it is close enough to be what was meant. */
function closest(word: string, known: readonly string[]): string | undefined {
  const limit = word.length <= 4 ? 1 : 2;
  let best: { name: string; distance: number } | undefined;
  for (const name of known) {
    const distance = editDistance(word.slice(0, 60).toLowerCase(), name.toLowerCase());
    if (distance <= limit && distance < (best?.distance ?? Infinity)) best = { name, distance };
  }
  return best?.name;
}

function unknownKey(key: string, path: Path, keysAt: KeysAt): string {
  const known = knownAt(path, keysAt);
  const guess = closest(key, known);
  const hint = guess === undefined ? `known here: ${known.join(', ')}` : `did you mean "${guess}"?`;
  return `unknown key "${key}"${path.length === 0 ? '' : ` in ${pathName(path)}`}; ${hint}`;
}

function knownAt(path: Path, keysAt: KeysAt): string[] {
  const isCategory = path.length === 2 && path[0] === 'categories';
  return keysAt(path).map((key) => (isCategory && key === 'to' ? 'to (only with action: escalate)' : key));
}

const kinds: Record<string, string> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a group of keys',
  record: 'a group of keys',
};

function wrongType(name: string, expected: string, value: unknown): string {
  if (value === undefined || value === null) return `${name} is missing; ${missingHint(name)}`;
  if (expected === 'string' && (typeof value === 'number' || typeof value === 'boolean')) {
    return `${name} must be text; put it in quotes: "${value}"`;
  }
  return `${name} must be ${kinds[expected] ?? expected}${instead(value)}`;
}

function missingHint(name: string): string {
  if (name === 'mailboxes') return 'list at least one, with its grant and its address';
  if (name === 'categories') return 'say what the classifier may answer, and what to do then';
  if (name.endsWith('.to')) return 'say whom to escalate to';
  return 'add it';
}

function tooSmall(name: string, issue: z.core.$ZodIssueTooSmall, value: unknown): string {
  if (issue.origin === 'array') return `${name} needs at least ${String(issue.minimum)} entry`;
  if (issue.origin === 'string') {
    return issue.minimum === 1
      ? `${name} is empty; say something`
      : `${name} must have at least ${String(issue.minimum)} characters`;
  }
  return `${name} must be ${issue.inclusive === false ? 'more than' : 'at least'} ${String(issue.minimum)}${instead(value)}`;
}

function instead(value: unknown): string {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
    return `, not ${JSON.stringify(value).slice(0, 80)}`;
  }
  return '';
}

/** `mailboxes[0].grant` */
function pathName(path: Path): string {
  const name = path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`)).join('');
  return name === '' ? 'the file' : name.replace(/^\./, '');
}

/** Levenshtein's, by rows. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (const [i, letter] of a.split('').entries()) {
    const next = [i + 1];
    for (const [j, other] of b.split('').entries()) {
      const change = (row[j] ?? 0) + (letter === other ? 0 : 1);
      next.push(Math.min(change, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
