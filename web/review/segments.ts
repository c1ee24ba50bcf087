import type { SourcedSentence } from '../api/types.ts';

/** A piece of a text; `at` is the index of the sentence that it is, null between sentences. */
export type Segment = { text: string; at: number | null };

/**
 * Cuts a text into the sentences that it was checked by, in their order. What stands between them, and sentences that
 * are not found (somebody changed them), stay as plain text: the pieces together are always the text, letter by letter.
 */
export function segmentsOf(text: string, sentences: readonly SourcedSentence[]): Segment[] {
  const segments: Segment[] = [];
  let from = 0;
  for (const [at, { sentence }] of sentences.entries()) {
    const found = find(text, sentence, from);
    if (found === undefined) continue;
    if (found.start > from) segments.push({ text: text.slice(from, found.start), at: null });
    segments.push({ text: text.slice(found.start, found.end), at });
    from = found.end;
  }
  if (from < text.length) segments.push({ text: text.slice(from), at: null });
  return segments;
}

/** Where a sentence stands, whatever white space and Markdown marks there are between its words. */
function find(text: string, sentence: string, from: number): { start: number; end: number } | undefined {
  const exact = text.indexOf(sentence, from);
  if (sentence !== '' && exact !== -1) return { start: exact, end: exact + sentence.length };
  const words = sentence.split(/\s+/).filter((word) => word !== '');
  let start = -1;
  let end = from;
  for (const word of words) {
    const next = text.indexOf(word, end);
    if (next === -1 || (start !== -1 && !/^[\s*_>`#-]*$/.test(text.slice(end, next)))) return undefined;
    if (start === -1) start = next;
    end = next + word.length;
  }
  return start === -1 ? undefined : { start, end };
}

/** Whether a sentence states something, and so needs a source. */
export function needsSource({ kind }: SourcedSentence): boolean {
  return kind !== 'courtesy' && kind !== 'question';
}
