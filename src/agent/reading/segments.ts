import { type Opening, openingAt } from './attribution.ts';
import { quoteHint, signatureEnd, signatureHint } from './marks.ts';
import { headerBlockAt, type QuotedFields, unmarked } from './header-block.ts';

/** What the subject says of a mail: that it answers one, or passes one on. */
export type Purpose = 'answer' | 'forward' | undefined;

/**
 * A stretch of lines of one voice. `marked` lines carry `>`, below the attribution when there is one, or a mark that the markup calls it a quote; `quoted` is a mail
 * quoted without marks, which runs to the end.
 */
export type Segment =
  | { kind: 'own' | 'quoted' | 'signature'; lines: string[] }
  | { kind: 'marked'; attribution: string[]; isAttributed: boolean; lines: string[] }
  | { kind: 'forward'; fields: QuotedFields; head: string[]; lines: string[] };

/** A quoted line this long may have been wrapped by a client, its rest without a mark. */
const wrapLength = 60;
const noFields: QuotedFields = { from: undefined, to: undefined, date: undefined, subject: undefined };

/** Cuts a mail into stretches of one voice, in linear time; every line is in one of them. */
export function segmentsOf(lines: readonly string[], purpose: Purpose): Segment[] {
  const segments: Segment[] = [];
  let at = 0;
  while (at < lines.length) {
    const segment = segmentAt(lines, at, purpose, segments.some(isWritten));
    const length = lengthOf(segment);
    const last = segments.at(-1);
    if (segment.kind === 'own' && last?.kind === 'own') last.lines.push(...segment.lines);
    else segments.push(segment);
    at += length;
  }
  return segments;
}

/** Whether a line is marked as quoted. */
export function isMarkedLine(line: string): boolean {
  return /^\s{0,3}>/.test(line);
}

/** Whether a line holds nothing to read: blanks, or a mark of `marks.ts`. */
export function isBlank(line: string): boolean {
  return line.trim() === '' || /^[\u{F8F1}-\u{F8F3}]$/u.test(line);
}

function isWritten(segment: Segment): boolean {
  return segment.kind === 'own' && segment.lines.some((line) => !isBlank(line));
}

function lengthOf(segment: Segment): number {
  if (segment.kind === 'marked') return segment.attribution.length + segment.lines.length;
  return segment.lines.length + (segment.kind === 'forward' ? segment.head.length : 0);
}

function segmentAt(lines: readonly string[], at: number, purpose: Purpose, isBelowOwn: boolean): Segment {
  const line = lines[at] ?? '';
  if (line === quoteHint) return hintedAt(lines, at, purpose, isBelowOwn);
  if (line === signatureHint) return signatureAt(lines, at);
  if (isBlank(line)) return { kind: 'own', lines: [line] };
  if (isMarkedLine(line)) return markedAt(lines, at, purpose);
  const opening = openingAt(lines, at);
  if (opening === undefined) return { kind: 'own', lines: [line] };
  if (opening.kind === 'forward' || (opening.kind !== 'wrote' && purpose === 'forward'))
    return forwardAt(lines, at, opening);
  const below = nextWritten(lines, at + opening.lines);
  if (isMarkedLine(lines[below] ?? '') || lines[below] === quoteHint) {
    const start = lines[below] === quoteHint ? nextWritten(lines, below + 1) : below;
    return attributed(lines, at, isMarkedLine(lines[start] ?? '') ? start : below);
  }
  if (isBelowOwn) return { kind: 'quoted', lines: lines.slice(at) };
  // nothing stands above: then what stands below is what there is to read
  return { kind: opening.kind === 'wrote' ? 'quoted' : 'own', lines: lines.slice(at, at + opening.lines) };
}

function attributed(lines: readonly string[], at: number, start: number): Segment {
  return {
    kind: 'marked',
    attribution: lines.slice(at, start),
    isAttributed: true,
    lines: runFrom(lines, start),
  };
}

/** The markup says that a quote begins: what stands above its marked lines introduces it, in whatever language. */
function hintedAt(lines: readonly string[], at: number, purpose: Purpose, isBelowOwn: boolean): Segment {
  const hint: Segment = { kind: 'own', lines: [lines[at] ?? ''] };
  const next = nextWritten(lines, at + 1);
  if (lines[next] === quoteHint || next >= lines.length) return hint;
  if (isMarkedLine(lines[next] ?? '')) {
    const run = markedAt(lines, next, purpose === 'forward' ? 'forward' : 'answer');
    return run.kind === 'marked' ? { ...run, attribution: lines.slice(at, next) } : hint;
  }
  if (openingAt(lines, next) !== undefined || purpose === 'forward') return hint;
  const marked = lines.slice(next, next + 6).findIndex(isMarkedLine);
  if (marked !== -1) return attributed(lines, at, next + marked);
  return isBelowOwn ? { kind: 'quoted', lines: lines.slice(at) } : hint;
}

function signatureAt(lines: readonly string[], at: number): Segment {
  const end = lines.indexOf(signatureEnd, at);
  const hasQuote = end !== -1 && lines.slice(at, end).includes(quoteHint);
  return end === -1 || hasQuote
    ? { kind: 'own', lines: [lines[at] ?? ''] }
    : { kind: 'signature', lines: lines.slice(at, end + 1) };
}

/** A marked run that begins with the headers of a mail, or the mark of a forward, is a mail passed on. */
function markedAt(lines: readonly string[], at: number, purpose: Purpose): Segment {
  const run = runFrom(lines, at);
  const first = run.findIndex((line) => unmarked(line).trim() !== '');
  const opening = first === -1 ? undefined : openingAt(run, first);
  if (opening?.kind === 'forward' || (opening?.kind === 'headers' && purpose !== 'answer')) {
    const head = first + opening.lines;
    return { kind: 'forward', fields: fieldsOf(opening), head: run.slice(0, head), lines: run.slice(head) };
  }
  return { kind: 'marked', attribution: [], isAttributed: opening !== undefined, lines: run };
}

function forwardAt(lines: readonly string[], at: number, opening: Opening): Segment {
  const below = nextWritten(lines, at + opening.lines);
  const block = opening.kind === 'separator' ? headerBlockAt(lines, below) : undefined;
  const end = block === undefined ? at + opening.lines : below + block.lines;
  const isMarked = isMarkedLine(lines[end - 1] ?? '') || isMarkedLine(lines[nextWritten(lines, end)] ?? '');
  const body = isMarked && end > at + 1 ? runFrom(lines, end) : lines.slice(end);
  return {
    kind: 'forward',
    fields: block?.fields ?? fieldsOf(opening),
    head: lines.slice(at, end),
    lines: body,
  };
}

function fieldsOf(opening: Opening): QuotedFields {
  return ('fields' in opening ? opening.fields : undefined) ?? noFields;
}

/** Marked lines from `start` on, with blank ones between and those that a client wrapped. */
function runFrom(lines: readonly string[], start: number): string[] {
  let end = start;
  for (let at = start; at < lines.length; at += 1) {
    const line = lines[at] ?? '';
    if (isMarkedLine(line)) end = at + 1;
    else if (!isBlank(line) && !isWrapped(lines, at)) break;
  }
  return lines.slice(start, Math.max(end, start));
}

function isWrapped(lines: readonly string[], at: number): boolean {
  const above = lines[at - 1] ?? '';
  if (!isMarkedLine(above) || !isMarkedLine(lines[at + 1] ?? '')) return false;
  return (
    (above.length >= wrapLength && !/[.?!:]\s*$/.test(above.slice(-20))) ||
    /<?https?:\S*$/.test(above.slice(-300))
  );
}

function nextWritten(lines: readonly string[], from: number): number {
  let at = from;
  while (at < lines.length && (lines[at] ?? '').trim() === '') at += 1;
  return at;
}
