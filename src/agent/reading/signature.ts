import { isContact } from './contact-line.ts';
import { isBlank } from './segments.ts';
import { closings, deviceFooters, notices } from './signature-words.ts';

/** A part below a mark that is longer than this is taken for content. */
const longest = { lines: 14, characters: 900 };
const ofTheEnd = { lines: 12, lineLength: 90 };
const longestNotice = 6_000;

const dashesAlone = /^(?:[-–—]{1,3}|[-_=+*~#–—―─]{2,120}|ᐧ)$/u;
const closing = new RegExp(`^(?:${closings})$`, 'iu');
const device = new RegExp(`^[*_<[(]{0,2}(?:${deviceFooters})$`, 'iu');
const notice = new RegExp(`^[*_<[(]{0,2}(?:${notices})`, 'iu');
/** A name behind dashes, without the blank that makes an item of a list. */
const dashedName = /^(?:[-–—~]{1,2}\p{Lu}|[–—~]{1,2} \p{Lu})[\p{L}.'’-]{0,30}(?: [\p{L}.'’-]{1,30}){0,3}$/u;

/**
 * Where the signature of a mail begins that is marked as one: dashes alone, a closing formula, a name behind dashes,
 * a phone's or app's footer, a legal notice. The number of lines above it; all of them when there is none.
 */
export function markedSignatureAt(lines: readonly string[], mayBeAll = false): number {
  const end = lines.findLastIndex((line) => !isBlank(line)) + 1;
  const first = lines.findIndex((line) => !isBlank(line));
  for (let at = Math.max(first, end - 120); at < end; at += 1) {
    if (!beginsSignature(lines, at, end)) continue;
    const start = withDashesAbove(lines, at);
    return start <= first && !mayBeAll ? lines.length : start;
  }
  return lines.length;
}

function beginsSignature(lines: readonly string[], at: number, end: number): boolean {
  const line = (lines[at] ?? '').trim();
  if (line === '' || line.length > 200) return line.length > 200 && isNotice(lines, at, end);
  if (dashesAlone.test(line)) return isBelowDashes(line, lines.slice(at + 1, end));
  if (device.test(line)) return isShort(lines.slice(at + 1, end), 4) && !/[?]$/.test(line);
  if (isClosing(line)) return isShort(lines.slice(at + 1, end), ofTheEnd.lines);
  if (dashedName.test(line))
    return isShort(lines.slice(at + 1, end), 2) && !isBlank(lines.slice(0, at).join(''));
  return isNotice(lines, at, end);
}

function isBelowDashes(mark: string, below: readonly string[]): boolean {
  const written = below.filter((line) => !isBlank(line));
  if (/^(?:--|—|__)$/.test(mark)) {
    return written.length <= longest.lines && written.join('').length <= longest.characters && !asks(written);
  }
  const isEmpty = written.length === 0;
  return isEmpty || (isShort(below, 8) && (written.some(isContact) || isFormula(written[0] ?? '')));
}

function isNotice(lines: readonly string[], at: number, end: number): boolean {
  return (
    notice.test((lines[at] ?? '').trim().slice(0, 300)) &&
    lines.slice(at, end).join('').length < longestNotice
  );
}

function isShort(lines: readonly string[], most: number): boolean {
  const written = lines.filter((line) => !isBlank(line));
  const ended = written.findIndex((line) => notice.test(line.trim().slice(0, 300)));
  const counted = ended === -1 ? written : written.slice(0, ended);
  return (
    counted.length <= most && counted.every((line) => line.length <= ofTheEnd.lineLength) && !asks(counted)
  );
}

function isFormula(line: string): boolean {
  return isClosing(line) || device.test(line.trim().slice(0, 200));
}

function asks(lines: readonly string[]): boolean {
  return lines.some((line) => line.length > 14 && /[?？]$/.test(line.trimEnd().slice(-1)));
}

/** Dashes and blank lines right above belong to it. */
function withDashesAbove(lines: readonly string[], at: number): number {
  let start = at;
  for (let above = at - 1; above >= 0; above -= 1) {
    const line = (lines[above] ?? '').trim();
    if (dashesAlone.test(line)) start = above;
    else if (line !== '') break;
  }
  return start;
}

/** Whether a line is a closing formula alone, like "Kind regards,". */
export function isClosing(line: string): boolean {
  return line.length < 80 && closing.test(withoutEnd(line.trim()));
}

/** Whether a line is a row of dashes, or a phone's or app's footer. */
export function isFooter(line: string): boolean {
  return dashesAlone.test(line.trim()) || (line.length < 200 && device.test(line.trim()));
}

/** A line without the marks at its end and the stars around it. */
export function withoutEnd(line: string): string {
  return line.replace(/[\s,.!;:–—\-！，]{1,8}$/u, '').replaceAll(/^[*_]{1,2}|[*_]{1,2}$/g, '');
}
