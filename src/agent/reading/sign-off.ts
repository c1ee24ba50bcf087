import { isContact } from './contact-line.ts';
import { isBlank } from './segments.ts';
import { closings, thanks } from './signature-words.ts';
import { isClosing, isFooter, withoutEnd } from './signature.ts';

const thanksAlone = new RegExp(`^(?:${thanks})$`, 'iu');
const nameWord =
  /^(?:\p{Lu}[\p{L}.'’-]*,?|(?:de|da|di|del|della|der|den|von|van|vom|zu|la|le|el|al|bin|ben|y|e|und|and)|\p{Lo}+)$/u;
const ordinary =
  /\b(?:happy|merry|enjoy|good|hope|dear|hi|hello|hey|yes|no|ok|okay|sure|new|please|the|is|are|was|will|have|has|you|your|please|can|could|would|not|this|that|if|when|document|instructions|form|attached|attachment|schedule|report|list|form|certification|january|february|march|april|may|june|july|august|september|october|november|december|monday|tuesday|wednesday|thursday|friday|saturday|sunday)\b/i;

/**
 * Where a signature begins that nothing marks: a name, perhaps thanks above and details below, at the very end. It is a
 * guess; the number of lines above it, or all of them.
 */
export function signOffAt(lines: readonly string[], mayBeAll = false): number {
  const end = lines.findLastIndex((line) => !isBlank(line)) + 1;
  const first = lines.findIndex((line) => !isBlank(line) && !isFooter(line));
  for (let at = Math.max(first, end - 12); at < end; at += 1) {
    if ((at > first || mayBeAll) && opensSignOff(lines, at, end)) return at;
  }
  return lines.length;
}

function opensSignOff(lines: readonly string[], at: number, end: number): boolean {
  const line = (lines[at] ?? '').trim();
  const below = lines.slice(at + 1, end).filter((it) => !isBlank(it));
  const plain = withoutEnd(line);
  if (below.length > 9 || line.length > 60 || line === '') return false;
  if (thanksAlone.test(plain) || isClosing(plain)) {
    const [next] = below;
    return next !== undefined && isName(next) && below.slice(1).every(isDetail);
  }
  if (closingWithName.test(line)) return below.every(isDetail);
  if (!followsParagraph(lines, at)) return false;
  if (isName(line)) return below.every(isDetail) && (below.some(isContact) || isLikelyName(line));
  if (nameWithPhone.test(line)) return below.every(isDetail);
  return (
    /^\p{Lu}[\p{L}&\s.-]{2,48}$/u.test(line) && below.length > 0 && below.length < 4 && below.every(isContact)
  );
}

const closingWithName = new RegExp(
  `^(?:${thanks}|${closings})[,.!\\s-]{1,4}(?!for |to |in |a )\\p{Lu}[\\p{L}.'’-]{0,20}(?: \\p{Lu}[\\p{L}.'’-]{0,20}){0,2}\\.?$`,
  'iu',
);
const nameWithPhone =
  /^\p{Lu}[\p{L}.'’-]{0,20}(?: \p{Lu}[\p{L}.'’-]{0,20}){0,2}\s{1,8}[-+(\d][-\d\s().]{4,}\.?$/u;

/** After a finished sentence, a parting word, or a blank line; a line that leads on to the next does not end a text. */
function followsParagraph(lines: readonly string[], at: number): boolean {
  const above =
    lines
      .slice(0, at)
      .findLast((line) => !isBlank(line))
      ?.trim() ?? '';
  if (/[.!?…)]["'”’]?$/u.test(above) || /\p{Extended_Pictographic}$/u.test(above)) return true;
  if (/[:,;]$/.test(above)) return false;
  const isApart =
    isBlank(lines[at - 1] ?? '') && (above.length >= 50 || !/\s/.test((lines[at] ?? '').trim()));
  return isApart || /^(?:enjoy|later|cheers|best|bye|ciao|love|peace|thx|ty)$/i.test(above);
}

function isName(line: string): boolean {
  const text = line.trim().replace(/[.,]$/, '');
  const words = text.split(/\s+/);
  return (
    text.length <= 40 &&
    words.length <= 4 &&
    words.every((word) => nameWord.test(word)) &&
    !ordinary.test(text)
  );
}

/** Two or more words are a name more often than a heading only when each is a word of its own. */
function isLikelyName(line: string): boolean {
  const words = line.trim().split(/\s+/);
  return words.length <= 3 && !/\d|[:&]/.test(line);
}

function isDetail(line: string): boolean {
  const text = line.trim();
  if (isContact(text) || isFooter(text)) return true;
  return text.length <= 60 && text.split(/\s+/).length <= 7 && !/[?!]$/.test(text) && !ordinary.test(text);
}
