import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';

import { composeReply } from '#agent/mail/compose.ts';
import { replySubject, safeSubject } from '#agent/mail/subject.ts';
import { sendIdOf, shortIdOf } from '#domain/ids.ts';

import { aMessage, anAgent, mailboxAddress } from './builders.ts';

const sendId = sendIdOf('g1', 'm1');
const mailbox = { grant: 'g1', address: mailboxAddress };

function reply(change: Partial<Parameters<typeof composeReply>[0]> = {}): ReturnType<typeof composeReply> {
  return composeReply({
    agent: anAgent({ disclosure: 'Written by <our> assistant.' }),
    mailbox,
    target: aMessage(),
    covers: [],
    ownAddresses: [mailboxAddress],
    body: 'Hello **Carla**,\n\nit left us.\nBest regards',
    sendId,
    ...change,
  });
}

const Wire = z.object({
  body: z.string(),
  cc: z.unknown().optional(),
  metadata: z.record(z.string(), z.string()),
});

function wire(composed: { bytes: string }): z.infer<typeof Wire> {
  return Wire.loose().parse(JSON.parse(composed.bytes));
}

describe('a reply', () => {
  it('has the recipients, the mark and the headers that code chose', () => {
    const composed = reply();
    expect(composed).toMatchObject({
      subject: 'Re: Where is my order?',
      to: [{ name: 'Carla Customer', email: 'carla@customer.example' }],
      cc: [],
    });
    const { body, ...rest } = wire(composed);
    expect(rest).toEqual({
      to: composed.to,
      subject: composed.subject,
      reply_to_message_id: 'm1',
      custom_headers: [
        { name: 'Auto-Submitted', value: 'auto-replied' },
        { name: 'X-Inreply-Id', value: sendId },
        { name: 'X-Agent-Hops', value: '1' },
      ],
      metadata: { key1: sendId, key2: 'm1', key3: 'inreply' },
    });
    expect(body).toBe(
      [
        '<p>Hello <strong>Carla</strong>,</p>',
        '<p>it left us.<br />Best regards</p>',
        '<p><small>Written by &lt;our&gt; assistant.</small></p>',
        '<p>On 2026-10-01 at 12:00 UTC, Carla Customer wrote:</p>',
        '<blockquote type="cite">Hello, where is my order 1042?</blockquote>',
      ].join('\n'),
    );
  });

  it('has the same bytes for the same input', () => {
    expect(reply().bytes).toBe(reply().bytes);
  });

  it('names what it covers besides, within what metadata can hold', () => {
    const covers = Array.from({ length: 80 }, (_, at) => `id${at}`);
    const { metadata } = wire(reply({ covers: [...covers, 'm1'] }));
    const named = metadata['covers'] ?? '';
    expect(named.length).toBeLessThanOrEqual(500);
    expect(named.split(',')).toContain(shortIdOf('id79'));
    expect(named.split(',')).not.toContain(shortIdOf('m1'));
  });

  it('leaves an id out that metadata cannot hold', () => {
    const { metadata } = wire(reply({ target: aMessage({ id: 'x'.repeat(501) }) }));
    expect(metadata).toEqual({ key1: sendId, key3: 'inreply' });
  });

  it('copies others only when the file says so', () => {
    const target = aMessage({ cc: [{ email: 'bob@customer.example' }] });
    expect(wire(reply({ target })).cc).toBeUndefined();
    expect(wire(reply({ target, agent: anAgent({ reply_all: true }) })).cc).toEqual([
      { email: 'bob@customer.example' },
    ]);
  });

  it('quotes nothing and discloses nothing when the file says so', () => {
    const { body } = wire(reply({ agent: anAgent({ quote: false }), body: 'Hi' }));
    expect(body).toBe('<p>Hi</p>');
  });

  it('shows HTML and images of a text as text, and keeps links plain', () => {
    const body =
      '<b onclick="x">a</b> <script>x</script> ![i](https://e.example/i.png) [l](https://e.example) [j](javascript:x)';
    const html: string = wire(reply({ agent: anAgent({ quote: false }), body })).body;
    expect(html).toContain('&lt;b onclick');
    expect(html).not.toMatch(/<(?:b|script|img)\b|href="javascript/);
    expect(html).toContain('<a href="https://e.example" rel="noopener">l</a>');
  });

  it('quotes the text of an HTML mail, not its markup', () => {
    const target = aMessage({
      body: '<p>Hi &lt;b&gt;</p><p style="display:none">secret</p><img src="https://t.example/p">',
    });
    const { body } = wire(reply({ target }));
    expect(body).toContain('<blockquote type="cite">Hi &lt;b&gt;</blockquote>');
    expect(body).not.toMatch(/secret|t\.example/);
  });

  it('bounds the quote', () => {
    const { bytes } = reply({ target: aMessage({ body: 'x '.repeat(100_000) }) });
    expect(bytes.length).toBeLessThan(25_000);
  });

  it('has no active markup whatever text and mail hold', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 200 }), fc.string({ maxLength: 200 }), (body, original) => {
        const html: string = wire(
          reply({ body, target: aMessage({ body: original, subject: original }) }),
        ).body;
        const tags = Array.from(html.matchAll(/<\/?([a-z0-9]+)/g), ([, tag]) => tag);
        const known =
          'p br hr strong em del a ul ol li blockquote code pre h1 h2 h3 h4 table thead tbody tr th td small';
        expect(tags.filter((tag) => !known.split(' ').includes(tag ?? ''))).toEqual([]);
      }),
    );
  });
});

describe('the subject of a reply', () => {
  const cases: [string, string][] = [
    ['Order', 'Re: Order'],
    ['Re: Order', 'Re: Order'],
    ['RE[2]: Order', 'RE[2]: Order'],
    ['AW: Bestellung', 'AW: Bestellung'],
    ['Antw: Bestelling', 'Antw: Bestelling'],
    ['SV: Order', 'SV: Order'],
    ['回复：订单', '回复：订单'],
    ['Fwd: Order', 'Re: Fwd: Order'],
    ['Return: my shoes', 'Re: Return: my shoes'],
    ['Order\r\nBcc: evil@example.com', 'Re: Order Bcc: evil@example.com'],
    ['', 'Re:'],
  ];

  for (const [subject, expected] of cases) {
    it(`of "${subject.replaceAll('\r\n', '⏎')}" is "${expected}"`, () => {
      expect(replySubject(subject)).toBe(expected);
    });
  }

  it('of a person is kept as it is, on one line', () => {
    expect(reply({ subject: 'Your order\n1042' }).subject).toBe('Your order 1042');
  });

  it('is one bounded line whatever it holds', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 600 }), (subject) => {
        const line = safeSubject(subject);
        expect(line).not.toMatch(/[\r\n\0]/);
        expect(line.length).toBeLessThanOrEqual(300);
        expect(line.isWellFormed()).toBe(true);
      }),
    );
  });
});
