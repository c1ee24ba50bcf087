import { notesOf } from '#agent/reading/attachments.ts';
import { describe, expect, it } from 'vitest';

import { readConversation, readMessage } from '#agent/reading/reading.ts';
import type { Message } from '#domain/mail.ts';

import { aMessage, aThread, mailboxAddress, noon } from './builders.ts';

function read(body: string, change: Partial<Message> = {}): ReturnType<typeof readMessage> {
  return readMessage(aMessage({ body, ...change }), mailboxAddress);
}

describe('hidden text', () => {
  const hidden: [string, string][] = [
    ['display:none', '<p>Hello</p><div style="DISPLAY : none !important">pay evil</div>'],
    ['visibility', '<p>Hello</p><span style="visibility:hidden">pay evil</span>'],
    ['opacity', '<p>Hello</p><span style="opacity:0.01">pay evil</span>'],
    ['size 0', '<p>Hello</p><span style="font-size:0">pay evil</span>'],
    ['size 1px', '<p>Hello</p><span style="font: 1px/1 Arial">pay evil</span>'],
    ['the hidden attribute', '<p>Hello</p><p hidden>pay evil</p>'],
    ['white on white', '<p>Hello</p><p style="color:#fff">pay evil</p>'],
    ['white on white by old tags', '<body bgcolor="#FFFFFF">Hello<font color="white">pay evil</font></body>'],
    [
      'dark on dark',
      '<div style="background:#101010;color:#eee">Hello<b style="color:rgb(16,16,16)">pay evil</b></div>',
    ],
    ['zero height', '<p>Hello</p><div style="max-height:0;overflow:hidden">pay evil</div>'],
    ['far outside', '<p>Hello</p><div style="position:absolute;left:-9999px">pay evil</div>'],
    ['a class', '<style>.x, .y { display:none }</style><p>Hello</p><p class="a x">pay evil</p>'],
    ['an unknown element', '<p>Hello</p><x-y style="display:none">pay evil</x-y>'],
    [
      'an ancestor',
      '<p>Hello</p><div style="display:none"><p style="display:block"><b>pay</b> evil</p></div>',
    ],
  ];

  for (const [how, html] of hidden) {
    it(`is removed and noted when hidden by ${how}`, () => {
      const reading = read(html);
      expect(reading.text).toBe('Hello');
      expect(reading.notes).toEqual(['hidden text removed (7 characters)']);
    });
  }

  const shown: [string, string][] = [
    [
      'light text on a dark ground',
      '<table bgcolor="#222222"><tr><td style="color:#ffffff">Hello</td></tr></table>',
    ],
    [
      'text sized again inside a cell of size 0',
      '<td style="font-size:0px"><span style="font-size:14px">Hello</span></td>',
    ],
    ['light text over a picture', '<div style="background:url(x.png);color:#fff">Hello</div>'],
    [
      'text hidden only in print',
      '<style>@media print { .x { display:none } }</style><p class="x">Hello</p>',
    ],
    [
      'text shown again inside invisible',
      '<div style="visibility:hidden"><p style="visibility:visible">Hello</p></div>',
    ],
  ];

  for (const [what, html] of shown) {
    it(`is not seen in ${what}`, () => {
      expect(read(html)).toMatchObject({ text: 'Hello', notes: [] });
    });
  }

  it('counts Unicode tags as hidden and zero-width characters as invisible', () => {
    const smuggled = Array.from('pay')
      .map((letter) => String.fromCodePoint(0xe0000 + letter.charCodeAt(0)))
      .join('');
    const reading = read(`Hel\u200blo\u202e${smuggled} there`);
    expect(reading.text).toBe('Hello there');
    expect(reading.notes).toEqual(['hidden text removed (3 characters)', 'invisible characters removed (2)']);
  });

  it('leaves emoji, flags and joined scripts alone', () => {
    const text = '👩‍👩‍👧 🏴󠁧󠁢󠁥󠁮󠁧󠁿 می‌خواهم';
    expect(read(text)).toMatchObject({ text, notes: [] });
  });

  it('drops comments, styles and scripts without a word', () => {
    const html = '<!-- secret --><style>p{}</style><script>alert(1)</script><p>Hello</p>';
    expect(read(html)).toMatchObject({ text: 'Hello', notes: [] });
  });
});

describe('the newest part', () => {
  const cases: [string, string, string][] = [
    [
      'Gmail',
      'Yes please\n\nOn Mon, Oct 5, 2026 at 9:00 AM Shop <desk@shop.example>\nwrote:\n\n> old\n> text',
      'Yes please',
    ],
    [
      'Gmail in Polish',
      'Tak\n\npon., 5 paź 2026 o 09:00 Shop <desk@shop.example> napisał(a):\n\n> stary',
      'Tak',
    ],
    ['Gmail in Japanese', 'はい\n\n2026年10月5日(月) 9:00 Shop <desk@shop.example>:\n\n> 古い', 'はい'],
    ['Apple Mail in German', 'Ja\n\nAm 05.10.2026 um 09:00 schrieb Shop <desk@shop.example>:\n\n> alt', 'Ja'],
    [
      'Outlook',
      'Yes\n\n________________________________\nFrom: Shop <desk@shop.example>\nSent: Monday\nTo: Carla\nSubject: Order\n\nold',
      'Yes',
    ],
    ['Outlook in German', 'Ja\n\nVon: Shop\nGesendet: Montag\nAn: Carla\nBetreff: Bestellung\n\nalt', 'Ja'],
    ['a separator', "Oui\n\n-----Message d'origine-----\nDe : Shop\n\nvieux", 'Oui'],
    ['a signature', 'Where is it?\n\n-- \nCarla Customer\n+49 341 000', 'Where is it?'],
    ['a phone', 'Where is it?\n\nSent from my iPhone', 'Where is it?'],
    [
      'an answer below',
      'On Mon, 5 Oct 2026 at 9:00, Shop <d@s.example> wrote:\n> Which size?\n\nSize 41, thanks',
      'Size 41, thanks',
    ],
    [
      'a money sign',
      'It cost $& and $`, $5\n\nOn Mon, 5 Oct 2026 $` Shop <d@s.example> wrote:\n> x',
      'It cost $& and $`, $5',
    ],
  ];

  for (const [client, body, text] of cases) {
    it(`is found with ${client}`, () => {
      expect(read(body).text).toBe(text);
    });
  }

  it('is found in the HTML of Gmail', () => {
    const html =
      '<div dir="ltr">Yes<div>please</div></div><br><div class="gmail_quote"><div>On Mon, Oct 5, 2026 at 9:00 AM Shop &lt;<a href="mailto:d@s.example">d@s.example</a>&gt; wrote:<br></div><blockquote class="gmail_quote">old<br>text</blockquote></div>';
    const reading = read(html);
    expect(reading.text).toBe('Yes\nplease');
    expect(reading.quoted).toContain('> old');
  });

  it('keeps answers between quoted lines together with what they answer', () => {
    const body =
      'See below.\n\nOn Mon, 5 Oct 2026 at 9:00, Shop <d@s.example> wrote:\n> Which size?\n\n41\n\n> Which colour?\n\nBlack';
    expect(read(body)).toMatchObject({ text: body, quoted: '' });
  });

  it('is the whole text when nothing stands above the quote', () => {
    const body = 'On Mon, 5 Oct 2026 at 9:00, Shop <d@s.example> wrote:\n> Which size?';
    expect(read(body).text).toBe(body);
  });

  it('keeps what stands below a mark when it is too long for a signature', () => {
    const story = Array.from({ length: 30 }, (_, at) => `Line ${at} of what happened with my order.`).join(
      '\n',
    );
    expect(read(`Hello\n\n---\n${story}`).text).toContain('Line 29');
  });

  it('is not cut at a sentence that only looks like a header', () => {
    const body = 'I wrote on Monday:\nplease call.\n\nFrom: Berlin\nTo Hamburg it took 3 days.';
    expect(read(body).text).toBe(body);
  });
});

describe('a reading', () => {
  it('says who wrote, and that attachments were not read', () => {
    const reading = read('Guten Tag, wo bleibt meine Bestellung? Ich warte seit einer Woche.', {
      attachments: [
        { id: 'a', filename: 'invoice.pdf', contentType: 'application/pdf', size: 49_152, isInline: false },
        { id: 'b', filename: undefined, contentType: undefined, size: undefined, isInline: false },
      ],
    });
    expect(reading).toMatchObject({
      messageId: 'm1',
      from: 'Carla Customer <carla@customer.example>',
      fromUs: false,
    });
    expect(notesOf(reading)).toEqual([
      'attachment not read: invoice.pdf (application/pdf, 48 KB): files are not opened here',
      'attachment not read: unnamed (unknown type): files are not opened here',
    ]);
  });

  it('takes a body as text when the mail says so', () => {
    const headers = [{ name: 'Content-Type', value: 'text/plain; charset=utf-8' }];
    expect(read('Use <b>bold</b> & co', { headers }).text).toBe('Use <b>bold</b> & co');
  });

  it('cuts long text with a mark', () => {
    const reading = read('word '.repeat(10_000));
    expect(reading.text.length).toBeLessThan(20_100);
    expect(reading.text).toContain('[cut: 29,999 characters left out]');
    expect(reading.notes).toContain('[cut: 29,999 characters left out]');
  });
});

function minute(minutes: number): number {
  return noon + minutes * 60_000;
}

function long(id: string, minutes: number): Message {
  return aMessage({ id, dateMs: minute(minutes), body: `${id} word `.repeat(1_500) });
}

describe('a conversation', () => {
  it('runs from old to new and ends with the target', () => {
    const thread = aThread(
      aMessage({ id: 'a', dateMs: minute(0) }),
      aMessage({ id: 'b', dateMs: minute(1), from: [{ email: mailboxAddress }], folders: ['sent'] }),
      aMessage({ id: 'd', dateMs: minute(2), folders: ['drafts'] }),
      aMessage({
        id: 'e',
        dateMs: minute(2),
        folders: ['sent'],
        metadata: { kind: 'escalation', key3: 'inreply' },
      }),
      aMessage({ id: 'c', dateMs: minute(3) }),
      aMessage({ id: 'late', dateMs: minute(9) }),
      aMessage({ id: 'cover', dateMs: minute(9) }),
    );
    const readings = readConversation(thread, 'c', ['cover'], mailboxAddress);
    expect(readings.map(({ messageId, fromUs }) => [messageId, fromUs])).toEqual([
      ['a', false],
      ['b', true],
      ['cover', false],
      ['c', false],
    ]);
  });

  it('keeps the newest whole and cuts older mails with a mark', () => {
    const thread = aThread(long('a', 0), long('b', 1), long('c', 2), long('d', 3));
    const readings = readConversation(thread, 'd', [], mailboxAddress);
    expect(readings.at(-1)?.text.length).toBe(10_499);
    expect(readings.reduce((sum, { text }) => sum + text.length, 0)).toBeLessThan(24_500);
    expect(readings[0]?.notes.join()).toMatch(
      /\[cut: [\d,]+ characters left out\].*\[cut: 1 older mails left out\]/,
    );
  });

  it('is empty when the thread does not hold the target', () => {
    expect(readConversation(aThread(aMessage()), 'gone', [], mailboxAddress)).toEqual([]);
  });
});
