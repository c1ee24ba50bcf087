/** Longer than any answer that is asked for; a longer one is a runaway. */
const MAX_CHARACTERS = 200_000;
/** How many opening braces are tried, so that the time stays linear in the length of the text. */
const MAX_STARTS = 32;

/**
 * The JSON object in a model's answer, or undefined. Around it may stand a code fence, prose, and thoughts that end with
 * `</think>`; in it may stand commas before a closing bracket and raw line breaks in strings, which have one reading
 * only. Of several objects the first counts. Time is linear in the length, and text over 200,000 characters is no answer.
 */
export function parseLenient(text: string): unknown {
  if (text.length > MAX_CHARACTERS) return undefined;
  const answer = text.trim();
  return objectFrom(answer) ?? firstObject(withoutThoughts(answer));
}

/**
 * What follows the thoughts; nothing when they were cut off before they ended. Some servers leave out the opening tag:
 * then only a closing tag at the end of a line counts, since one in a string of the answer is not followed by a break.
 * The channels of gpt-oss, which a server may pass on as they are, come with the answer in the last one.
 */
function withoutThoughts(answer: string): string {
  const final = answer.lastIndexOf(FINAL_CHANNEL);
  if (final !== -1) return answer.slice(final + FINAL_CHANNEL.length);
  const opened = /^[<[](?:think|thinking|reasoning)[>\]]/i.test(answer);
  const end = opened ? CLOSING.exec(answer) : CLOSING_LINE.exec(answer);
  if (end !== null) return answer.slice(end.index + end[0].length);
  return opened ? '' : answer;
}

const FINAL_CHANNEL = '<|channel|>final<|message|>';
const CLOSING = /[<[]\/(?:think|thinking|reasoning)[>\]]/i;
const CLOSING_LINE = /[<[]\/(?:think|thinking|reasoning)[>\]][ \t]*\r?\n/i;

function firstObject(text: string): unknown {
  let start = text.indexOf('{');
  for (let tried = 0; start !== -1 && tried < MAX_STARTS; tried++) {
    const end = closingBrace(text, start);
    if (end !== -1) {
      const slice = text.slice(start, end + 1);
      const found = objectFrom(slice) ?? objectFrom(mend(slice));
      if (found !== undefined) return found;
    }
    start = text.indexOf('{', start + 1);
  }
  return undefined;
}

/** Undefined when the text is not JSON or not an object. */
function objectFrom(text: string): object | undefined {
  if (!text.startsWith('{')) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Where the brace that opens at `start` closes, not counting braces in strings; -1 when it does not. */
function closingBrace(text: string, start: number): number {
  let depth = 0;
  let quoted = false;
  for (let at = start; at < text.length; at++) {
    const character = text[at];
    if (quoted) {
      if (character === '\\') at++;
      else if (character === '"') quoted = false;
    } else if (character === '"') quoted = true;
    else if (character === '{') depth++;
    else if (character === '}' && --depth === 0) return at;
  }
  return -1;
}

/** A string, or a comma with nothing but space before a closing bracket. */
const STRING_OR_SPARE_COMMA = /"[^"\\]*(?:\\[^][^"\\]*)*"|,(?=\s*[}\]])/g;

/** Drops spare commas and escapes raw control characters in strings (RFC 8259 sections 2 and 7 forbid both). */
function mend(json: string): string {
  return json.replace(STRING_OR_SPARE_COMMA, (found) =>
    found === ',' ? '' : found.replace(/\p{Cc}/gu, (raw) => JSON.stringify(raw).slice(1, -1)),
  );
}
