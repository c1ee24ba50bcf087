import type { SourcedSentence } from '../api/types.ts';

/** A piece of a text; `at` is the index of the sentence that it is, null between sentences. */
export type Segment = { text: string; at: number | null };

/**
 * Cuts a text into the sentences that it was checked by, in their order. What stands between them, and sentences that
 * are not found (somebody changed them), stay as plain text: the pieces together are always the text, letter by letter.
 */
export function segmentsOf(text: string, sentences: readonly SourcedSentence[]): Segment[] {
  const bare = bareOf(text);
  const segments: Segment[] = [];
  let from = 0;
  for (const [at, { sentence }] of sentences.entries()) {
    const wanted = bareOf(sentence).text;
    const first = bare.places.findIndex((place) => place >= from);
    const found = wanted === '' || first === -1 ? -1 : bare.text.indexOf(wanted, first);
    const start = bare.places[found];
    const last = bare.places[found + wanted.length - 1];
    if (start === undefined || last === undefined) continue;
    if (start > from) segments.push({ text: text.slice(from, start), at: null });
    segments.push({ text: text.slice(start, last + 1), at });
    from = last + 1;
  }
  if (from < text.length) segments.push({ text: text.slice(from), at: null });
  return segments;
}

/** A text without white space and the marks of Markdown, and where each character that is left stood. */
function bareOf(text: string): { text: string; places: number[] } {
  const places: number[] = [];
  let bare = '';
  for (let place = 0; place < text.length; place++) {
    const character = text.charAt(place);
    if (/[\s*_`>#]/.test(character)) continue;
    bare += character;
    places.push(place);
  }
  return { text: bare, places };
}

/** Whether a sentence states something, and so needs a source. */
export function needsSource({ kind }: SourcedSentence): boolean {
  return kind !== 'courtesy' && kind !== 'question';
}
