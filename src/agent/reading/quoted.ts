import EmailReplyParser from 'email-reply-parser';

import { attributionAt } from './attribution.ts';

/** The parser's time grows faster than the text (cubic on newlines), so it never sees more. */
const parserLimit = 20_000;
/** What follows a signature mark and is longer is taken for content. */
const longestSignature = { lines: 14, characters: 900 };
/** The parser puts found text into a replacement string, where `$` has a meaning of its own. */
const dollarStandIn = '\u{F8FE}';

/**
 * Splits a plain-text mail into what its sender wrote and what was quoted; a short signature goes to neither.
 *
 * - Answers written between quoted lines stay together with what they answer.
 * - A forwarded mail is content and stays.
 * - When nothing would be left, the whole text is.
 */
export function splitQuoted(text: string): { text: string; quoted: string } {
  const lines = text.split('\n');
  const cut = firstQuote(lines);
  if (cut === undefined) return parsed(text);
  const above = lines
    .slice(0, cut.at)
    .join('\n')
    .replace(/(?:\s*\n\s*[-_=*]{3,})+\s*$/, '');
  const below = lines.slice(cut.at);
  const marked = isQuotedLine(below.slice(cut.lines).find((line) => line.trim() !== '') ?? '');
  if (marked && isInterleaved(below)) return { text: text.trim(), quoted: '' };
  const top = parsed(above);
  const bottom = marked ? writtenBelow(below) : undefined;
  const own = [top.text, bottom?.text ?? ''].filter((part) => part !== '').join('\n\n');
  if (own === '') return { text: text.trim(), quoted: '' };
  return { text: own, quoted: `${top.quoted}\n${bottom?.quoted ?? below.join('\n')}`.trim() };
}

function firstQuote(lines: readonly string[]): { at: number; lines: number } | undefined {
  for (let at = 0; at < lines.length; at += 1) {
    const attribution = attributionAt(lines, at);
    if (attribution?.kind === 'forward') return undefined;
    if (attribution?.kind === 'reply') return { at, lines: attribution.lines };
  }
  return undefined;
}

/** Own paragraphs between quoted lines. A quoted line that was wrapped is no paragraph. */
function isInterleaved(lines: readonly string[]): boolean {
  const first = lines.findIndex(isQuotedLine);
  const last = lines.findLastIndex(isQuotedLine);
  if (first === -1) return false;
  return lines.slice(first, last).some((line, at, between) => {
    if (isQuotedLine(line) || line.trim() === '') return false;
    return between[at - 1]?.trim() === '' && at > 0 && !isNestedAttribution(between, at);
  });
}

function isNestedAttribution(lines: readonly string[], at: number): boolean {
  return attributionAt(lines, at) !== undefined || attributionAt(lines, at - 1) !== undefined;
}

/** Bottom posting: an attribution, quoted lines, and the answer after them. */
function writtenBelow(lines: readonly string[]): { text: string; quoted: string } | undefined {
  const last = lines.findLastIndex(isQuotedLine);
  if (last === -1) return undefined;
  const bottom = parsed(lines.slice(last + 1).join('\n'));
  if (bottom.text === '') return undefined;
  return {
    text: bottom.text,
    quoted: lines
      .slice(0, last + 1)
      .join('\n')
      .trim(),
  };
}

function isQuotedLine(line: string): boolean {
  return /^\s{0,3}[>|]/.test(line);
}

/** The reply parser over a bounded text; what it would leave nothing of is kept whole. */
function parsed(text: string): { text: string; quoted: string } {
  if (text.trim() === '') return { text: '', quoted: '' };
  const head = text.slice(0, parserLimit).replaceAll('$', dollarStandIn);
  const fragments = new EmailReplyParser().read(head).getFragments();
  const shown = fragments.filter((fragment) => !fragment.isHidden() || isTooLongForSignature(fragment));
  const back = (parts: { getContent(): string }[]): string =>
    parts
      .map((part) => part.getContent())
      .join('\n')
      .replaceAll(dollarStandIn, '$')
      .trim();
  const visible = back(shown);
  const rest = text.slice(parserLimit);
  if (visible === '') return { text: '', quoted: text.trim() };
  return { text: `${visible}${rest}`, quoted: back(fragments.filter((fragment) => fragment.isQuoted())) };
}

function isTooLongForSignature(fragment: {
  isSignature(): boolean;
  isQuoted(): boolean;
  getContent(): string;
}): boolean {
  if (!fragment.isSignature() || fragment.isQuoted()) return false;
  const content = fragment.getContent();
  return (
    content.length > longestSignature.characters ||
    content.split('\n').filter((line) => line.trim() !== '').length > longestSignature.lines
  );
}
