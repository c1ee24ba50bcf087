import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defanged } from '#agent/mail/defang.ts';

describe('a stranger’s text that is passed on', () => {
  it.each([
    ['see https://evil.example/pay?x=1.', 'see hxxps://evil[.]example/pay?x=1.'],
    ['HTTP://EVIL.example', 'hxxP://EVIL[.]example'],
    ['our shop <http://a.evil.example/login>', 'our shop <hxxp://a[.]evil[.]example/login>'],
    ['invoice.zip and pdf.evil.example', 'invoice[.]zip and pdf[.]evil[.]example'],
    ['www.evil.example', 'www[.]evil[.]example'],
    ['go to bit.ly/x1 now', 'go to bit[.]ly/x1 now'],
    ['https://user:pw@evil.example', 'hxxps://user:pw@evil.example'],
    ['http://10.0.0.1/a', 'hxxp://10[.]0[.]0[.]1/a'],
    ['file://host/share', 'file[:]//host/share'],
    ['file:///etc/passwd', 'file[:]///etc/passwd'],
    ['\\\\host\\share', '[\\\\]host\\share'],
    ['éhttp://evil.example', 'éhxxp://evil[.]example'],
    ['javascript:alert(1) and tel:+4912345', 'javascript[:]alert(1) and tel[:]+4912345'],
    ['ms-word:ofe|u|x', 'ms-word[:]ofe|u|x'],
    ['bücher.example and 例え.テスト', 'bücher[.]example and 例え[.]テスト'],
  ])('holds no link that can be clicked: %s', (text, shown) => {
    expect(defanged(text)).toBe(shown);
  });

  it.each([
    'write to carla@customer.example',
    'order 20417 costs 12.50 and was late by 3.5 days',
    'Thanks. Best, Ann',
    'on 1.10.2026 at 12:30',
    'claim.pdf and IMG_1.JPG',
    '',
  ])('is otherwise left as it is: %s', (text) => {
    expect(defanged(text)).toBe(text);
  });

  it('keeps no web address, whatever it holds', () => {
    const part = fc.oneof(
      fc.constantFrom(
        'http',
        'https',
        '://',
        ':',
        '//',
        'www.',
        'a.b',
        '.com',
        '@',
        '<',
        '>',
        ' ',
        '\n',
        '\\\\',
      ),
      fc.string({ unit: 'grapheme', maxLength: 6 }),
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 12 }), (parts) => {
        const shown = defanged(parts.join(''));
        expect(shown).not.toMatch(/https?:\/\//i);
        expect(shown).not.toMatch(/(?<![\p{L}\p{N}@.[\]-])www\.[a-z]/iu);
        expect(defanged(shown)).not.toMatch(/https?:\/\//i);
      }),
    );
  });
});
