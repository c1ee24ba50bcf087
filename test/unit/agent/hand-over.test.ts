import { describe, expect, it } from 'vitest';
import { z } from 'zod';

import { composeEscalation } from '#agent/mail/compose.ts';
import { sendIdOf } from '#domain/ids.ts';

import { aClassification, aMessage, anAgent, aReading, mailboxAddress } from './builders.ts';

const sendId = sendIdOf('g1', 'm1');
const mailbox = { grant: 'g1', address: mailboxAddress };
const wire = (composed: { bytes: string }) =>
  z.looseObject({ body: z.string() }).parse(JSON.parse(composed.bytes));

const noContent = { kind: 'unread' as const, because: 'files are not opened here' };

describe('a mail that hands over', () => {
  const older = aReading({
    messageId: 'm0',
    fromUs: true,
    text: 'We look into it.',
    quoted: 'your first mail',
  });
  const file = { id: 'a1', name: 'a.pdf', facts: 'application/pdf, 12 KB', content: noContent };
  const newest = aReading({
    text: 'I will <sue> you, see <https://evil.example/claim>',
    attachments: [file],
    notes: ['hidden text was removed'],
  });
  const handOver = {
    agent: anAgent(),
    mailbox,
    target: aMessage({ subject: 'My <lawyer>' }),
    conversation: [older, newest],
    to: 'legal@shop.example',
    reasons: [{ code: 'category_escalate', detail: 'legal goes to legal@shop.example' }],
    seen: aClassification({ category: 'legal', reason: 'threatens legal steps over a parcel' }),
    tried: { words: 'it was sorted', draft: '' },
    links: [{ label: 'the thread', url: 'https://desk.example/threads/g1/t1?a="b"' }],
    sendId,
  };
  const composed = composeEscalation(handOver);

  it('starts a thread of its own, to the address of the file, and is marked as no reply', () => {
    const { body: _body, ...rest } = wire(composed);
    expect(rest).toEqual({
      to: [{ email: 'legal@shop.example' }],
      subject: 'Fwd: My <lawyer>',
      custom_headers: [
        { name: 'Auto-Submitted', value: 'auto-generated' },
        { name: 'X-Inreply-Id', value: sendId },
        { name: 'X-Agent-Hops', value: '1' },
      ],
      metadata: { key1: sendId, key2: 'm1', key3: 'inreply', kind: 'escalation' },
    });
  });

  it('says who wrote what, what they want, what was tried, why it comes and where it is shown', () => {
    const html: string = wire(composed).body;
    for (const part of [
      'Carla Customer',
      'threatens legal steps over a parcel',
      'legal (confidence 0.95)',
      'it was sorted',
      'legal goes to',
      'a.pdf (application/pdf, 12 KB)',
      'hidden text was removed',
      'I will &lt;sue&gt; you',
      '<a href="https://desk.example/threads/g1/t1?a=&quot;b&quot;">the thread</a>',
    ]) {
      expect(html).toContain(part);
    }
    expect(html).not.toContain('that was drafted');
  });

  it('has the conversation newest first, what the oldest quotes included, and no link of a mail', () => {
    const html: string = wire(composed).body;
    expect(html.indexOf('I will')).toBeLessThan(html.indexOf('We look into it.'));
    expect(html.indexOf('We look into it.')).toBeLessThan(html.indexOf('your first mail'));
    expect(html).toContain('hxxps://evil[.]example/claim');
    expect(html.match(/https?:/g)).toHaveLength(1);
  });

  it('has no link in what a stranger calls themselves, their files or their matter either', () => {
    const name = 'https://evil.example';
    const reading = {
      ...newest,
      from: `${name} <a@b.example>`,
      attachments: [{ ...file, name }],
      notes: [name],
    };
    const html: string = wire(
      composeEscalation({
        ...handOver,
        target: aMessage({ subject: name }),
        conversation: [reading],
        seen: aClassification({ reason: name }),
      }),
    ).body;
    expect(html.match(/https?:/g)).toHaveLength(1); // that of the page
    expect(html).toContain('&lt;a@b.example&gt;');
  });

  it('has the reply that was drafted, where there is one', () => {
    const tried = { words: 'it waited for three days', draft: 'Dear Carla, we are sorry.' };
    const html: string = wire(composeEscalation({ ...handOver, tried })).body;
    expect(html).toContain('drafted, and not sent');
    expect(html).toContain('Dear Carla, we are sorry.');
  });

  it('is bounded whatever the thread holds, and says what it leaves out', () => {
    const long = aReading({ text: 'x'.repeat(50_000) });
    const html: string = wire(composeEscalation({ ...handOver, conversation: Array(40).fill(long) })).body;
    expect(html.length).toBeLessThan(45_000);
    expect(html).toContain('[44000 characters are left out]');
    expect(html).toMatch(/\[\d+ older mails are left out\]/);
    const many = wire(composeEscalation({ ...handOver, conversation: Array(40).fill(newest) })).body;
    expect(many).toContain('[20 older mails are left out]');
  });
});
