import fc from 'fast-check';
import { expect, test } from 'vitest';
import { segmentsOf } from '../../../web/review/segments.ts';

const said = (sentence: string) => ({ sentence, kind: 'fact' as const, support: null });

test('a text is cut at its sentences, also over line breaks and Markdown marks', () => {
  const text = 'Hello Dana,\n\nit takes **two\nworking days**. Yours\n';
  expect(segmentsOf(text, [said('it takes two working days.'), said('never said'), said('Yours')])).toEqual([
    { text: 'Hello Dana,\n\n', at: null },
    { text: 'it takes **two\nworking days**.', at: 0 },
    { text: ' ', at: null },
    { text: 'Yours', at: 2 },
    { text: '\n', at: null },
  ]);
});

test('the pieces together are the text, letter by letter, whatever the sentences are', () => {
  const some = fc
    .array(fc.constantFrom('it', 'is', 'paid.', '**', '\n', 'Dana', ''))
    .map((list) => list.join(' '));
  fc.assert(
    fc.property(some, fc.array(some, { maxLength: 5 }), (text, sentences) => {
      const segments = segmentsOf(text, sentences.map(said));
      expect(segments.map((segment) => segment.text).join('')).toBe(text);
    }),
  );
});
