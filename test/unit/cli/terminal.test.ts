import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { indented, jsonText, paint, printable, table, wantsColor } from '../../../src/cli/terminal.ts';

// oxlint-disable-next-line no-control-regex -- they are what must not come through
const disturbing = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/;
const hostile = fc.string({ unit: 'binary', maxLength: 40 }).map((text) => `${text}\u001b[2J\u009b1m\u202e`);

describe('text from mail on the terminal', () => {
  it('never carries a control character, in whatever form it is shown', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        for (const shown of [printable(text), table([[text, text]]), indented(text, 2), jsonText({ text })]) {
          expect(shown).not.toMatch(disturbing);
        }
        expect(JSON.parse(jsonText({ text }))).toEqual({ text });
      }),
    );
  });

  it('keeps its lines and tabs', () => {
    expect(printable('a\r\nb\tc\n')).toBe('a\nb\tc\n');
    expect(indented('a\n\nb', 2)).toBe('  a\n\n  b');
  });
});

describe('a table', () => {
  it('has its columns aligned and one line a row', () => {
    expect(
      table([
        ['A', 'LONG', 'Z'],
        ['aaa', 'b', 'two\n lines'],
      ]),
    ).toBe('A    LONG  Z\naaa  b     two lines');
    expect(table([])).toBe('');
  });
});

describe('colours', () => {
  it('are off with NO_COLOR or on a dumb terminal', () => {
    expect([{}, { NO_COLOR: '' }, { NO_COLOR: '1' }, { TERM: 'dumb' }].map(wantsColor)).toEqual([
      true,
      true,
      false,
      false,
    ]);
    expect(paint({ color: false }, 'red', 'x')).toBe('x');
    expect(paint({ color: true }, 'red', 'x')).toBe('\u001b[31mx\u001b[39m');
  });
});
