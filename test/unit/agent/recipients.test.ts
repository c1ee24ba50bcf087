import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { recipientsOf } from '#agent/mail/recipients.ts';

import { aMessage, mailboxAddress } from './builders.ts';

const own = [mailboxAddress, 'sales@shop.example'];

describe('the recipients of a reply', () => {
  it('are the senders when there is no Reply-To', () => {
    expect(recipientsOf(aMessage(), own, false)).toEqual({
      to: [{ name: 'Carla Customer', email: 'carla@customer.example' }],
      cc: [],
    });
  });

  it('are those of Reply-To when there is one', () => {
    const message = aMessage({ replyTo: [{ email: 'office@customer.example' }] });
    expect(recipientsOf(message, own, false).to).toEqual([{ email: 'office@customer.example' }]);
  });

  it('are the senders when Reply-To names only us', () => {
    const message = aMessage({ replyTo: [{ email: 'DESK@shop.example' }] });
    expect(recipientsOf(message, own, false).to[0]?.email).toBe('carla@customer.example');
  });

  it('never hold an own address or one twice', () => {
    const message = aMessage({
      from: [{ email: 'carla@customer.example' }],
      to: [{ email: mailboxAddress }, { email: 'Carla@Customer.example' }, { email: 'bob@customer.example' }],
      cc: [
        { email: 'sales@shop.example' },
        { email: 'bob@customer.example' },
        { email: 'eve@customer.example' },
      ],
    });
    expect(recipientsOf(message, own, true)).toEqual({
      to: [{ email: 'carla@customer.example' }],
      cc: [{ email: 'bob@customer.example' }, { email: 'eve@customer.example' }],
    });
    expect(recipientsOf(message, own, false).cc).toEqual([]);
  });

  it('are none when only we are left', () => {
    expect(recipientsOf(aMessage({ from: [{ email: mailboxAddress }] }), own, false).to).toEqual([]);
  });

  it('leave out what no mail can go to, and anything that could break a header', () => {
    const message = aMessage({
      from: [
        { name: 'x\r\nBcc: all@evil.example', email: 'a@b.example' },
        { email: '' },
        { email: 'undisclosed-recipients' },
        { email: 'a@b.example\r\nBcc: c@d.example' },
        { email: 'a@b.example,c@d.example' },
      ],
    });
    expect(recipientsOf(message, own, false).to).toEqual([
      { name: 'x Bcc: all@evil.example', email: 'a@b.example' },
    ]);
  });

  it('are never more than 50, whatever a mail names', () => {
    const addresses = fc.array(fc.record({ email: fc.emailAddress() }), { maxLength: 80 });
    fc.assert(
      fc.property(addresses, addresses, addresses, (replyTo, from, cc) => {
        const { to, cc: copies } = recipientsOf(aMessage({ replyTo, from, cc }), own, true);
        const all = [...to, ...copies].map(({ email }) => email.toLowerCase());
        expect(all.length).toBeLessThanOrEqual(50);
        expect(new Set(all).size).toBe(all.length);
        expect(all).not.toContain(mailboxAddress);
      }),
    );
  });
});
