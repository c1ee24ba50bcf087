import { describe, expect, it } from 'vitest';

import { answerTo, ourRepliesIn } from '#agent/mail/answered.ts';
import { sendIdOf, shortIdOf } from '#domain/ids.ts';
import type { Message } from '#domain/mail.ts';

import { aMessage, aThread, mailboxAddress, noon } from './builders.ts';

const asked = aMessage({ id: 'in1', headers: [{ name: 'Message-Id', value: '<in1@customer.example>' }] });

function fromUs(change: Partial<Message>): Message {
  return aMessage({
    id: 'out1',
    from: [{ email: mailboxAddress.toUpperCase() }],
    folders: ['sent'],
    dateMs: noon + 60_000,
    ...change,
  });
}

const ourMark = { key1: sendIdOf('g1', 'in1'), key2: 'in1', key3: 'inreply' };
const otherMark = { key1: sendIdOf('g1', 'in0'), key2: 'in0', key3: 'inreply' };
const inReplyTo = { name: 'In-Reply-To', value: '<in1@customer.example>' };

describe('whether a message has been answered', () => {
  const cases: { when: string; other: Message; by: 'us' | 'person' | undefined }[] = [
    { when: 'our mark names it', other: fromUs({ metadata: ourMark }), by: 'us' },
    {
      when: 'our reply to a newer mail covers it',
      other: fromUs({ metadata: { ...otherMark, covers: `${shortIdOf('x')},${shortIdOf('in1')}` } }),
      by: 'us',
    },
    {
      when: 'a later reply of ours answers an earlier mail',
      other: fromUs({ metadata: otherMark }),
      by: undefined,
    },
    {
      when: 'the metadata is gone but the hop header names it',
      other: fromUs({ headers: [{ name: 'x-inreply-id', value: ourMark.key1 }] }),
      by: 'us',
    },
    {
      when: 'the metadata is gone and In-Reply-To names it',
      other: fromUs({ headers: [{ name: 'X-Inreply-Id', value: 'r_other' }, inReplyTo] }),
      by: 'us',
    },
    {
      when: 'our mark names another mail though In-Reply-To names it',
      other: fromUs({ metadata: otherMark, headers: [inReplyTo] }),
      by: undefined,
    },
    {
      when: 'it was only escalated',
      other: fromUs({ metadata: { ...ourMark, kind: 'escalation' } }),
      by: undefined,
    },
    {
      when: 'our reply is still a draft',
      other: fromUs({ metadata: ourMark, folders: ['drafts'] }),
      by: undefined,
    },
    { when: 'a person wrote later', other: fromUs({}), by: 'person' },
    {
      when: 'a person wrote later and the sent folder has another name',
      other: fromUs({ folders: ['folder-7'] }),
      by: 'person',
    },
    { when: 'a person wrote earlier', other: fromUs({ dateMs: noon - 1 }), by: undefined },
    {
      when: 'a person answered it with a clock that is behind',
      other: fromUs({ dateMs: noon - 1, headers: [inReplyTo] }),
      by: 'person',
    },
    {
      when: 'an automatic note of another program left the mailbox',
      other: fromUs({ headers: [{ name: 'Auto-Submitted', value: 'auto-replied' }] }),
      by: undefined,
    },
    {
      when: 'a person marked the mail as not automatic',
      other: fromUs({ headers: [{ name: 'Auto-Submitted', value: 'no (really)' }] }),
      by: 'person',
    },
    { when: 'the sender wrote once more', other: aMessage({ id: 'in2', dateMs: noon + 1 }), by: undefined },
    {
      when: 'a stranger forged our address into the inbox',
      other: fromUs({ folders: ['inbox'], headers: [inReplyTo] }),
      by: undefined,
    },
  ];

  for (const { when, other, by } of cases) {
    it(`is ${by === undefined ? 'no' : `yes, by ${by}`} when ${when}`, () => {
      expect(answerTo(aThread(asked, other), asked, mailboxAddress)?.by).toBe(by);
    });
  }

  it('does not take the message for its own answer', () => {
    const own = fromUs({ id: 'in1' });
    expect(answerTo(aThread(own), own, mailboxAddress)).toBeUndefined();
  });
});

describe('the count of our replies in a thread', () => {
  it('leaves out drafts, escalations, people and what came in', () => {
    const thread = aThread(
      asked,
      fromUs({ id: 'a', metadata: ourMark }),
      fromUs({ id: 'b', headers: [{ name: 'X-Inreply-Id', value: 'r_1' }] }),
      fromUs({ id: 'c', metadata: { ...ourMark, kind: 'escalation' } }),
      fromUs({ id: 'd', metadata: ourMark, folders: ['drafts'] }),
      fromUs({ id: 'e' }),
    );
    expect(ourRepliesIn(thread, mailboxAddress)).toBe(2);
  });
});
