import { describe, expect, it } from 'vitest';
import { headerOf } from '#domain/mail.ts';
import { Message as WireMessage } from '#nylas/schema.ts';
import { isDraft, messageFrom } from '#nylas/translate.ts';

const at = { grantId: 'g-asked', threadId: 't-asked' };
const translate = (wire: object) => messageFrom(WireMessage.parse(wire), at);

describe('a message from the wire', () => {
  it('is taken over in our own words', () => {
    const message = translate({
      id: 'm1',
      object: 'message',
      grant_id: 'g1',
      thread_id: 't1',
      subject: 'Invoice',
      from: [{ name: 'Ann', email: 'Ann@Customer.example' }],
      to: [{ name: '', email: 'support@ours.example' }],
      cc: [{ email: 'boss@customer.example' }],
      reply_to: [{ name: null, email: 'desk@customer.example' }],
      date: 1_792_051_200,
      body: '<p>Hello</p>',
      folders: ['inbox'],
      unread: true,
      attachments: [
        { id: 'a1', filename: 'x.pdf', content_type: 'application/pdf', size: 9, is_inline: false },
      ],
      headers: [
        { name: 'Received', value: 'one' },
        { name: 'Received', value: 'two' },
        { name: 'Message-ID', value: '<1@customer.example>' },
      ],
      metadata: { key1: 'r_1', 'run-id': 'x', step_2: 'y' },
      something_new: { deep: true },
    });
    expect(message).toEqual({
      id: 'm1',
      grantId: 'g1',
      threadId: 't1',
      subject: 'Invoice',
      from: [{ name: 'Ann', email: 'Ann@Customer.example' }],
      to: [{ email: 'support@ours.example' }],
      cc: [{ email: 'boss@customer.example' }],
      replyTo: [{ email: 'desk@customer.example' }],
      dateMs: 1_792_051_200_000,
      body: '<p>Hello</p>',
      folders: ['inbox'],
      attachments: [
        { id: 'a1', filename: 'x.pdf', contentType: 'application/pdf', size: 9, isInline: false },
      ],
      headers: [
        { name: 'Received', value: 'one' },
        { name: 'Received', value: 'two' },
        { name: 'Message-ID', value: '<1@customer.example>' },
      ],
      metadata: { key1: 'r_1', 'run-id': 'x', step_2: 'y' },
    });
    expect(headerOf(message, 'message-id')).toBe('<1@customer.example>');
  });

  it('with nothing but an id is whole all the same, and far too old', () => {
    expect(translate({ id: 'm1' })).toEqual({
      id: 'm1',
      grantId: 'g-asked',
      threadId: 't-asked',
      subject: '',
      from: [],
      to: [],
      cc: [],
      replyTo: [],
      dateMs: 0,
      body: '',
      folders: [],
      attachments: [],
      headers: [],
      metadata: {},
    });
  });

  it('may have null everywhere, in lists too', () => {
    const message = translate({
      id: 'm1',
      grant_id: null,
      subject: null,
      from: null,
      to: [null, { name: 'Nobody', email: null }, { email: 'a@b.example' }],
      date: null,
      created_at: 12,
      body: null,
      folders: [null, 'inbox'],
      attachments: [null, { id: null, filename: null, size: null }],
      headers: [{ name: 'X-Empty', value: null }],
      metadata: null,
    });
    expect(message.to).toEqual([{ email: 'a@b.example' }]);
    expect(message.folders).toEqual(['inbox']);
    expect(message.dateMs).toBe(12_000);
    expect(message.attachments).toEqual([
      { id: '', filename: undefined, contentType: undefined, size: undefined, isInline: false },
    ]);
    expect(message.headers).toEqual([{ name: 'X-Empty', value: '' }]);
  });

  it('keeps metadata names that are dangerous elsewhere, and plain values as text', () => {
    const wire: unknown = JSON.parse('{"id":"m1","metadata":{"__proto__":"x","n":7,"b":true,"o":{},"l":[]}}');
    const { metadata } = messageFrom(WireMessage.parse(wire), at);
    expect(metadata['n']).toBe('7');
    expect(metadata['b']).toBe('true');
    expect(Object.keys(metadata)).not.toContain('o');
    expect(Object.getPrototypeOf(metadata)).toBe(Object.prototype);
  });

  it('is refused when its headers have another shape, since guards depend on them', () => {
    expect(WireMessage.safeParse({ id: 'm1', headers: { subject: 'x' } }).success).toBe(false);
    expect(WireMessage.safeParse({ id: 'm1', headers: [{ value: 'x' }] }).success).toBe(false);
    expect(WireMessage.safeParse({ id: '' }).success).toBe(false);
  });
});

describe('a draft', () => {
  const cases = [
    { message: { object: 'draft', folders: [] }, draft: true },
    { message: { object: 'message', folders: ['drafts'] }, draft: true },
    { message: { object: 'message', folders: ['Drafts'] }, draft: true },
    { message: { folders: ['inbox'] }, draft: false },
    { message: { object: null, folders: ['sent'] }, draft: false },
    { message: { object: 'message', folders: ['sent'] }, draft: false },
  ];
  for (const { message, draft } of cases) {
    it(`is ${draft ? '' : 'not '}what ${JSON.stringify(message)} is`, () => {
      expect(isDraft(message)).toBe(draft);
    });
  }
});
