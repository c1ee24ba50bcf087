import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { guard } from '#agent/guard/guard.ts';
import { senderTrust } from '#agent/trust/sender-trust.ts';
import type { Message } from '#domain/mail.ts';

import { aMessage, anAgent, aThread, mailboxAddress } from './builders.ts';
import { facts } from './guard-facts.ts';

const text = fc.string({ unit: 'binary', maxLength: 300 });
const name = fc.oneof(
  text,
  fc.constantFrom(
    'Authentication-Results',
    'Received',
    'Content-Type',
    'Precedence',
    'X-Agent-Hops',
    'Errors-To',
  ),
);
const address = fc.record({ name: fc.option(text, { nil: undefined }), email: text });
const message = fc.record({
  subject: text,
  body: text,
  from: fc.array(address, { maxLength: 3 }),
  to: fc.array(address, { maxLength: 3 }),
  cc: fc.array(address, { maxLength: 3 }),
  replyTo: fc.array(address, { maxLength: 3 }),
  headers: fc.array(fc.record({ name, value: text }), { maxLength: 6 }),
  dateMs: fc.oneof(fc.integer(), fc.constant(Number.NaN)),
});

function trustOf(target: Message, earlier: Message) {
  const { config } = anAgent({ links: ['shop.example'] });
  const thread = aThread({ ...earlier, id: 'm0' }, target);
  return senderTrust({
    config,
    mailboxAddress,
    ownAddresses: [mailboxAddress],
    thread,
    target,
    seenBefore: 0,
  });
}

describe('whatever a mail holds', () => {
  it('guard and trust come to an end with reasons in words', () => {
    fc.assert(
      fc.property(message, message, (one, other) => {
        const [target, earlier] = [aMessage(one), aMessage(other)];
        const guarded = guard(facts(target));
        expect(['go', 'skip', 'review']).toContain(guarded.kind);
        const trust = trustOf(target, earlier);
        expect(trust.facts.every(({ detail }) => detail !== '' && !/[\r\n\0]/.test(detail))).toBe(true);
      }),
      { numRuns: 150 },
    );
  });

  it('nothing is proven by headers that stand below a Received of ours', () => {
    fc.assert(
      fc.property(fc.array(fc.record({ name, value: text }), { maxLength: 4 }), text, (headers, domain) => {
        const forged = {
          name: 'Authentication-Results',
          value: `mx.shop.example; dmarc=pass header.from=${domain}`,
        };
        const received = { name: 'Received', value: 'by mx.shop.example' };
        const below = headers.filter((header) => header.name !== 'Received');
        const trust = trustOf(aMessage({ headers: [received, ...below, forged] }), aMessage());
        expect(trust.verifiedSender).toBeNull();
      }),
      { numRuns: 100 },
    );
  });

  it.each([
    ['a subject of a megabyte', { subject: 'Re: your message '.repeat(60_000) }],
    ['a body of commas', { body: 'hello, '.repeat(150_000) }],
    ['forty thousand lines', { body: `${'\n'.repeat(40_000)}x` }],
    [
      'ten thousand headers',
      { headers: Array.from({ length: 10_000 }, () => ({ name: 'X-A', value: 'b' })) },
    ],
    [
      'a header of a megabyte',
      { headers: [{ name: 'Authentication-Results', value: '('.repeat(1_000_000) }] },
    ],
    [
      'a thousand recipients',
      { cc: Array.from({ length: 1000 }, (_, at) => ({ email: `a${at}@b.example` })) },
    ],
  ])('%s is judged', (_, change) => {
    const target = aMessage(change);
    expect(guard(facts(target)).kind).toBe('go');
    expect(trustOf(target, aMessage()).verifiedSender).toBeNull();
  });
});
