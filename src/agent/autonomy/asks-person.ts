/** A longer answer says more than that, and is read as any mail. */
const MOST_LENGTH = 40;

/**
 * Whether an answer asks for a person as our disclosure told its reader to: with the word that stands there in quotes, as
 * in "Reply 'human' to reach a person".
 */
export function asksForPerson(text: string, disclosure: string): boolean {
  const said = bare(text);
  if (said === '' || said.length > MOST_LENGTH) return false;
  return [...disclosure.matchAll(QUOTED)]
    .map(([, word = '']) => bare(word))
    .some((word) => word !== '' && (said === word || said.startsWith(`${word} `)));
}

const QUOTED = /['"“”„‚‘’«»‹›「『]([^'"“”„‚‘’«»‹›「『」』]{2,30})['"“”‘’«»‹›」』]/gu;

/** Letters and digits alone, in lower case, with one space between words. */
function bare(text: string): string {
  return text
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}
