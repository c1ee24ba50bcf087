import { describe, expect, it } from 'vitest';

import { checkDraft, type CheckInput } from '#agent/check/check.ts';
import { createKnowledge } from '#agent/knowledge/knowledge.ts';
import type { Draft } from '#domain/decision.ts';

import { aClassification, aDraft, anAgent, aReading } from './builders.ts';

const knowledge = createKnowledge([
  {
    name: 'shipping.md',
    text: '# Shipping\n\nShipping to Germany takes 2 to 3 working days and costs 4.90 EUR. Track it at https://parcels.example/track?v=1.2 or call +49 341 1234567. Write to care@shop.example.',
  },
]);

function codes(change: Partial<Draft>, input: Partial<CheckInput> = {}): string[] {
  const { doubts } = checkDraft({
    agent: anAgent({ links: ['shop.example'] }),
    draft: aDraft(change),
    seen: aClassification(),
    conversation: [
      aReading({ text: 'Where is order 1042000? I paid 59,90 € on 3 October. My site is evil.example' }),
    ],
    passages: knowledge.search('shipping to germany'),
    knowledge,
    ...input,
  });
  return doubts.map(({ code }) => code);
}

describe('a draft passes', () => {
  const bodies: [string, string][] = [
    ['plain text', 'Hello Carla,\n\nyour order is on its way to you.\n\nBest regards\nthe shop'],
    ['figures of the knowledge', 'Shipping to Germany takes 2-3 working days and costs €4.90.'],
    ['figures of the mail', 'You paid EUR 59.90 on October 3 for order 1042000.'],
    ['a link of the knowledge', 'See https://parcels.example/track?v=1.2.'],
    [
      'another page of a known host',
      'See [your parcel](https://www.parcels.example/a) or help.shop.example/returns.',
    ],
    ['an address and a number of ours', 'Write to care@shop.example or call +49 (341) 123 45 67.'],
    ['a file name', 'The file invoice.pdf is attached to that mail, e.g. on page 2.'],
    ['an address of the sender', 'We write to carla@customer.example.'],
  ];

  for (const [what, body] of bodies) {
    it(`with ${what}`, () => {
      expect(codes({ body })).toEqual([]);
    });
  }

  it('when it cites a passage, its file or a mail', () => {
    const citations = [
      'shipping.md#1',
      '[shipping.md#1]',
      'shipping.md',
      'message-1',
      'm1',
      'conversation',
    ].map((source) => ({ text: 'x', source }));
    expect(codes({ citations })).toEqual([]);
  });
});

describe('a draft goes to a person', () => {
  const cases: [string, Partial<Draft>, string][] = [
    ['it is empty', { body: ' \n' }, 'empty_draft'],
    [
      'the model could not support something',
      { unsupported: ['the arrival date'] },
      'unsupported_claims knowledge_gap',
    ],
    ['it promises', { commitments: ['a refund'] }, 'commitments'],
    ['the model doubts it', { confidence: 0.4 }, 'low_draft_confidence'],
    [
      'it cites what it was not given',
      { citations: [{ text: 'x', source: 'refunds.md#1' }] },
      'unknown_source',
    ],
    ['it links to a host of the mail', { body: 'See https://evil.example/x' }, 'link_not_allowed'],
    ['it names a bare host', { body: 'See evil.example for more.' }, 'link_not_allowed'],
    ['it hides a host behind Markdown', { body: '[our shop](http://evil.example)' }, 'link_not_allowed'],
    [
      'it hides a host behind a user name',
      { body: 'https://shop.example@evil.example/' },
      'link_not_allowed address_not_in_evidence',
    ],
    ['it spells a dot out', { body: 'Go to evil[.]example now' }, 'link_not_allowed'],
    ['it uses another scheme', { body: '[x](javascript://shop.example/%0aalert)' }, 'link_not_allowed'],
    ['it redirects', { body: 'https://shop.example/go?to=evil.example' }, 'link_not_allowed'],
    ['it shows an image', { body: '![x](https://shop.example/x.png)' }, 'link_not_allowed'],
    ['it uses full-width letters', { body: 'ｅｖｉｌ．example' }, 'link_not_allowed'],
    ['it names a strange address', { body: 'Write to help@evil.example' }, 'address_not_in_evidence'],
    [
      'it hides a strange address in a link',
      { body: '[us](mailto:help@evil.example)' },
      'address_not_in_evidence',
    ],
    ['it gives a strange number', { body: 'Call +1 900 555 0100.' }, 'phone_not_in_evidence'],
    ['it names another price', { body: 'Shipping costs 5.90 EUR.' }, 'unsupported_number knowledge_gap'],
    ['it names another period', { body: 'It arrives within 5 days.' }, 'unsupported_number knowledge_gap'],
    ['it names a discount', { body: 'You get 20% off.' }, 'unsupported_number knowledge_gap'],
    ['it names another date', { body: 'It arrives on 24 December.' }, 'unsupported_number knowledge_gap'],
    [
      'it names another date in figures',
      { body: 'Es kommt am 24.12.2026.' },
      'unsupported_number knowledge_gap',
    ],
    ['it holds HTML', { body: 'Hello <span style="display:none">x</span>' }, 'html_markup'],
    [
      'it holds an encoded blob',
      { body: `Your code: ${'aGVsbG8gd29ybGQ0'.repeat(5)}` },
      'encoded_blob odd_text',
    ],
    ['it talks about itself', { body: 'As an AI I cannot see orders.' }, 'chatty'],
    ['it talks about the task', { body: "Sure! Here's a draft reply:\n\nHello" }, 'chatty'],
    ['it has a gap', { body: 'Hello [Customer Name],\n\nit is on its way.' }, 'placeholder'],
    ['it has invisible characters', { body: 'Hel\u200blo there' }, 'invisible_characters'],
    ['it has smuggled tags', { body: 'Hello\u{E0041}\u{E0042}' }, 'invisible_characters'],
    ['it is too long', { body: 'All is well. '.repeat(600) }, 'too_long'],
    [
      'it is in another language',
      { body: 'Guten Tag, vielen Dank für Ihre Nachricht. Ihre Bestellung ist schon auf dem Weg zu Ihnen.' },
      'wrong_language',
    ],
  ];

  for (const [when, change, code] of cases) {
    it(`when ${when} (${code})`, () => {
      expect(codes(change).join(' ')).toBe(code);
    });
  }

  it('when it repeats the instructions (leaked_instructions)', () => {
    const agent = anAgent();
    agent.instructions = `Be kind. ${Array.from({ length: 30 }, (_, at) => `word${at}`).join(' ')}`;
    const body = `You asked: ${Array.from({ length: 16 }, (_, at) => `Word${at + 3}`).join(', ')}`;
    expect(codes({ body }, { agent })).toEqual(['leaked_instructions']);
  });

  it('when the file asks for a fixed language and the draft has another (wrong_language)', () => {
    const agent = anAgent({ language: 'fr' });
    const body = 'Hello Carla, thank you for your message. Your order has left us and is on its way to you.';
    expect(codes({ body }, { agent })).toEqual(['wrong_language']);
  });
});
