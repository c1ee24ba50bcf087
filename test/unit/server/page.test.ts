import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { createApp } from './contract.ts';
import type { BuiltPage } from '#server/built-page.ts';
import { accessInMemory, cookieFor } from './access-fixtures.ts';
import { someDeps } from './fixtures.ts';

const script = Buffer.from('export {};'.repeat(50));
const file = {
  bytes: new Uint8Array(script),
  gzipped: new Uint8Array(gzipSync(script)),
  type: 'text/javascript; charset=utf-8',
};
const built: BuiltPage = {
  index: '<!doctype html><title>Inreply</title>',
  files: new Map([['index-abc.js', file]]),
};

async function visitor() {
  const access = accessInMemory();
  const app = createApp(someDeps({ access, page: built }).deps);
  const cookie = await cookieFor(access);
  return (path: string, headers: Record<string, string> = {}) =>
    app.request(path, { headers: { cookie, ...headers } });
}

test.each(['/', '/reviews/rv_1', '/activity', '/threads/g1/t%2F1', '/agents', '/health'])(
  '%s is the page, under a policy that lets nothing in from elsewhere',
  async (path) => {
    const answer = await (await visitor())(path);
    expect(answer.status).toBe(200);
    expect(await answer.text()).toBe(built.index);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    const policy = answer.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self'");
    expect(policy).not.toContain('unsafe');
  },
);

test('its files never change under their names, and are packed for those who can unpack', async () => {
  const visit = await visitor();
  const plain = await visit('/app/index-abc.js');
  expect(plain.headers.get('cache-control')).toBe('private, max-age=31536000, immutable');
  expect(await plain.text()).toBe(script.toString());
  const packed = await visit('/app/index-abc.js', { 'accept-encoding': 'br, gzip' });
  expect(packed.headers.get('content-encoding')).toBe('gzip');
  expect(packed.headers.get('content-type')).toBe(file.type);
  expect((await packed.arrayBuffer()).byteLength).toBe(file.gzipped.byteLength);
});

test('no other file can be asked for', async () => {
  const visit = await visitor();
  expect((await visit('/app/manifest.json')).status).toBe(404);
  expect((await visit('/app/..%2F..%2Fpackage.json')).status).toBe(404);
});

test('without a build the page says what to run, and the API runs', async () => {
  const access = accessInMemory();
  const app = createApp(someDeps({ access, page: undefined }).deps);
  const headers = { cookie: await cookieFor(access) };
  const page = await app.request('/', { headers });
  expect(page.status).toBe(503);
  expect(await page.text()).toContain('sh infra/bootstrap.sh');
  expect(
    (await app.request('/api/reviews', { headers: { ...headers, 'sec-fetch-site': 'same-origin' } })).status,
  ).toBe(200);
});

test('without a session neither the page nor its files are shown', async () => {
  const visit = await visitor();
  expect((await visit('/', { cookie: '' })).status).toBe(401);
  expect((await visit('/app/index-abc.js', { cookie: '' })).status).toBe(401);
});
