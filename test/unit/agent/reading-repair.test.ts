import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { languageOf } from '#agent/reading/language.ts';
import { readConversation, readMessage } from '#agent/reading/reading.ts';
import { tokensOf, withinTokens } from '#agent/reading/tokens.ts';
import type { Message } from '#domain/mail.ts';

import { aMessage, aThread, mailboxAddress, noon } from './builders.ts';

const plain = [{ name: 'Content-Type', value: 'text/plain; charset=utf-8' }];

function read(body: string): ReturnType<typeof readMessage> {
  return readMessage(aMessage({ body, headers: plain }), mailboxAddress);
}

/** As a program shows UTF-8 that it takes for Windows-1252. */
function misread(text: string): string {
  const names = new TextDecoder('windows-1252');
  return names.decode(new TextEncoder().encode(text));
}

describe('damage done to a text on its way', () => {
  const texts = [
    'Grüße aus Köln, die Größe paßt nicht.',
    'Le café coûte 5 € – c’est « très » cher…',
    'Привет, где мой заказ? Спасибо.',
    'Γειά σας, πού είναι η παραγγελία μου;',
    '“Smart quotes” and an em—dash',
    'お届けはいつですか。',
  ];

  it.each(texts)('is undone when UTF-8 was taken for Windows-1252: %s', (text) => {
    expect(read(misread(text)).text).toBe(text);
    expect(read(misread(misread(text))).text).toBe(text);
  });

  it('is undone when quoted-printable was left as it was', () => {
    expect(read('Gr=C3=BC=C3=9Fe aus K=C3=B6ln, eine lange Zeile, die =\nhier umbrach.').text).toBe(
      'Grüße aus Köln, eine lange Zeile, die hier umbrach.',
    );
    expect(read('Ein=20Text=20mit =\nund =\n=FCber').text).toBe('Ein Text mit und über');
  });

  it('is undone when entities of HTML stand in plain text', () => {
    expect(read('It&#39;s&nbsp;5&euro; &quot;only&quot; &lt;3').text).toBe('It\'s 5€ "only" <3');
  });

  it('is counted and said when it cannot be undone', () => {
    expect(read('K\uFFFDln und D\uFFFDren').notes).toEqual([
      'characters lost before the mail came to us, each shown as \uFFFD (2)',
    ]);
  });

  const honest = [
    ...texts,
    'CAFÉ» «ÉTÉ»',
    'Ã is a letter, and so is Â. São Paulo, Åse, Über.',
    'a=5, b=10; x=3D and 1+1=2',
    'https://shop.example/?a=1&b=C3&copy=2',
    'Write &amp; in HTML for &, and &lt;b&gt; for bold.',
    'ĐƯỜNG ĐI ĐẾN VIỆT NAM',
  ];

  it.each(honest)('is not seen in %s', (text) => {
    expect(read(text)).toMatchObject({ text, notes: [] });
  });

  it('can be undone in any text of letters', () => {
    const letters = fc.string({
      unit: fc.constantFrom(...Array.from('äöüßéèàçñ€’–“”ąęłżščřőşğабвжщяαβγλω')),
      minLength: 6,
      maxLength: 40,
    });
    fc.assert(
      fc.property(letters, (text) => {
        expect(read(misread(text)).text).toBe(text);
      }),
    );
  });
});

describe('the tokens of a text', () => {
  const known: [string, string, number, number][] = [
    ['English', 'The quick brown fox jumps over the lazy dog and runs away. ', 12, 18],
    ['German', 'Die Größe der Schuhe passt leider überhaupt nicht zu meinen Füßen. ', 14, 26],
    ['Russian', 'Здравствуйте, где находится мой заказ? ', 10, 22],
    ['Japanese', '注文した商品はいつ届きますか。', 11, 18],
    ['Hindi', 'मेरा ऑर्डर कहाँ है? ', 8, 18],
    ['numbers', '1042 2049 3311 7754 ', 6, 14],
  ];

  it.each(known)('are estimated for %s', (_language, text, least, most) => {
    const each = tokensOf(text.repeat(50)) / 50;
    expect(each).toBeGreaterThan(least - 1);
    expect(each).toBeLessThan(most + 1);
  });

  it('bound what is kept of a text', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', maxLength: 300 }),
        fc.integer({ min: 1, max: 100 }),
        (text, most) => {
          const kept = withinTokens(text, most);
          expect(tokensOf(kept)).toBeLessThanOrEqual(most + 1);
          expect(text.startsWith(kept.replace(/\uFFFD$/, ''))).toBe(true);
        },
      ),
    );
  });
});

function mail(id: string, minutes: number, body: string, change: Partial<Message> = {}): Message {
  return aMessage({ id, dateMs: noon + minutes * 60_000, body, headers: plain, ...change });
}
const tokens = (readings: readonly { text: string }[]): number =>
  readings.reduce((sum, { text }) => sum + tokensOf(text), 0);

describe('a long thread', () => {
  it('stays within the budget in any script, the newest mail whole', () => {
    const thread = aThread(
      ...Array.from({ length: 40 }, (_, at) =>
        mail(`m${at}`, at, `第${at}通 ${'注文した商品はまだ届きません。'.repeat(40)}`),
      ),
    );
    const readings = readConversation(thread, 'm39', [], mailboxAddress);
    expect(tokens(readings)).toBeLessThan(6_200);
    expect(readings.at(-1)?.notes).toEqual([]);
    expect(readings[0]?.notes.join()).toMatch(/older mails left out/);
  });

  it('keeps what has not been answered before older mails', () => {
    const long = 'word '.repeat(1_400);
    const own = { from: [{ email: mailboxAddress }], folders: ['sent'] };
    const readings = readConversation(
      aThread(mail('a', 0, long), mail('b', 1, long, own), mail('c', 2, long), mail('d', 3, 'And?')),
      'd',
      [],
      mailboxAddress,
    );
    expect(readings.map(({ messageId, notes }) => [messageId, notes.length])).toEqual([
      ['a', 1],
      ['b', 0],
      ['c', 0],
      ['d', 0],
    ]);
  });

  it('says where the newest mail itself was cut', () => {
    const [reading] = readConversation(aThread(mail('a', 0, '注文'.repeat(9_000))), 'a', [], mailboxAddress);
    expect(tokensOf(reading?.text ?? '')).toBeLessThan(6_100);
    expect(reading?.text).toMatch(/\[cut: [\d,]+ characters left out\]$/);
  });
});

describe('the language of a text', () => {
  it('is that of most of its paragraphs', () => {
    const german =
      'Guten Tag, wo bleibt meine Bestellung? Ich warte schon seit einer Woche auf die Schuhe und brauche sie am Montag.';
    const notice =
      'Please consider the environment before you print this message, it may hold confidential information for the recipient.';
    expect(languageOf([german, notice, german.toUpperCase(), german].join('\n\n'))).toBe('de');
    expect(languageOf('Ok')).toBeUndefined();
  });
});
