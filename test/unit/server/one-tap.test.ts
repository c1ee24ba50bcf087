import { describe, expect, test } from 'vitest';
import { oneTapStage } from './one-tap-stage.ts';

type Stage = ReturnType<typeof oneTapStage>;

describe('a link', () => {
  test('shows what it would do and decides nothing, however often and in whatever way it is opened', async () => {
    const { stage, link, open } = oneTapStage();
    for (const method of ['GET', 'HEAD', 'GET']) expect((await open(link(), method)).status).toBe(200);
    const page = await open(link());
    expect(await page.text()).toMatch(/Send this reply\?[^]*dana@customer\.example[^]*second charge/);
    expect((await open(link(), 'POST')).status).not.toBe(200);
    expect(stage.decided).toEqual([]);
    expect(Object.fromEntries(page.headers)).toMatchObject({
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-store',
      'x-robots-tag': 'noindex, nofollow',
      'x-frame-options': 'DENY',
    });
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
  });

  test('decides once by the form of its page, from wherever that is sent, as the person it is for', async () => {
    const { stage, link, submit } = oneTapStage();
    const done = await submit(link(), { origin: 'null', 'sec-fetch-site': 'cross-site' });
    expect([done.status, await done.text()]).toEqual([
      200,
      expect.stringContaining('The reply is being sent'),
    ]);
    expect(stage.decided).toEqual([['rv_1', 1, 'approve', 'mail:lead@shop.example']]);
    const again = await submit(link());
    expect([again.status, await again.text()]).toEqual([410, expect.stringContaining('Used already')]);
    expect(stage.decided).toHaveLength(1);
  });

  test('to reject says that nothing is sent', async () => {
    const { stage, link, open, submit } = oneTapStage();
    expect(await (await open(link({ verdict: 'reject' }))).text()).toContain('Nothing is sent');
    expect(await (await submit(link({ verdict: 'reject' }))).text()).toContain('Nothing is sent to them');
    expect(stage.decided).toEqual([['rv_1', 1, 'reject', 'mail:lead@shop.example']]);
  });

  test('shows text of mail as text', async () => {
    const { link, open } = oneTapStage({ question: '<script>alert(1)</script>', subject: '"><img src=x>' });
    const text = await (await open(link())).text();
    expect(text).not.toMatch(/<script>alert|<img src=x/);
  });
});

describe('nothing happens, and the page says so plainly', () => {
  test.each<[string, (stage: Stage) => string, number, string]>([
    ['a link of another seal', ({ link }) => link({}, Buffer.alloc(32, 1)), 404, 'Not a link of ours'],
    ['a link that was changed', ({ link }) => `A${link().slice(1)}`, 404, 'Not a link of ours'],
    ['nonsense', () => 'nonsense', 404, 'Not a link of ours'],
    ['one of an older version', ({ link }) => link({ version: 0 }), 409, 'It has changed'],
    ['one of another text or thread', ({ link }) => link({ fingerprint: 'other' }), 409, 'It has changed'],
    ['one that is too old', (one) => later(one), 410, 'Too old'],
    ['one of somebody who may not any more', (one) => set(one, { decider: undefined }), 403, 'Not allowed'],
    ['one of a review that is forgotten', (one) => set(one, { review: undefined }), 410, 'Gone'],
    ['one of a review that was sent', (one) => ended(one, 'sent'), 409, 'has been sent'],
    ['one that a newer mail overtook', (one) => ended(one, 'stale'), 409, 'A newer mail came'],
    ['one that expired', (one) => ended(one, 'expired'), 409, 'Nobody decided in time'],
  ])('%s', async (_name, arrange, status, sentence) => {
    const one = oneTapStage();
    const token = arrange(one);
    for (const response of [await one.open(token), await one.submit(token)]) {
      expect([response.status, await response.text()]).toEqual([status, expect.stringContaining(sentence)]);
    }
    expect(one.stage.decided).toEqual([]);
  });

  test('a body that is no form', async () => {
    const { app } = oneTapStage();
    const response = await app.request('/one-tap', { method: 'POST', body: '{}' });
    expect(response.status).toBe(404);
  });
});

function later({ stage, link }: Stage): string {
  const token = link();
  stage.nowMs += 72 * 3_600_000;
  return token;
}
function set({ stage, link }: Stage, change: Partial<Stage['stage']>): string {
  Object.assign(stage, change);
  return link();
}
function ended({ stage, link }: Stage, status: 'sent' | 'stale' | 'expired'): string {
  if (stage.review) stage.review = { ...stage.review, status };
  return link();
}
