import { describe, expect, it } from 'vitest';

import { guard } from '#agent/guard/guard.ts';
import type { Message } from '#domain/mail.ts';

import { aMessage, anAgent, aThread, mailboxAddress, noon } from './builders.ts';
import { codes, facts, from, header } from './guard-facts.ts';

const mail = (subject: string, body: string) => aMessage({ subject, body });
const outcome = (message: Message, change: Parameters<typeof facts>[1] = {}) => {
  const guarded = guard(facts(message, change));
  return [guarded.kind, ...codes(guarded)].join(' ');
};

describe('mail of systems', () => {
  it.each<[string, Message, string]>([
    ['GitLab', header('X-GitLab-Project', 'shop'), 'skip auto_generated'],
    ['GitHub', header('X-GitHub-Sender', 'jo'), 'skip auto_generated'],
    ['Jira', header('X-JIRA-FingerPrint', 'abc'), 'skip auto_generated'],
    ['Discourse', header('X-Discourse-Post-Id', '1'), 'skip auto_generated'],
    ['ServiceNow', header('X-ServiceNow-Generated', 'true'), 'skip auto_generated'],
    ['Exchange rules', header('X-MS-Exchange-Inbox-Rules-Loop', 'a@b.c'), 'skip auto_reply'],
    ['an autoresponder by Delivered-To', header('Delivered-To', 'Autoresponder'), 'skip auto_reply'],
    ['a precedence misspelt', header('Preference', 'auto_reply'), 'skip auto_reply'],
    ['an Apple vacation', header('X-Apple-Action', 'VACATION'), 'skip auto_generated'],
    ['a challenge by its header', header('X-Boxtrapper', 'x'), 'skip challenge_response'],
    ['errors to a list', header('Errors-To', 'list-bounces@b.example'), 'skip mailing_list'],
    ['a robot', from('jenkins@ci.example'), 'skip auto_generated'],
    ['a desk, which a person may sit at', header('X-Zendesk-From-Account-Id', 'a'), 'review ticket_system'],
    ['Freshdesk', header('X-Freshdesk-Ticket', '1'), 'review ticket_system'],
    ['data', aMessage({ body: '{"Type": "Notification", "Message": "x"}' }), 'review automatic_like'],
  ])('%s', (_, message, expected) => {
    expect(outcome(message)).toBe(expected);
  });

  it('is named by what tells most', () => {
    const headers = [
      { name: 'Auto-Submitted', value: 'auto-replied' },
      { name: 'Return-Path', value: '<>' },
    ];
    expect(outcome(aMessage({ headers }))).toBe('skip bounce auto_reply');
  });
});

describe('mail of filters and scanners', () => {
  it.each([
    [
      'Your email requires verification verify#aB3',
      'To finish, reply to this mail.',
      'skip challenge_response',
    ],
    [
      'Re: Hello',
      'Your message has been held. To release it click the link and confirm.',
      'skip challenge_response',
    ],
    ['Re: Hello', 'To deliver your message please click here.', 'skip challenge_response'],
    [
      'Re: Bonjour',
      'Votre message est en attente. Veuillez cliquer ici pour vous authentifier.',
      'skip challenge_response',
    ],
    ['VIRUS (W32/Mydoom) IN MAIL FROM YOU', 'Our virus checker found a virus in your mail.', 'skip bounce'],
    ['BANNED (.exe) IN MAIL FROM YOU', 'Your message was blocked by our content checker.', 'skip bounce'],
    ['InterScan NT Alert', 'The message contained a virus and has been deleted.', 'skip bounce'],
    ['Read: Order 4711', 'Your message was read on Monday.', 'skip read_receipt'],
    ['Gelesen: Bestellung', 'Ihre Nachricht wurde am Montag gelesen.', 'skip read_receipt'],
    [
      'Thank you for contacting us',
      'We have received your message and will reply within 2 days.',
      'skip auto_reply',
    ],
    ['Ihre Anfrage 4711', 'Wir haben Ihre Anfrage erhalten und melden uns umgehend.', 'skip auto_reply'],
  ])('%s: %s', (subject, body, expected) => {
    expect(outcome(mail(subject, body))).toBe(expected);
  });

  it.each([
    ['Virus on my laptop', 'My laptop from order 12 has a virus, what now?'],
    ['Read your terms', 'I read your terms. Can I return shoes?'],
    ['Please confirm', 'Please confirm you sent the parcel, it has not come.'],
    ['Blocked account', 'My account is blocked after the update. Please help me.'],
    ['Ticket', 'My concert ticket number is 12, may I swap it?'],
  ])('but not what people write: %s', (subject, body) => {
    expect(guard(facts(mail(subject, body))).kind).toBe('go');
  });
});

describe('mail of our own kind', () => {
  it.each<[string, Message, string]>([
    ['another agent', header('X-Agent-Hops', '1'), 'skip other_agent'],
    ['an agent of another maker', header('X-Agent-Name', 'billing'), 'skip other_agent'],
    ['our mailbox with a tag', from('Desk+orders@Shop.example'), 'skip own_message'],
    ['a sibling with a tag', from('sales+x@shop.example'), 'skip sibling_agent'],
    ['our mailbox by another route', from('desk@mail.shop.example'), 'review sibling_like'],
  ])('%s', (_, message, expected) => {
    expect(outcome(message)).toBe(expected);
  });

  it('is not answered by way of Reply-To', () => {
    expect(outcome(aMessage({ from: [], replyTo: [{ email: 'desk+loop@shop.example' }] }))).toBe(
      'skip no_recipient',
    );
  });
});

const wants = (allow: object) => ({ agent: anAgent({ allow: [{ from: '@forms.example', ...allow }] }) });
const ours = (at: number, body: string) =>
  aMessage({
    id: `o${at}`,
    from: [{ email: mailboxAddress }],
    folders: ['sent'],
    metadata: { key1: `r_${at}`, key3: 'inreply' },
    dateMs: noon + at * 60_000,
    body,
  });
const theirs = (at: number, body: string) => aMessage({ id: `t${at}`, dateMs: noon + at * 60_000, body });

describe('a wanted robot', () => {
  const proven = {
    name: 'Authentication-Results',
    value: 'mx.shop.example; dmarc=pass header.from=forms.example',
  };
  const robot = (change: Partial<Message> = {}) =>
    aMessage({
      from: [{ email: 'no-reply@forms.example' }],
      headers: [proven, { name: 'Auto-Submitted', value: 'auto-generated' }],
      ...change,
    });

  it('is answered when it is proven, and not otherwise', () => {
    expect(outcome(robot(), wants({}))).toBe('go');
    expect(outcome(robot())).toBe('skip auto_generated no_reply_sender');
    const unproven = robot({ headers: [{ name: 'Auto-Submitted', value: 'auto-generated' }] });
    expect(outcome(unproven, wants({}))).toMatch(/^skip/);
    expect(outcome(unproven, wants({ unproven: true }))).toBe('go');
  });

  it('may have to carry a header', () => {
    const field = { name: 'X-Form', contains: 'contact' };
    expect(outcome(robot(), wants({ header: field }))).toMatch(/^skip/);
    const marked = robot({ headers: [proven, { name: 'x-form', value: 'EU-Contact' }] });
    expect(outcome(marked, wants({ header: field }))).toBe('go');
  });

  it.each<[string, Partial<Message>, string]>([
    ['a bounce', { headers: [proven, { name: 'Return-Path', value: '<>' }] }, 'skip bounce'],
    ['another agent', { headers: [proven, { name: 'X-Inreply-Id', value: 'r_1' }] }, 'skip other_inreply'],
    ['junk', { folders: ['junk'] }, 'skip junk_folder'],
    ['our own', { from: [{ email: mailboxAddress }] }, 'skip own_message'],
  ])('is not let off for %s', (_, change, expected) => {
    expect(outcome(robot(change), wants({ unproven: true }))).toBe(expected);
  });

  it('nor for what is spent', () => {
    expect(outcome(robot(), { ...wants({}), sentToSenderToday: 10 })).toBe('review sender_limit');
  });
});

describe('a talk that goes nowhere', () => {
  const words = 'alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi'.split(
    ' ',
  );
  const some = (first: number, count: number) =>
    Array.from({ length: count }, (_, at) => words[(first + at) % words.length]).join(' ');

  it('is left to a person when nothing new is said', () => {
    const mails = [
      theirs(0, some(0, 16)),
      ours(1, 'One.'),
      theirs(2, some(3, 13)),
      ours(3, 'Two.'),
      theirs(4, some(6, 13)),
      ours(5, 'Three.'),
    ];
    const target = theirs(6, some(1, 14));
    expect(outcome(target, { thread: aThread(...mails, target) })).toMatch(/^review ping_pong/);
  });

  it('or when our own words come back', () => {
    const mails = [theirs(0, 'a question'), ours(1, 'x'), theirs(2, 'another'), ours(3, some(0, 16))];
    const target = theirs(4, some(0, 16));
    expect(outcome(target, { thread: aThread(...mails, target) })).toMatch(/^review ping_pong/);
  });

  it('but not while people talk on', () => {
    const mails = [
      theirs(0, 'Where is my order?'),
      ours(1, 'Which one?'),
      theirs(2, 'Order 4711, sent to Bonn'),
      ours(3, 'It left.'),
      theirs(4, 'Thanks. And the other parcel with the red shoes for my daughter?'),
      ours(5, 'Tomorrow.'),
    ];
    const target = theirs(6, 'Great, thank you, then please send the invoice to my office address too');
    expect(outcome(target, { thread: aThread(...mails, target) })).toBe('go');
  });
});
