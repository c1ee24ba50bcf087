import { headerNames } from './quote-words.ts';

/** What a block of header lines above a quoted or forwarded mail says; nobody has checked it. */
export type QuotedFields = {
  from: string | undefined;
  to: string | undefined;
  date: string | undefined;
  subject: string | undefined;
};
type FieldName = keyof QuotedFields | 'other';
export type HeaderBlock = { lines: number; fields: QuotedFields };

/** Longer lines are no header lines; the bound on each pattern below. */
const longestLine = 400;
/** Lines a block has at most, and lines without a name (folded addresses) it may hold in a row. */
const mostLines = 14;
const mostFolded = 3;

const fieldNames: ReadonlyMap<string, FieldName> = new Map(
  (['from', 'date', 'to', 'subject', 'other'] as const).flatMap((name) =>
    headerNames[name].split('|').map((word): [string, FieldName] => [word, name]),
  ),
);
const longestName = 24;
/** The names of further fields, where a client has put a whole block on one line. */
const fieldInLine = new RegExp(
  `[ \\t](\\*?(?:${headerNames.date}|${headerNames.to}|${headerNames.subject})\\s?\\*?[:：][ \\t])`,
  'giu',
);
export const dated =
  /\b(?:19|20)\d{2}\b|\d{1,2}[:.h]\d{2}(?!\d)|\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{1,2}-\p{L}{3,4}\.?-\d{2,4}|[年년]/u;
export const addressed = /[^\s<>@]{1,100}@[^\s<>@]{1,200}\.[^\s<>@]/;

/** The line without the marks of a quote and what a client puts around a header name. */
export function unmarked(line: string): string {
  return line.slice(0, longestLine).replace(/^\s{0,30}(?:[>|]\s{0,4}){0,30}/, '');
}

/**
 * Reads the block of header lines that begins at line `at`, as Outlook and others put it above a mail. It is one when
 * it names a sender and two more fields, or one more and an address; or, on a line of its own, all of them. Right
 * below the mark of a forwarded mail (`expected`) any one field will do.
 */
export function headerBlockAt(
  lines: readonly string[],
  at: number,
  expected = false,
): HeaderBlock | undefined {
  const first = fieldOf(lines[at]);
  if (first === undefined) return undefined;
  if (!expected && (first.name === 'other' || first.name === 'subject')) return undefined;
  const apart = unmarked(lines[at] ?? '')
    .replaceAll(fieldInLine, '\n$1')
    .split('\n');
  if (apart.length > 1) {
    const { found } = fieldsFrom(
      apart.map((line) => line.trim()),
      0,
    );
    if (isBlock(found) && addressed.test(apart[0] ?? '')) return { lines: 1, fields: fieldsOf(found) };
  }
  const { found, last } = fieldsFrom(lines, at);
  return expected || isBlock(found) ? { lines: last - at + 1, fields: fieldsOf(found) } : undefined;
}

type Field = { name: FieldName; value: string };

function fieldsFrom(lines: readonly string[], at: number): { found: Field[]; last: number } {
  const found: Field[] = [];
  let last = at;
  let folded = 0;
  for (let index = at; index < Math.min(lines.length, at + mostLines); index += 1) {
    const field = fieldOf(lines[index]);
    if (field !== undefined && !found.some(({ name }) => name === field.name && name !== 'other')) {
      found.push(field);
      last = index;
      folded = 0;
      continue;
    }
    // some clients put a blank line between the fields; a blank line after the subject ends the block
    if (unmarked(lines[index] ?? '').trim() === '' && found.some(({ name }) => name === 'subject')) break;
    folded += 1;
    if (folded > mostFolded) break;
  }
  return { found, last };
}

function fieldOf(line: string | undefined): Field | undefined {
  if (line === undefined || line.length > longestLine) return undefined;
  const text = unmarked(line).trim();
  const colon = text.slice(0, longestName).search(/[:：]/);
  if (colon < 1) return undefined;
  const name = fieldNames.get(
    text
      .slice(0, colon)
      .replaceAll(/^[*_]+|[*_\s]+$/g, '')
      .toLowerCase(),
  );
  const value = text
    .slice(colon + 1)
    .replace(/^[*_]{1,2}/, '')
    .replace(/[*_]{1,2}$/, '')
    .trim();
  return name === undefined ? undefined : { name, value };
}

function isBlock(found: readonly Field[]): boolean {
  const of = (wanted: FieldName): string | undefined => found.find(({ name }) => name === wanted)?.value;
  const from = of('from');
  const date = of('date');
  const others = (['date', 'to', 'subject'] as const).filter((name) => of(name) !== undefined).length;
  if (from !== undefined && from !== '') return others >= 2 || (others >= 1 && addressed.test(from));
  return date !== undefined && dated.test(date) && addressed.test(of('to') ?? '');
}

function fieldsOf(found: readonly Field[]): QuotedFields {
  const of = (wanted: FieldName): string | undefined =>
    found.find(({ name, value }) => name === wanted && value !== '')?.value;
  return { from: of('from'), to: of('to'), date: of('date'), subject: of('subject') };
}
