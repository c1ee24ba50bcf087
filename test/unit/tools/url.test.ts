import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isPublicAddress } from '#tools/addresses.ts';
import { matchesIn } from '#tools/match.ts';
import { expandUrl } from '#tools/url.ts';

test.each([
  ['471100', 'https://shop.example/orders/471100?of=471100'],
  ['a b?c#d&e=f', 'https://shop.example/orders/a%20b%3Fc%23d%26e%3Df?of=a%20b%3Fc%23d%26e%3Df'],
  ["ü!'()*", 'https://shop.example/orders/%C3%BC%21%27%28%29%2A?of=%C3%BC%21%27%28%29%2A'],
  ['ann@example.com', 'https://shop.example/orders/ann%40example.com?of=ann%40example.com'],
])('%s stands percent-encoded in the URL', (value, url) => {
  expect(expandUrl('https://shop.example/orders/{x}?of={x}', { x: value })?.href).toBe(url);
});

test.each(['', '.', '..', '../admin', 'a/b', '\\', 'a\nb'])('%j has no place in a path', (value) => {
  expect(expandUrl('https://shop.example/orders/{x}', { x: value })).toBeUndefined();
  expect(expandUrl('https://shop.example/orders/{x}/items', { x: value })).toBeUndefined();
});

test('a URL without one of its values is none', () => {
  expect(expandUrl('https://shop.example/{x}/{y}', { x: '1' })).toBeUndefined();
});

test('no value changes scheme, host, or the number of segments and parameters', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (value) => {
      const url = expandUrl('https://shop.example:8443/api/{x}/items?of={x}&all=1', { x: value });
      if (url === undefined) return;
      expect([url.origin, url.username, url.hash]).toEqual(['https://shop.example:8443', '', '']);
      expect(url.pathname.split('/')).toHaveLength(4);
      expect([...url.searchParams.keys()]).toEqual(['of', 'all']);
    }),
  );
});

test.each([
  ['8.8.8.8', true],
  ['2a00:1450:4001:80b::200e', true],
  ['127.0.0.1', false],
  ['0.0.0.0', false],
  ['10.1.2.3', false],
  ['100.64.0.1', false],
  ['169.254.169.254', false],
  ['172.31.255.255', false],
  ['192.168.1.1', false],
  ['224.0.0.1', false],
  ['255.255.255.255', false],
  ['::', false],
  ['::1', false],
  ['::ffff:8.8.8.8', false],
  ['64:ff9b::7f00:1', false],
  ['2002:7f00:1::', false],
  ['2001:db8::1', false],
  ['fd12::1', false],
  ['fe80::1', false],
  ['fe80::1%eth0', false],
  ['ff02::1', false],
  ['example.com', false],
])('%s is on the public internet: %s', (address, isPublic) => {
  expect(isPublicAddress(address)).toBe(isPublic);
});

test('a pattern gives its group, or all it found, whatever the case', () => {
  expect(matchesIn('order #?(\\d+)', 'Order #12 and ORDER 34')).toEqual(['12', '34']);
  expect(matchesIn('[a-z]{2}\\d{2}', 'AB12')).toEqual(['AB12']);
  expect(matchesIn('nothing', 'of the kind')).toEqual([]);
});

test('a pattern that would take forever on a hostile mail is given up', () => {
  expect(matchesIn('(?:a+)+$', `${'a'.repeat(5000)}!`)).toBeUndefined();
});
