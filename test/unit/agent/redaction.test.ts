import * as fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { redactionReasons } from '#agent/check/redaction.ts';
import { createRedaction, holdsMark } from '#agent/redact/redaction.ts';
import type { RedactKind } from '#domain/redact-config.ts';

const all: RedactKind[] = ['email', 'phone', 'card', 'iban', 'ip', 'name'];
const aRedaction = (more: Partial<Parameters<typeof createRedaction>[0]> = {}) =>
  createRedaction({ kinds: all, names: ['Carla Müller-Ott'], published: '', seed: 'a mail', ...more });
const kindsIn = (text: string) => text.match(/(?<=\[\[)[A-Z]+_\d+(?=_[a-p]{8}\]\])/g) ?? [];

describe('personal data', () => {
  test.each<[string, string[]]>([
    ['write to carla.ott+shop@mail.example.co.uk, please', ['EMAIL_1']],
    ['call +49 30 1234567 or (030) 765-4321', ['PHONE_1', 'PHONE_2']],
    ['IBAN DE89 3704 0044 0532 0130 00.', ['IBAN_1']],
    ['card 4111 1111 1111 1111, exp 12/27', ['CARD_1']],
    ['from 192.168.7.20', ['IP_1']],
    ['I am Carla Müller-Ott.', ['NAME_1', 'NAME_2']],
  ])('is taken out of: %s', (text, kinds) => {
    const { mask, restore } = aRedaction();
    const masked = mask(text);
    expect(kindsIn(masked)).toEqual(kinds);
    expect(restore(masked)).toBe(text);
  });

  test.each([
    'order 1042 of 2026-11-21, received: 2026-11-21T12:00:00.000Z',
    'on 21.11.2026 12:30 I paid 1.234,56 EUR',
    'order 20261121004711',
    'IBAN DE88 3704 0044 0532 0130 00 is wrong, and so is card 4111 1111 1111 1112',
    'version 1.2.3.400 and carla, written small',
    '<<<MAIL 3fa90c12b7d84e65aa10\n[mail 1] id: message-1',
  ])('is not seen in: %s', (text) => {
    expect(aRedaction({ kinds: all.filter((kind) => kind !== 'phone') }).mask(text)).toBe(text);
  });

  test.each(['2026-11-21', '21.11.2026', '20261121004711', '12:00:00.000Z', '1.234,56 EUR', 'SKU 12-34'])(
    'is no phone number: %s',
    (text) => {
      expect(aRedaction().mask(text)).toBe(text);
    },
  );

  it('has the same mark wherever it stands, and a mark of its own in every conversation', () => {
    const { mask } = aRedaction();
    expect(mask('a@b.example')).toBe(mask('a@b.example'));
    expect(mask('a@b.example')).not.toBe(aRedaction({ seed: 'another mail' }).mask('a@b.example'));
  });

  it('stays when the team publishes it itself', () => {
    const { mask } = aRedaction({
      published: 'Call 030 1234567 or write to help@shop.example. Carla answers.',
    });
    expect(mask('help@shop.example, 030/1234567, Carla')).toBe('help@shop.example, 030/1234567, Carla');
  });

  it('comes back from a mark that a model wrote in its own way', () => {
    const { mask, restore } = aRedaction();
    const mark = mask('a@b.example');
    expect(restore(mark.toLowerCase())).toBe('a@b.example');
    expect(restore(mark.replaceAll(/[[\]_]/g, '\\$&'))).toBe('a@b.example');
  });

  it('cannot be asked for by a mark that a mail brings: the draft is held back', () => {
    const { mask, restore } = aRedaction();
    mask('secret@other.example');
    const forged = 'Your address is [[EMAIL_1_abcdefgh]].';
    expect(restore(forged)).toBe(forged);
    expect(redactionReasons(forged)).toMatchObject([{ code: 'redaction_left' }]);
  });

  it('comes back whole from whatever text it was taken out of, and none is left in it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), fc.emailAddress(), (text, address) => {
        const { mask, restore } = aRedaction();
        const whole = `${text} ${address} ${text}`;
        const masked = mask(whole);
        expect(restore(masked)).toBe(whole);
        expect(masked).not.toContain(` ${address} `);
        expect(holdsMark(masked)).toBe(true);
      }),
    );
  });
});
