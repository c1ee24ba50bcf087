import { describe, expect, it } from 'vitest';
import { answerTo, ourRepliesIn } from '#agent/mail/answered.ts';
import { mailboxFor, threadFor } from '#cli/eval/case-mail.ts';
import { aMessage } from '../../../helpers/builders.ts';

const mailbox = { grant: 'g1', address: 'desk@shop.example' };
const ann = 'Ann Example <ann@customer.example>';

describe('the thread of a case', () => {
  const { thread, message } = threadFor(
    'c1',
    [
      { from: ann, subject: 'Boots', body: 'Do you have <b>boots</b>?' },
      { by: 'us', body: 'We do.' },
      {
        from: ann,
        cc: ['Bob <bob@customer.example>'],
        html: '<p>Which sizes?</p>',
        headers: { 'X-A': ['1', '2'] },
      },
    ],
    mailbox,
  );

  it('ends with the mail to answer, and goes to the mailbox where the case names nobody', () => {
    expect(message).toMatchObject({
      from: [{ name: 'Ann Example', email: 'ann@customer.example' }],
      to: [{ email: mailbox.address }],
      cc: [{ name: 'Bob', email: 'bob@customer.example' }],
      folders: ['inbox'],
      body: '<p>Which sizes?</p>',
    });
    expect(thread.messages.at(-1)).toBe(message);
    expect(message.headers.map(({ name, value }) => `${name}: ${value}`)).toContain('X-A: 2');
  });

  it('holds a mail of ours as the agent would have sent it', () => {
    const [first, ours] = thread.messages;
    expect(ours).toMatchObject({ to: first?.from, folders: ['sent'] });
    expect(answerTo(thread, first!, mailbox.address)).toMatchObject({ by: 'us' });
    expect(answerTo(thread, message, mailbox.address)).toBeUndefined();
    expect(ourRepliesIn(thread, mailbox.address)).toBe(1);
  });

  it('lies in the past of its last mail, the same on every day', () => {
    expect(thread.messages.map(({ dateMs }) => new Date(dateMs).toISOString())).toEqual([
      '2026-01-15T10:00:00.000Z',
      '2026-01-15T11:00:00.000Z',
      '2026-01-15T12:00:00.000Z',
    ]);
  });

  it('takes over a mail from an .eml file, and dates it when it has no date', () => {
    const eml = aMessage({ id: 'x', dateMs: Number.NaN, subject: 'From a file' });
    const made = threadFor('c2', [eml], mailbox);
    expect(made.message).toMatchObject({
      subject: 'From a file',
      grantId: 'g1',
      dateMs: Date.UTC(2026, 0, 15, 12),
    });
  });
});

const to = (address: string) => [{ from: ann, to: [address] }];

describe('the mailbox of a case', () => {
  const other = { grant: 'g2', address: 'other@shop.example' };

  it('is the one its last mail went to, else the first', () => {
    expect(mailboxFor(to('Other <OTHER@shop.example>'), [mailbox, other])).toBe(other);
    expect(mailboxFor(to('x@y.example'), [mailbox, other])).toBe(mailbox);
    expect(mailboxFor(to('x@y.example'), [mailbox, other], 'named')).toBeUndefined();
  });
});
