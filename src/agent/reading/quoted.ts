import { type QuotedFields, unmarked } from './header-block.ts';
import { withoutMarks } from './marks.ts';
import { isBlank, isMarkedLine, type Purpose, type Segment, segmentsOf } from './segments.ts';
import { markedSignatureAt } from './signature.ts';
import { sharedLineOf } from './attribution.ts';
import { signOffAt } from './sign-off.ts';

/** What the lines of a mail are. `signOff` is a closing that nothing marks as one: a name, thanks, a number. */
type PartKind = 'own' | 'signOff' | 'signature' | 'quoted' | 'forwarded';
export type Part = { kind: PartKind; lines: readonly string[] };

export type Split = {
  /** What the sender wrote, without quotes, signature and a mail passed on. */
  text: string;
  signature: string;
  /** The signature, and closing lines that do not stand in `text`. */
  footer: string;
  quoted: string;
  forwarded: (QuotedFields & { text: string }) | undefined;
  /** There is nothing but a quote; it is `text` then. */
  isOnlyQuote: boolean;
  /** Every line of the mail, in order. */
  parts: Part[];
};

/** Lines of a question that are kept above its answer. */
const longestQuestion = 12;

/**
 * Splits a plain-text mail into what its sender wrote, what was quoted, a signature and a mail passed on, in time linear
 * in its length. No line is lost.
 *
 * - Answers written between quoted lines stay together with the questions above them.
 * - Text below a quote is the sender's; so is what stands above.
 * - When nothing but a quote would be found, that is the text.
 */
export function splitMail(text: string, purpose?: Purpose): Split {
  const segments = segmentsOf(text.split('\n').flatMap(sharedLineOf), purpose);
  const forward = segments.find((segment) => segment.kind === 'forward');
  const isOnlyQuote = forward === undefined && !segments.some(isWritten);
  const parts = isOnlyQuote
    ? [{ kind: 'own' as const, lines: segments.flatMap(linesOf) }]
    : partsOf(segments);
  const split = withSignatures(parts).map(({ kind, lines }) => ({
    kind,
    lines: lines.filter((line) => line === '' || withoutMarks(line) !== '' || !isBlank(line)),
  }));
  const own = ownParts(split);
  return {
    text: textOf(own),
    signature: textOf(split, 'signOff', 'signature'),
    footer: textOf(
      split.filter((part) => !own.includes(part)),
      'signOff',
      'signature',
    ),
    quoted: textOf(split, 'quoted'),
    forwarded: forward && { ...forward.fields, text: passedOn(forward.lines) },
    isOnlyQuote: isOnlyQuote && segments.length > 0 && text.trim() !== '',
    parts: split,
  };
}

function isWritten(segment: Segment): boolean {
  return segment.kind === 'own' && segment.lines.some((line) => !isBlank(line));
}

function linesOf(segment: Segment): string[] {
  if (segment.kind === 'marked') return [...segment.attribution, ...segment.lines];
  return segment.kind === 'forward' ? [...segment.head, ...segment.lines] : segment.lines;
}

function partsOf(segments: readonly Segment[]): Part[] {
  const lastOwn = segments.findLastIndex(isWritten);
  const lastLoose = segments.findLastIndex(
    (it, at) => it.kind === 'marked' && !it.isAttributed && at < lastOwn,
  );
  return segments.flatMap((segment, at): Part[] => {
    if (segment.kind === 'forward') return [{ kind: 'forwarded', lines: linesOf(segment) }];
    if (segment.kind !== 'marked') return [segment];
    if (at > lastOwn)
      return [{ kind: isQuote(segment, at, segments) ? 'quoted' : 'own', lines: linesOf(segment) }];
    // an attributed quote with text below is answered as a whole, unless more of it follows between answers
    if (segment.isAttributed && at > lastLoose) return [{ kind: 'quoted', lines: linesOf(segment) }];
    return question(segment.attribution, segment.lines);
  });
}

/** A single marked line at the end that nothing announces may be anything. */
function isQuote(segment: Segment & { kind: 'marked' }, at: number, segments: readonly Segment[]): boolean {
  if (segment.isAttributed || segment.attribution.length > 0) return true;
  if (segment.lines.filter((line) => unmarked(line).trim() !== '').length > 1) return true;
  return segments.slice(0, at).some((it) => it.kind === 'marked');
}

/** The end of a quote, where the question stands, is kept; the rest counts as quoted. */
function question(attribution: readonly string[], lines: readonly string[]): Part[] {
  if (lines.length <= longestQuestion) return [{ kind: 'own', lines: [...attribution, ...lines] }];
  const paragraph = lines.findIndex(
    (_line, at) => at > lines.length - longestQuestion && unmarked(lines[at - 1] ?? '').trim() === '',
  );
  const start = paragraph === -1 ? lines.length - longestQuestion : paragraph;
  return [
    { kind: 'quoted', lines: [...attribution, ...lines.slice(0, start)] },
    { kind: 'own', lines: lines.slice(start) },
  ];
}

/** Signatures stand at the end of what was written above the first quote, and at the end of the mail. */
function withSignatures(given: readonly Part[]): Part[] {
  const parts = joined(given);
  const written = parts.flatMap(({ kind, lines }, at) => (kind === 'own' && lines.some(isText) ? [at] : []));
  const ends = new Set([written[0], written.at(-1)]);
  return parts.flatMap((part, at) => (ends.has(at) ? signed(part.lines, at !== written[0]) : [part]));
}

function joined(parts: readonly Part[]): Part[] {
  const out: { kind: PartKind; lines: string[] }[] = [];
  for (const { kind, lines } of parts) {
    const last = out.at(-1);
    if (last?.kind === kind) last.lines.push(...lines);
    else out.push({ kind, lines: [...lines] });
  }
  return out;
}

/** Below a quote all may be signature; elsewhere something has to be left. */
function signed(lines: readonly string[], isBelow: boolean): Part[] {
  const marked = markedSignatureAt(lines, isBelow);
  const written = lines.slice(0, marked);
  const signOff = signOffAt(written, isBelow);
  return [
    { kind: 'own' as const, lines: written.slice(0, signOff) },
    { kind: 'signOff' as const, lines: written.slice(signOff) },
    { kind: 'signature' as const, lines: lines.slice(marked) },
  ].filter((part) => part.lines.length > 0);
}

/** A name below the quote closes the mail that was written above it. */
function ownParts(parts: readonly Part[]): Part[] {
  const first = parts.findIndex(({ kind, lines }) => kind === 'own' && lines.some(isText));
  const quote = parts.findIndex(({ kind }) => kind === 'quoted' || kind === 'forwarded');
  return parts.filter(({ kind }, at) => {
    if (kind !== 'signOff') return kind === 'own';
    return first === -1 || first > quote || at < quote || quote === -1;
  });
}

function passedOn(lines: readonly string[]): string {
  const isMarked = lines.some(isMarkedLine);
  return textOf([
    { kind: 'forwarded', lines: isMarked ? lines.map((line) => line.replace(/^\s{0,3}>\s?/, '')) : lines },
  ]);
}

function textOf(parts: readonly Part[], ...kinds: PartKind[]): string {
  return parts
    .filter(({ kind }) => kinds.length === 0 || kinds.includes(kind))
    .map(({ lines }) =>
      lines
        .join('\n')
        .replace(/^(?:[^\S\n]*\n)+/, '')
        .trimEnd(),
    )
    .filter((text) => text !== '')
    .join('\n\n');
}

function isText(line: string): boolean {
  return !isBlank(line);
}
