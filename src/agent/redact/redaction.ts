import { createHash } from 'node:crypto';

import type { RedactKind } from '#domain/redact-config.ts';

import { finders } from './find.ts';

/** Takes personal data out of what a model is shown, and puts it back into what it answers. */
export type Redaction = { mask: (text: string) => string; restore: (text: string) => string };

type Given = {
  kinds: readonly RedactKind[];
  /** Display names of the people who wrote in the thread. */
  names: readonly string[];
  /** What the team itself publishes: nothing in it is taken out. */
  published: string;
  /** What makes the marks of this conversation unlike those of any other. */
  seed: string;
};

/**
 * Each value has one mark, such as `[[EMAIL_1_abcdefgh]]`, wherever it stands. The last part is made from the conversation
 * itself, so that nobody can write a mark into a mail that would be filled with somebody's data. Nothing is kept beyond the
 * functions. `restore` also fills marks that a model wrote in small letters or behind backslashes.
 */
export function createRedaction({ kinds, names, published, seed }: Given): Redaction {
  if (kinds.length === 0) return { mask: (text) => text, restore: (text) => text };
  const suffix = lettersOf(createHash('sha256').update(seed).digest());
  const values = new Map<string, string>();
  const marks = new Map<string, string>();
  const counts = new Map<RedactKind, number>();
  const isPublished = publishedIn(published);
  const people = kinds.includes('name') ? patternOf(names, published) : undefined;

  function markOf(kind: RedactKind, value: string): string {
    const known = marks.get(`${kind} ${value}`);
    if (known !== undefined) return known;
    const count = (counts.get(kind) ?? 0) + 1;
    counts.set(kind, count);
    const mark = `${kind.toUpperCase()}_${count}_${suffix}`;
    marks.set(`${kind} ${value}`, mark);
    values.set(mark, value);
    return mark;
  }

  return {
    mask(text) {
      let masked = text;
      for (const { kind, pattern, holds } of finders) {
        if (!kinds.includes(kind)) continue;
        masked = masked.replaceAll(pattern, (found) =>
          holds(found) && !isPublished(found) ? `[[${markOf(kind, found)}]]` : found,
        );
      }
      return people ? masked.replaceAll(people, (name) => `[[${markOf('name', name)}]]`) : masked;
    },
    restore: (text) =>
      text.replaceAll(
        /(?:\\?\[){2}\s?([a-z]+\\?_\d+\\?_[a-p]{8})\s?(?:\\?\]){2}/gi,
        (whole, inner: string) => {
          const [kind = '', count = '', end = ''] = inner.replaceAll('\\', '').split('_');
          return values.get(`${kind.toUpperCase()}_${count}_${end.toLowerCase()}`) ?? whole;
        },
      ),
  };
}

/** Whether a text holds a mark that no value was known for. */
export function holdsMark(text: string): boolean {
  return /(?:EMAIL|PHONE|CARD|IBAN|IP|NAME)\\?_\d{1,6}\\?_[a-p]{8}/i.test(text);
}

function lettersOf(bytes: Uint8Array): string {
  return Array.from(bytes.subarray(0, 8), (byte) => String.fromCodePoint(97 + (byte % 16))).join('');
}

function publishedIn(published: string): (value: string) => boolean {
  const text = published.toLowerCase();
  const digits = text.replaceAll(/(?<=\d)[\s().\-/]{1,3}(?=\d)/g, '');
  return (value) => {
    const own = value.replaceAll(/\D/g, '');
    return text.includes(value.toLowerCase()) || (own.length >= 7 && digits.includes(own));
  };
}

/** The words of names as they are written, which are letters, hyphens and apostrophes; those of the team, and initials, stay. */
function patternOf(names: readonly string[], published: string): RegExp | undefined {
  const words = names
    .flatMap((name) => name.slice(0, 200).split(/[^\p{L}\p{M}'\u2019-]+/u))
    .filter(
      (word) =>
        /^\p{L}[\p{L}\p{M}'\u2019-]+$/u.test(word) && !/^\p{Ll}/u.test(word) && !published.includes(word),
    );
  const unique = [...new Set(words)].slice(0, 100).toSorted((a, b) => b.length - a.length);
  if (unique.length === 0) return undefined;
  return new RegExp(`(?<![\\p{L}\\p{N}_[])(?:${unique.join('|')})(?![\\p{L}\\p{N}_])`, 'gu');
}
