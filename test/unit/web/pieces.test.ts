import fc from 'fast-check';
import { expect, test } from 'vitest';
import { countWords, type Piece, piecesOf } from '../../../web/review/pieces.ts';

const textOf = (pieces: readonly Piece[], left: Piece['kind']) =>
  pieces.flatMap(({ kind, text }) => (kind === left ? [] : [text])).join('');

const words = fc.array(
  fc.constantFrom('Hello', 'Dana', 'it', 'is', 'paid', ',', '.', '\n\n', '  ', 'naïve', '🙂'),
);
const texts = words.map((list) => list.join(' '));

test('what is kept and taken out is the text before, what is kept and put in the text after', () => {
  fc.assert(
    fc.property(texts, texts, (before, after) => {
      const pieces = piecesOf(before, after) ?? [];
      expect(textOf(pieces, 'in')).toBe(before);
      expect(textOf(pieces, 'out')).toBe(after);
    }),
  );
});

test('a word put in stands alone, and a passage written anew is one piece for another', () => {
  expect(piecesOf('Hello Dana', 'Hello dear Dana')).toEqual([
    { kind: 'same', text: 'Hello ' },
    { kind: 'in', text: 'dear ' },
    { kind: 'same', text: 'Dana' },
  ]);
  expect(piecesOf('Thank you so much.', 'My own words.')).toEqual([
    { kind: 'out', text: 'Thank you so much' },
    { kind: 'in', text: 'My own words' },
    { kind: 'same', text: '.' },
  ]);
});

test('what was changed is counted in words', () => {
  const pieces = piecesOf('It takes two days.', 'It takes three or four days.') ?? [];
  expect(countWords(pieces)).toEqual({ added: 3, removed: 1 });
});

test('texts too long to be read as differences are not compared', () => {
  expect(piecesOf('a'.repeat(60_000), 'b')).toBeUndefined();
});
