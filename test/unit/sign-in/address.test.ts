import { Hono } from 'hono';
import { expect, test } from 'vitest';
import type { NodeEnv } from '#server/raw-body.ts';
import { addressOf, networkOf } from '#server/sign-in/address.ts';

/** What is found of a request that came from 10.0.0.9 with these forwarded addresses. */
async function found(forwarded: string | undefined, proxies: number): Promise<string> {
  const app = new Hono<NodeEnv>();
  app.get('/', (c) => c.text(addressOf(c, proxies)));
  const headers = forwarded === undefined ? {} : { 'x-forwarded-for': forwarded };
  const incoming = { socket: { remoteAddress: '10.0.0.9' } };
  return (await app.request('/', { headers }, { incoming })).text();
}

test.each<[string | undefined, number, string]>([
  [undefined, 0, '10.0.0.9'],
  ['6.6.6.6', 0, '10.0.0.9'],
  ['6.6.6.6, 1.2.3.4', 1, '1.2.3.4'],
  ['6.6.6.6, 1.2.3.4, 10.0.0.1', 2, '1.2.3.4'],
  ['1.2.3.4', 2, '10.0.0.9'],
  ['', 1, '10.0.0.9'],
  [undefined, 1, '10.0.0.9'],
])('of "%s" behind %d proxies counts %s', async (forwarded, proxies, address) => {
  expect(await found(forwarded, proxies)).toBe(address);
});

test.each([
  ['1.2.3.4', '1.2.3.4'],
  ['::ffff:1.2.3.4', '1.2.3.4'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:0DB8:1:2:ffff::1', '2001:db8:1:2::/64'],
  ['2001:db8::1', '2001:db8:0:0::/64'],
  ['::1', '0:0:0:0::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ['anything else', 'anything else'],
])('%s stands for %s', (address, network) => {
  expect(networkOf(address)).toBe(network);
});
