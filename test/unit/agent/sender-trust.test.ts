import { describe, expect, it } from 'vitest';

import { lookAlikeOf } from '#agent/trust/look-alike.ts';
import { senderTrust, type TrustQuestion } from '#agent/trust/sender-trust.ts';
import { knownTo, mayReplyAll } from '#agent/trust/strangers.ts';
import { trustDoubts } from '#agent/policy/trust-doubts.ts';
import type { Message } from '#domain/mail.ts';

import { aMessage, anAgent, aThread, mailboxAddress, noon } from './builders.ts';

const dan = [{ name: 'Dan', email: 'dan@other.test' }];
const sentTo = (email: string) =>
  aMessage({
    id: 's1',
    from: [{ email: mailboxAddress }],
    to: [{ email }],
    folders: ['sent'],
    dateMs: noon + 1,
  });

function trust(target: Message, earlier: Message[] = [], change: Partial<TrustQuestion> = {}) {
  return senderTrust({
    config: anAgent({ links: ['paypal.example'] }).config,
    mailboxAddress,
    ownAddresses: [mailboxAddress],
    thread: aThread(...earlier, target),
    target,
    seenBefore: 3,
    ...change,
  });
}
const facts = (...of: Parameters<typeof trust>) => trust(...of).facts.map(({ code }) => code);

describe('a domain that looks like a known one', () => {
  const known = ['customer.example', 'inreply.test', 'paypal.com', 'müller.de'];
  it.each([
    ['a digit for a letter', 'cust0mer.example'],
    ['a letter more', 'customerr.example'],
    ['a letter less', 'custmer.example'],
    ['two letters swapped', 'cusotmer.example'],
    ['rn for m', 'custorner.example'],
    ['Cyrillic letters', 'раураl.com'],
    ['Cyrillic letters, encoded', 'xn--l-7sba6dbr.com'],
    ['a word added', 'inreply-support.test'],
    ['a word added under another top-level domain', 'paypal-billing.net'],
    ['the whole of it in front', 'customer.example.evil.test'],
    ['an accent', 'cústomer.example'],
    ['no accent', 'muller.de'],
    ['a digit for a letter under another top-level domain', 'paypa1.net'],
  ])('is found: %s', (_, domain) => {
    const plain = domain.startsWith('xn--') ? new URL(`http://${domain}`).hostname : domain;
    expect(
      facts(aMessage({ from: [{ email: `x@${plain}` }] }), [], {
        config: anAgent({ links: known.slice(0, 3).concat('xn--mller-kva.de') }).config,
      }),
    ).toContain('look_alike_domain');
  });

  it.each([
    ['the domain itself', 'customer.example'],
    ['below it', 'mail.customer.example'],
    ['quite another', 'gardening.example'],
    ['another top-level domain', 'customer.org'],
    ['a provider of mail', 'ymail.com'],
    ['short names', 'abc.de'],
  ])('is not: %s', (_, domain) => {
    expect(lookAlikeOf(domain, ['customer.example', 'gmail.com', 'abd.de'])).toBeUndefined();
  });

  it('is not one of a numbered row', () => {
    expect(lookAlikeOf('branch2.example', ['branch1.example'])).toBeUndefined();
  });
});

describe('what is held against a sender', () => {
  it('nothing but the missing proof for an ordinary mail', () => {
    expect(facts(aMessage())).toEqual(['not_authenticated']);
  });

  it('that DMARC failed', () => {
    const headers = [
      { name: 'Authentication-Results', value: 'mx.example; dmarc=fail header.from=customer.example' },
    ];
    expect(facts(aMessage({ headers }))).toEqual(['dmarc_failed']);
  });

  it('that they write for the first time', () => {
    expect(facts(aMessage(), [], { seenBefore: 0 })).toContain('first_seen');
    expect(facts(aMessage(), [], { seenBefore: undefined })).not.toContain('first_seen');
  });

  it('that answers would go elsewhere', () => {
    expect(facts(aMessage({ replyTo: [{ email: 'x@elsewhere.test' }] }))).toContain('reply_to_mismatch');
    expect(facts(aMessage({ replyTo: [{ email: 'office@customer.example' }] }))).not.toContain(
      'reply_to_mismatch',
    );
    const privately = { from: [{ email: 'a@gmail.com' }], replyTo: [{ email: 'b@gmail.com' }] };
    expect(facts(aMessage(privately))).toContain('reply_to_mismatch');
  });

  it('that outsiders read along, unless they were in the thread', () => {
    const copied = aMessage({ id: 'm2', cc: dan, dateMs: noon + 5 });
    expect(facts(copied)).toContain('strangers_in_cc');
    expect(facts(copied, [aMessage({ cc: dan })])).not.toContain('strangers_in_cc');
    expect(facts(aMessage({ cc: [{ email: 'boss@customer.example' }] }))).not.toContain('strangers_in_cc');
  });

  it('that they took the place of an earlier writer', () => {
    const fake = aMessage({
      id: 'm2',
      from: [{ name: 'Carla Customer', email: 'carla@custorner.example' }],
      dateMs: noon + 5,
    });
    const found = trust(fake, [aMessage()]);
    expect(found.facts.map(({ code }) => code)).toContain('sender_taken_over');
    expect(found.lookAlikeOf).toBe('customer.example');
  });

  it('that the thread is not theirs', () => {
    const second = aMessage({ id: 'm2', from: dan, dateMs: noon + 5 });
    expect(facts(second, [aMessage()])).toContain('stranger_in_thread');
    expect(facts(second, [aMessage({ cc: dan })])).toContain('stranger_in_thread');
    expect(facts(second, [aMessage(), sentTo('dan@other.test')])).not.toContain('stranger_in_thread');
    expect(facts(aMessage({ id: 'm2', dateMs: noon + 5 }), [aMessage()])).not.toContain('stranger_in_thread');
  });
});

const doubts = (target: Message, earlier: Message[], review?: 'first_seen'[]) => {
  const { config } = anAgent(review === undefined ? {} : { trust: { review } });
  return trustDoubts(config, trust(target, earlier, { config, seenBefore: 0 })).map(({ code }) => code);
};

describe('what leaves the answer to a person', () => {
  const second = aMessage({ id: 'm2', from: dan, dateMs: noon + 5 });
  it('nothing of an unproven first mail, unless asked', () => {
    expect(doubts(aMessage(), [])).toEqual([]);
    expect(doubts(aMessage(), [], ['first_seen'])).toEqual(['first_seen']);
  });

  it('a stranger who wants the answer to go to somebody of the thread, always', () => {
    expect(doubts(second, [aMessage()])).toEqual([]);
    const diverted = { ...second, replyTo: [{ email: 'carla@customer.example' }] };
    expect(doubts(diverted, [aMessage()], [])).toEqual(['stranger_in_thread']);
  });
});

describe('a stranger in a thread', () => {
  const first = aMessage();
  const ours = sentTo('carla@customer.example');
  const intruder = aMessage({
    id: 'm2',
    from: dan,
    to: [...first.from, { email: mailboxAddress }],
    dateMs: noon + 5,
  });
  const thread = aThread(first, ours, intruder);

  it('is answered alone, also with reply_all', () => {
    const { config } = anAgent({ reply_all: true });
    expect(mayReplyAll(config, thread, intruder, mailboxAddress)).toBe(false);
    expect(mayReplyAll(config, thread, { ...first, id: 'm3', dateMs: noon + 9 }, mailboxAddress)).toBe(true);
  });

  it('learns nothing from mails they had no part in', () => {
    expect(knownTo(thread, intruder, dan).messages.map(({ id }) => id)).toEqual(['m2']);
    const copied = { ...first, cc: dan };
    expect(knownTo(aThread(copied, ours, intruder), intruder, dan).messages.map(({ id }) => id)).toEqual([
      'm1',
      'm2',
    ]);
  });
});
