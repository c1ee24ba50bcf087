import { addressed, dated, headerBlockAt, type QuotedFields, unmarked } from './header-block.ts';
import { forwardedMessage, forwardOpening, originalMessage, wroteWords } from './quote-words.ts';

const wrote = new RegExp(wroteWords, 'iu');
const longestAttribution = 300;
const longestAttributionLines = 7;

const dashes = '[-_=–—]{2,60}';
const separator = new RegExp(
  `^${dashes}\\s{0,3}(?:${originalMessage})\\s{0,3}(?:${dashes})?\\s{0,3}:?$`,
  'iu',
);
const forward = new RegExp(
  `^(?:${dashes}\\s{0,3}(?:${forwardedMessage})\\s{0,3}${dashes}|(?:${forwardOpening})\\s?[:：]?)$`,
  'iu',
);

/** Where a quoted or forwarded mail begins, and the lines its opening takes up (blank ones between included). */
export type Opening =
  | { kind: 'wrote' | 'separator'; lines: number }
  | { kind: 'headers'; lines: number; fields: QuotedFields }
  | { kind: 'forward'; lines: number; fields: QuotedFields | undefined };

/**
 * Whether the lines from `at` on begin a mail that is quoted or passed on: a separator, a block of header lines, or
 * "On …, N. N. wrote:" over several lines. Looks at a few lines only, so a text is scanned in linear time.
 */
export function openingAt(lines: readonly string[], at: number): Opening | undefined {
  const line = lines[at] ?? '';
  if (line.trim() === '' || line.length > 4_000) return undefined;
  const bare = unmarked(line).slice(0, longestAttribution).trim();
  if (forward.test(bare)) return { kind: 'forward', ...withFields(lines, at) };
  if (separator.test(bare)) return { kind: 'separator', lines: 1 };
  const block = headerBlockAt(lines, at);
  if (block !== undefined) return { kind: 'headers', ...block };
  const count = wroteAt(lines, at);
  return count === undefined ? undefined : { kind: 'wrote', lines: count };
}

/** A forwarding client puts the headers of the mail right below its mark. */
function withFields(
  lines: readonly string[],
  at: number,
): { lines: number; fields: QuotedFields | undefined } {
  for (let next = at + 1; next < at + 4; next += 1) {
    if (unmarked(lines[next] ?? '').trim() === '') continue;
    const block = headerBlockAt(lines, next, true);
    return block === undefined
      ? { lines: 1, fields: undefined }
      : { lines: next - at + block.lines, fields: block.fields };
  }
  return { lines: 1, fields: undefined };
}

/** Clients break an attribution over several lines, some with blank ones between. */
function wroteAt(lines: readonly string[], at: number): number | undefined {
  let joined = '';
  for (let count = 1; count <= longestAttributionLines; count += 1) {
    const line = lines[at + count - 1];
    if (line === undefined || line.length > longestAttribution) return undefined;
    const bare = unmarked(line).trim();
    const goesOn = !opensWithDate(bare) || (wrote.test(joined) && !wrote.test(bare));
    if (count > 1 && (!goesOn || isOtherVoice(lines[at] ?? '', line))) return undefined;
    joined = `${joined} ${bare}`.trim();
    if (joined.length > longestAttribution) return undefined;
    if (isAttribution(joined, followingLine(lines, at + count))) return count;
    if (!opensWithDate(joined) && !startsWithName.test(joined)) return undefined;
  }
  return undefined;
}

/** A marked line below an unmarked one is the quote, unless it is the broken end of the attribution (`>` of an address). */
function isOtherVoice(first: string, line: string): boolean {
  return (
    /^\s*>/.test(line) &&
    !/^\s*>/.test(first) &&
    !/^\s*>\s*(?:[:：,)\]]|\(|wrote|schrieb|a écrit)/iu.test(line)
  );
}

const startWord =
  /^[-\s]*(?:on|am|le|el|il|em|op|den|dana|pe|ti|la|i|w dniu|dnia|dne|dňa|vào|pada|tarihinde|på|kl|em|από|στις|בתאריך|ב|في|เมื่อ|在|于|於|\p{L}{2,12}[.,]? \d{1,2}|\p{L}{2,14}, \d{1,2}|\d{1,4}[./年-]|\d{1,2}[:.]\d{2}|\d{1,2}\.? \p{L}{3,12}\.?,? \d)/iu;
/** Horde and its kin name the author alone. */
const quoting =
  /^(?:quoting|zitat von|citando|citat från|citování|quotando|selon|en réponse à) .{2,120}[:：]$/iu;
/** "You wrote on Monday:" is a sentence of the sender, not of a mail client. */
const isTold =
  /(?:^|[\s,])(?:you|i|we|he|she|they|sie|du|ich|wir|er|ihr|vous|tu|je|j'ai|nous|usted|ud\.?|u|ik|wij|lei|voi|você|vi)\s(?:\p{L}{1,12}\s)?(?:wrote|said|sent|posted|schrieb|écrit|schreef|skrev|scritto)|(?<!\p{L})(?:said|sent|posted)(?!\p{L})(?![^<]{0,100}>)/iu;
const startsWithName = /^.{2,80}(?:<\S{0,200}@|\(|<$|<\s?mailto)/iu;

function opensWithDate(line: string): boolean {
  return startWord.test(line) && dated.test(line);
}

function isAttribution(text: string, next: string): boolean {
  const ends = /[:：]\s{0,3}-{0,5}$/u.test(text);
  if (quoting.test(text)) return addressed.test(text) || next.startsWith('>');
  if (wrote.test(text)) {
    if (/[?!]$/.test(text) || (!next.startsWith('>') && isTold.test(text))) return false;
    if (dated.test(text) && (ends || /(?:wrote|écrit|schrieb)\s{0,3}-{0,5}$/i.test(text))) return true;
    return ends && (addressed.test(text) || next.startsWith('>')) && text.length < 200;
  }
  return ends && dated.test(text) && addressed.test(text) && /[>\])]\s{0,3}[:：]\s{0,3}-{0,5}$/u.test(text);
}

function followingLine(lines: readonly string[], from: number): string {
  return (
    lines
      .slice(from, from + 3)
      .find((line) => line.trim() !== '')
      ?.trimStart() ?? ''
  );
}

/** The line, or the two that it holds when a client has put an attribution behind the text of a reply. */
export function sharedLineOf(line: string): string[] {
  if (line.length > 600 || !/[:：]\s*$/.test(line)) return [line];
  const start = line.search(
    /\S[ \t](?:On|Le|Am|El|Il|Op|Em|Den) (?=\S{1,12}[ ,.]).{10,200}@.{1,120}[:：]\s*$/u,
  );
  if (start < 1) return [line];
  const shared = line.slice(start + 1).trim();
  return dated.test(shared) && wrote.test(shared) ? [line.slice(0, start + 1), shared] : [line];
}
