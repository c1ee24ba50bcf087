import { describe, expect, test } from 'vitest';
import { composeReply } from '#agent/mail/compose.ts';
import { asDraft, isUntouched, printOf, printOfBytes, versionOf } from '#agent/mail/draft-print.ts';
import { textOfDraft } from '#agent/mail/draft-text.ts';
import type { MailDraft } from '#domain/mail.ts';
import { aMailbox, aMessage, anAgent, mailboxAddress } from '../../helpers/builders.ts';

const target = aMessage();
const agent = anAgent({
  quote: true,
  disclosure: "Written by our assistant. Reply 'human' to reach a person.",
});
const { bytes, to, cc, subject } = composeReply({
  agent,
  mailbox: aMailbox,
  target,
  covers: [],
  ownAddresses: [mailboxAddress],
  body: 'Hello Carla,\n\nit is [here](https://shop.example/a) & well.',
  sendId: 'r_1',
});
const stored = JSON.parse(asDraft(bytes, 3));
const draft: MailDraft = {
  id: 'd1',
  threadId: 't1',
  to,
  cc,
  subject,
  body: stored.body,
  metadata: stored.metadata,
  savedAtMs: 0,
};

describe('the fingerprint of a draft', () => {
  test('stands in its metadata, and changes nothing else of what is stored', () => {
    expect(stored).toEqual({
      ...JSON.parse(bytes),
      cc: [],
      metadata: { ...JSON.parse(bytes).metadata, print: printOfBytes(bytes), version: '3' },
    });
    expect(isUntouched(draft)).toBe(true);
    expect(versionOf(draft)).toBe(3);
    expect(versionOf({ ...draft, metadata: { version: 'x' } })).toBe(0);
  });

  test.each<[string, Partial<MailDraft>]>([
    [
      'markup that is laid out otherwise',
      { body: `<html><body>\n${draft.body.replaceAll('><', '>\n <')}</body></html>` },
    ],
    ['a name beside the address', { to: [{ name: 'C. C.', email: 'CARLA@customer.example' }] }],
    ['space around the subject', { subject: ` ${subject} ` }],
  ])('does not mind %s', (_name, change) => {
    expect(printOf({ ...draft, ...change })).toBe(printOf(draft));
  });

  test.each<[string, Partial<MailDraft>]>([
    ['a word', { body: draft.body.replace('Hello', 'Hallo') }],
    ['where a link leads', { body: draft.body.replace('/a"', '/b"') }],
    ['the subject', { subject: 'Re: something else' }],
    ['a recipient', { to: [{ email: 'other@customer.example' }] }],
    ['a copy', { cc: [{ email: 'other@customer.example' }] }],
    ['a recipient that became a copy', { to: [], cc: to }],
  ])('tells of a change of %s', (_name, change) => {
    expect(printOf({ ...draft, ...change })).not.toBe(printOf(draft));
    expect(isUntouched({ ...draft, ...change })).toBe(false);
  });

  test('of hostile markup takes no longer than its length', () => {
    expect(printOf({ ...draft, body: '<'.repeat(500_000) })).toHaveLength(24);
  });

  test('that is gone leaves it open who wrote the draft', () => {
    expect(isUntouched({ ...draft, metadata: {} })).toBe(false);
  });
});

test('a draft as text has what was written, without quote and disclosure', () => {
  expect(textOfDraft(draft, target, agent)).toBe('Hello Carla,\n\nit is here & well.');
  const edited = { ...draft, body: draft.body.replace('Hello Carla', 'Dear Carla') };
  expect(textOfDraft(edited, target, agent)).toContain('Dear Carla');
});
