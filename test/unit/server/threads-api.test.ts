import { describe, expect, test } from 'vitest';
import type { ThreadDesk } from '#server/api/threads.ts';
import { createApp } from './contract.ts';
import { bearer, nowMs, someDeps } from './fixtures.ts';

const address = { name: 'Dana Ruiz', email: 'dana@customer.example' };

const found: ThreadDesk = {
  read: async (grantId, threadId) => ({
    kind: 'found',
    value: {
      grantId,
      threadId,
      subject: 'Invoice',
      truncated: false,
      messages: [
        {
          id: 'm1',
          from: [address],
          to: [],
          cc: [],
          atMs: nowMs,
          direction: 'in',
          byInreply: false,
          text: 'Hello',
          quoted: null,
          signature: null,
          forwarded: {
            from: 'a@b.example',
            to: undefined,
            date: undefined,
            subject: 'Fwd',
            text: 'passed on',
          },
          hasHtml: true,
          remoteImages: 2,
          hiddenText: false,
          notes: [],
          attachments: [{ name: 'bill.pdf', size: null, type: null }],
          state: 'review',
          reviewId: 'rv_1',
        },
      ],
    },
  }),
  body: async () => ({
    kind: 'found',
    value: { kind: 'html', body: '<p onclick=x>Hello<script>1</script>' },
  }),
};

const get = (path: string, threads: ThreadDesk = found) =>
  createApp(someDeps({ threads }).deps).request(path, { headers: bearer });

describe('a thread', () => {
  test('is shown in the words of the interface', async () => {
    const response = await get('/api/threads/g1/t%2F1');
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({
      grant_id: 'g1',
      thread_id: 't/1',
      subject: 'Invoice',
      truncated: false,
      messages: [
        {
          id: 'm1',
          from: [address],
          to: [],
          cc: [],
          at: '2026-11-21T09:00:00.000Z',
          direction: 'in',
          by_inreply: false,
          text: 'Hello',
          quoted: null,
          signature: null,
          forwarded: { from: 'a@b.example', to: null, date: null, subject: 'Fwd', text: 'passed on' },
          has_html: true,
          remote_images: 2,
          hidden_text: false,
          notes: [],
          attachments: [{ name: 'bill.pdf', size: null, type: null }],
          state: 'review',
          review_id: 'rv_1',
        },
      ],
    });
  });

  test('that is not there is 404; a mailbox that is away is 503 with why', async () => {
    const missing = {
      read: async () => ({ kind: 'missing' as const }),
      body: async () => ({ kind: 'missing' as const }),
    };
    for (const path of ['/api/threads/g1/t1', '/api/threads/g1/t1/messages/m1/html']) {
      expect((await get(path, missing)).status).toBe(404);
      const away = { kind: 'away' as const, why: 'no answer from https://api' };
      const response = await get(path, { read: async () => away, body: async () => away });
      expect(response.status).toBe(503);
      expect(await response.json()).toEqual({
        error: { type: 'unavailable', message: 'The mailbox cannot be read now: no answer from https://api' },
      });
    }
  });

  test('its HTML comes made harmless, under headers that let our page frame it and let it do nothing', async () => {
    const response = await get('/api/threads/g1/t1/messages/m1/html');
    expect(response.headers.get('content-type')).toMatch(/^text\/html/);
    expect(await response.text()).toContain('<p>Hello</p>');
    expect(response.headers.get('content-security-policy')).toMatch(
      /^default-src 'none'.*frame-ancestors 'self'.*sandbox/,
    );
    expect(response.headers.get('x-frame-options')).toBe('SAMEORIGIN');
    expect(response.headers.get('referrer-policy')).toBe('no-referrer');
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    expect(response.headers.get('cache-control')).toBe('no-store');
    // all else keeps the headers of the page
    const usual = await get('/api/threads/g1/t1');
    expect(usual.headers.get('x-frame-options')).toBe('DENY');
  });

  test('is for nobody without a sign-in', async () => {
    const app = createApp(someDeps({ threads: found }).deps);
    expect((await app.request('/api/threads/g1/t1')).status).toBe(401);
    expect((await app.request('/api/threads/g1/t1/messages/m1/html')).status).toBe(401);
  });
});

test('mailboxes are listed by address, with the agent that answers them', async () => {
  const row = { agent: 'support', mode: 'review' as const, learn: true };
  const mailboxes = () => [
    { ...row, grantId: 'g2', address: 'z@shop.example' },
    { ...row, grantId: 'g1', address: 'a@shop.example' },
  ];
  const response = await createApp(someDeps({ mailboxes }).deps).request('/api/mailboxes', {
    headers: bearer,
  });
  expect(await response.json()).toEqual({
    mailboxes: [
      { grant_id: 'g1', address: 'a@shop.example', agent: 'support', mode: 'review', learn: true },
      { grant_id: 'g2', address: 'z@shop.example', agent: 'support', mode: 'review', learn: true },
    ],
  });
});
