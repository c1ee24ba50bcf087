import type { Reading } from '#agent/reading/reading.ts';
import type { Challenge } from '#domain/challenge.ts';

/** Eight digits, as people write them: together, or in two groups. */
const code = /(?<![\p{L}\p{N}.,/+-]|\p{N} )(\d{4})[ \u00A0-]?(\d{4})(?![\p{L}\p{N}/-]|[., ]\p{N})/gu;
const mask = '[code]';

/** A code that a mail holds. */
export type FoundCode = { messageId: string; code: string };

/**
 * The conversation without the codes that were sent in answer to a challenge, for models, reviews and logs, and those codes.
 * Numbers that the sender had written before anybody asked for a code are none.
 */
export function withoutCodes(
  conversation: readonly Reading[],
  challenges: readonly Challenge[],
): { conversation: Reading[]; codes: FoundCode[] } {
  const sinceMs = Math.min(...challenges.map(({ askedAtMs }) => askedAtMs));
  const isAnswer = ({ by, dateMs }: Reading) => by !== 'us' && dateMs >= sinceMs;
  const before = conversation.filter((reading) => !isAnswer(reading));
  const known = new Set(before.flatMap(({ text }) => codesIn(text)));
  const codes: FoundCode[] = [];
  const masked = conversation.map((reading) => {
    if (!isAnswer(reading)) return reading;
    const { messageId } = reading;
    codes.push(
      ...codesIn(reading.text)
        .filter((one) => !known.has(one))
        .map((one) => ({ messageId, code: one })),
    );
    return { ...reading, text: maskedText(reading.text, known), quoted: maskedText(reading.quoted, known) };
  });
  return { conversation: masked, codes };
}

function codesIn(text: string): string[] {
  return Array.from(text.matchAll(code), ([, first = '', second = '']) => first + second);
}

function maskedText(text: string, known: ReadonlySet<string>): string {
  return text.replaceAll(code, (written, first: string, second: string) =>
    known.has(first + second) ? written : mask,
  );
}
