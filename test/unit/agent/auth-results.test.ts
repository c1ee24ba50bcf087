import { describe, expect, it } from 'vitest';

import { authenticationOf } from '#agent/trust/authentication.ts';
import { parseAuthResults } from '#agent/trust/auth-results.ts';
import type { Header } from '#domain/mail.ts';

import { aMessage } from './builders.ts';

const results = (value: string): Header => ({ name: 'Authentication-Results', value });
const received: Header = {
  name: 'Received',
  value: 'from a.example by mx.shop.example; Thu, 1 Oct 2026 12:00:00 +0000',
};
const passed = results('mx.shop.example; dmarc=pass header.from=customer.example');

function authentication(headers: Header[], checkedBy: string[] = [], email = 'carla@customer.example') {
  return authenticationOf(aMessage({ headers, from: [{ email }] }), checkedBy);
}

describe('a field of Authentication-Results', () => {
  it.each<[string, string, string, string[]]>([
    ['of one line', 'mx.example; spf=pass smtp.mailfrom=a.example', 'mx.example', ['spf=pass']],
    ['with a version', 'mx.example 1; dkim=fail', 'mx.example', ['dkim=fail']],
    [
      'with comments, nested and in odd places',
      'mx.example (a (b;c) d) ; (x) spf = pass (because; dmarc=pass) smtp.mailfrom=a.example',
      'mx.example',
      ['spf=pass'],
    ],
    [
      'with quoted text that looks like a result',
      'mx.example; dkim=fail reason="bad; dmarc=pass" header.d=a.example',
      'mx.example',
      ['dkim=fail'],
    ],
    ['with nothing checked', 'mx.example; none', 'mx.example', []],
    [
      'with words nobody defined',
      'mx.example; dmarc=excellent; spf=PASS',
      'mx.example',
      ['dmarc=none', 'spf=pass'],
    ],
    [
      'folded',
      'mx.example;\r\n\tdkim=pass\r\n header.d=a.example;\r\n dmarc=pass',
      'mx.example',
      ['dkim=pass', 'dmarc=pass'],
    ],
  ])('%s is read', (_, value, server, found) => {
    const parsed = parseAuthResults(value);
    expect(parsed?.server).toBe(server);
    expect(parsed?.results.map(({ method, verdict }) => `${method}=${verdict}`)).toEqual(found);
  });

  it.each([
    ['of another version', 'mx.example 2; dmarc=pass'],
    ['without a server', '; dmarc=pass'],
    ['whose comment never ends', 'mx.example; dmarc=pass (x'],
    ['whose quotation never ends', 'mx.example; dmarc=pass reason="x'],
    ['of a megabyte', `mx.example; ${'dmarc=pass; '.repeat(90_000)}`],
    ['with several words for a server', 'mx.example 1 2; dmarc=pass'],
  ])('%s counts for nothing', (_, value) => {
    expect(parseAuthResults(value)).toBeUndefined();
  });

  it('takes the first of two properties of one name', () => {
    const parsed = parseAuthResults('mx.example; dmarc=pass header.from=a.example header.from=b.example');
    expect(parsed?.results[0]?.properties.get('header.from')).toBe('a.example');
  });
});

describe('what is believed of the checks of a sender', () => {
  it('a pass above all that a sender can write', () => {
    expect(authentication([passed, received])).toMatchObject({
      dmarc: 'pass',
      checkedBy: 'mx.shop.example',
      alignedDomain: 'customer.example',
      verifiedSender: 'carla@customer.example',
    });
  });

  it('no pass below the first Received, where a sender may have written it', () => {
    expect(authentication([received, passed])).toMatchObject({
      dmarc: 'none',
      alignedDomain: null,
      checkedBy: null,
    });
  });

  it('a pass of a server that the agent names, wherever it stands', () => {
    expect(authentication([received, received, passed], ['MX.shop.example'])).toMatchObject({
      dmarc: 'pass',
    });
    expect(authentication([received, passed], ['other.example'])).toMatchObject({ dmarc: 'none' });
  });

  it('a failure as far down as the own server may have written it, and none below', () => {
    const failed = results('mx.shop.example; dmarc=fail header.from=customer.example');
    expect(authentication([received, failed, received])).toMatchObject({
      dmarc: 'fail',
      verifiedSender: null,
    });
    expect(authentication([received, received, failed])).toMatchObject({ dmarc: 'none' });
  });

  it('the topmost of several, so that one smuggled in below changes nothing', () => {
    const failed = results('mx.shop.example; dmarc=fail header.from=customer.example');
    expect(authentication([failed, received, passed], ['mx.shop.example'])).toMatchObject({ dmarc: 'fail' });
  });

  it('nothing without any field', () => {
    expect(authentication([received])).toEqual({
      spf: 'none',
      dkim: 'none',
      dmarc: 'none',
      arc: 'none',
      checkedBy: null,
      alignedDomain: null,
      verifiedSender: null,
    });
  });
});

describe('the domain that is proven', () => {
  it.each<[string, string, string, string | null]>([
    [
      'a signature of the domain',
      'dkim=pass header.d=customer.example',
      'c@customer.example',
      'customer.example',
    ],
    [
      'a signature of its parent',
      'dkim=pass header.d=customer.example',
      'c@mail.customer.example',
      'customer.example',
    ],
    [
      'an identity of an address',
      'dkim=pass header.i=@mail.customer.example',
      'c@customer.example',
      'mail.customer.example',
    ],
    [
      'an envelope sender',
      'spf=pass smtp.mailfrom=b@customer.example',
      'c@customer.example',
      'customer.example',
    ],
    [
      'one of several signatures',
      'dkim=fail header.d=x.example; dkim=pass header.d=customer.example',
      'c@customer.example',
      'customer.example',
    ],
    ['a signature of somebody else', 'dkim=pass header.d=mailer.example', 'c@customer.example', null],
    ['a signature below a registry', 'dkim=pass header.d=evil.co.uk', 'c@customer.co.uk', null],
    ['a signature below a shared host', 'dkim=pass header.d=evil.github.io', 'c@good.github.io', null],
    ['a DMARC pass for another author', 'dmarc=pass header.from=evil.test', 'c@customer.example', null],
    [
      'a signature against a DMARC failure',
      'dmarc=fail; dkim=pass header.d=customer.example',
      'c@customer.example',
      null,
    ],
    ['SPF that only half passes', 'spf=softfail smtp.mailfrom=customer.example', 'c@customer.example', null],
  ])('%s', (_, said, email, domain) => {
    expect(authentication([results(`mx.example; ${said}`)], [], email).alignedDomain).toBe(domain);
  });

  it('none where several authors are named', () => {
    const from = [{ email: 'carla@customer.example' }, { email: 'boss@customer.example' }];
    expect(authenticationOf(aMessage({ headers: [passed], from }), []).verifiedSender).toBeNull();
  });
});
