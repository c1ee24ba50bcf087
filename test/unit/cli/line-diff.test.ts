import fc from 'fast-check';
import { expect, test } from 'vitest';
import { lineDiff } from '../../../src/cli/line-diff.ts';

test.each([
  ['a\nb\nc', 'a\nc', [' a', '-b', ' c']],
  ['a\nc', 'a\nb\nc', [' a', '+b', ' c']],
  ['a', 'b', ['-a', '+b']],
  ['a\nb', 'a\nb', [' a', ' b']],
  ['', 'a', ['-', '+a']],
])('%j to %j', (before, after, lines) => {
  expect(lineDiff(before, after)).toEqual(lines);
});

test('both texts can be read out of it, whatever they are', () => {
  const text = fc.array(fc.constantFrom('a', 'b', 'c', ''), { minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(text, text, (before, after) => {
      const lines = lineDiff(before.join('\n'), after.join('\n'));
      const without = (mark: string) => lines.filter((line) => line[0] !== mark).map((line) => line.slice(1));
      expect(without('+')).toEqual(before);
      expect(without('-')).toEqual(after);
    }),
  );
});

test('very long texts are shown one after the other', () => {
  const long = Array.from({ length: 1001 }, String).join('\n');
  expect(lineDiff(long, 'b').at(-1)).toBe('+b');
});
