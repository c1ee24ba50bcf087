import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Review } from '#domain/review.ts';
import type { SenderTrust } from '#domain/trust.ts';
import { createApp } from '#server/app.ts';
import { agoOf } from '#server/page-words.ts';
import { accessInMemory, cookieFor } from './access-fixtures.ts';
import { aReview, nowMs, reviewsInMemory, someDeps } from './fixtures.ts';

async function page(all: Review[], faults: { file: string; line: number; reason: string }[] = []) {
  const access = accessInMemory();
  const reviews = reviewsInMemory(...all);
  const app = createApp(someDeps({ reviews, access, faults: () => faults }).deps);
  const headers = { cookie: await cookieFor(access), 'sec-fetch-site': 'same-origin' };
  const get = async (path = '/') => (await app.request(path, { headers })).text();
  const post = (path: string, fields: Record<string, string>) =>
    app.request(path, { method: 'POST', headers, body: new URLSearchParams(fields) });
  return { app, get, post, reviews };
}

test('without a sign-in the page is the sign-in form with 401', async () => {
  const { app } = await page([aReview()]);
  const response = await app.request('/');
  expect(response.status).toBe(401);
  const text = await response.text();
  expect(text).toContain('name="token"');
  expect(text).not.toContain('Dana');
});

test('an open review shows who wrote what, why it waits, and the reply', async () => {
  const { get } = await page([aReview({ covers: ['m0'], cc: [{ email: 'bob@customer.example' }] })]);
  const text = await get();
  expect(text).toContain('Dana Ruiz &lt;dana@customer.example&gt;');
  expect(text).toContain('two charges for invoice 4471');
  expect(text).toContain('Refunds are looked at by a person.');
  expect(text).toContain('we have passed the second charge on');
  expect(text).toContain('answers 2 messages at once');
  expect(text).toContain('bob@customer.example');
  expect(text).toContain('refunds.md');
  expect(text).toContain('91 % sure');
  expect(text).toContain('12 minutes ago');
  expect(text).toContain('1 waiting');
});

test('an open review says what is known about its sender', async () => {
  const trust: SenderTrust = {
    spf: 'pass',
    dkim: 'none',
    dmarc: 'fail',
    arc: 'none',
    checkedBy: 'mx.shop.example',
    alignedDomain: null,
    verifiedSender: null,
    seenBefore: 1,
    lookAlikeOf: null,
    facts: [{ code: 'dmarc_failed', detail: 'it does not come from <customer.example>' }],
  };
  const text = await (await page([aReview({ trust })])).get();
  expect(text).toContain(
    'not proven: anybody could have written it (SPF pass, DKIM none, DMARC fail); seen here once',
  );
  expect(text).toContain('does not come from &lt;customer.example&gt;');
});

test('with nothing open it says so, and shows the latest decided ones', async () => {
  const { get } = await page([
    aReview({ id: 'a', status: 'sent', subject: 'Older', updatedAtMs: nowMs - 7_200_000 }),
    aReview({ id: 'b', status: 'rejected', subject: 'Newer', updatedAtMs: nowMs }),
    aReview({ id: 'c', status: 'closed', closedBecause: { code: 'answered', detail: 'Somebody replied.' } }),
  ]);
  const text = await get();
  expect(text).toContain('Nothing waits for you');
  expect(text.indexOf('Newer')).toBeLessThan(text.indexOf('Older'));
  expect(text).toContain('Somebody replied.');
});

test('the one that waited longest comes first, and fifty are shown at most', async () => {
  const many = Array.from({ length: 60 }, (_, index) =>
    aReview({ id: `rv_${index}`, subject: `Subject ${index}.`, createdAtMs: nowMs - index * 1000 }),
  );
  const text = await (await page(many)).get();
  expect(text.indexOf('Subject 59.')).toBeLessThan(text.indexOf('Subject 10.'));
  expect(text).not.toContain('Subject 9.');
  expect(text.match(/<article/g)).toHaveLength(50);
  expect(text).toContain('60 waiting');
  expect(text).toContain('These 50 wait longest');
});

test('faults in agent files are named with file, line and reason', async () => {
  const { get } = await page(
    [],
    [{ file: 'agents/support/agent.yaml', line: 4, reason: 'unknown key "mod"' }],
  );
  expect(await get()).toContain('agents/support/agent.yaml:4</code> unknown key &quot;mod&quot;');
});

test('a review sent back for changes shows what was asked and offers no buttons', async () => {
  const verdict = { kind: 'revise', instruction: 'Be shorter.' } as const;
  const text = await (await page([aReview({ verdict })])).get();
  expect(text).toContain('Be shorter.');
  expect(text).not.toContain('/approve');
});

describe('a form', () => {
  test('approves with the text as edited, line breaks as in mail, and goes back to the list', async () => {
    const { post, get, reviews } = await page([aReview()]);
    const fields = { version: '1', subject: 'Re: x', body: 'one\r\ntwo' };
    const response = await post('/reviews/rv_1/approve', fields);
    expect(response.status).toBe(303);
    expect(reviews.all.get('rv_1')?.verdict).toEqual({ kind: 'approve', subject: 'Re: x', body: 'one\ntwo' });
    expect(await get(response.headers.get('location') ?? '')).toContain('Approved. The reply is on its way.');
  });

  test('rejects, and asks for changes', async () => {
    const { post, reviews } = await page([aReview(), aReview({ id: 'rv_2' })]);
    expect((await post('/reviews/rv_1/reject', { version: '1', reason: '' })).status).toBe(303);
    expect((await post('/reviews/rv_2/revise', { version: '1', instruction: 'Shorter' })).status).toBe(303);
    expect(reviews.all.get('rv_1')?.status).toBe('rejected');
    expect(reviews.all.get('rv_2')?.verdict).toEqual({ kind: 'revise', instruction: 'Shorter' });
    expect(reviews.by).toEqual(['page', 'page']);
  });

  test('that comes too late is 409 in a plain sentence, and what was written is given back', async () => {
    const { post } = await page([aReview({ version: 2 }), aReview({ id: 'rv_2', status: 'sent' })]);
    const stale = await post('/reviews/rv_1/approve', { version: '1', body: 'my own words' });
    expect(stale.status).toBe(409);
    const text = await stale.text();
    expect(text).toContain('This review has changed since you opened it');
    expect(text).toContain('my own words');
    const late = await post('/reviews/rv_2/reject', { version: '1' });
    expect(late.status).toBe(409);
    expect(await late.text()).toContain('was decided or closed before you');
  });

  test.each([
    ['approve', { version: '1', body: ' ' }, 400, 'There is no text to send'],
    ['approve', { body: 'x' }, 400, 'version: '],
    ['approve', { version: '1', subject: 'a\r\nb' }, 400, 'subject: must be one line'],
    ['revise', { version: '1', instruction: '' }, 400, 'say what to change'],
  ])('%s with %j is told what is wrong', async (verb, fields: Record<string, string>, status, sentence) => {
    const { post, reviews } = await page([aReview()]);
    const response = await post(`/reviews/rv_1/${verb}`, fields);
    expect(response.status).toBe(status);
    expect(await response.text()).toContain(sentence);
    expect(reviews.by).toEqual([]);
  });

  test('for a review that is gone is 404', async () => {
    const { post } = await page([]);
    expect((await post('/reviews/rv_9/reject', { version: '1' })).status).toBe(404);
  });
});

test('whatever mail and model write, it stays text', async () => {
  const evil = fc.constantFrom(
    '</textarea><script>alert(1)</script>',
    '"><img src=x onerror=alert(1)>',
    "'><svg onload=alert(1)>",
    '<!--<style>',
    '&lt;script&gt;',
  );
  await fc.assert(
    fc.asyncProperty(evil, fc.string(), async (markup, text) => {
      const hostile = markup + text;
      const address = { name: hostile, email: hostile };
      const { get } = await page(
        [
          aReview({
            id: hostile,
            subject: hostile,
            body: hostile,
            question: hostile,
            category: hostile,
            agent: hostile,
            reasons: [{ code: hostile, detail: hostile }],
            citations: [{ text: hostile, source: hostile }],
            from: [address],
            to: [address],
            cc: [address],
          }),
          aReview({
            id: 'x',
            status: 'closed',
            subject: hostile,
            closedBecause: { code: 'c', detail: hostile },
          }),
        ],
        [{ file: hostile, line: 1, reason: hostile }],
      );
      const shown = await get();
      expect(shown).not.toMatch(/<script|<img|<svg|<!--|<style/i);
      expect(shown.match(/<\/textarea>/g)).toHaveLength(1);
    }),
    { numRuns: 50 },
  );
});

test.each([
  [0, 'just now'],
  [-5000, 'just now'],
  [59_999, 'just now'],
  [60_000, '1 minute ago'],
  [7_199_000, '1 hour ago'],
  [3 * 86_400_000, '3 days ago'],
])('%d ms ago reads %s', (ms, words) => {
  expect(agoOf(nowMs - ms, nowMs)).toBe(words);
});

test('replies that can still be taken back are shown with their text, and taken back by a form', async () => {
  const held = {
    grantId: 'g1',
    threadId: 't1',
    messageId: 'm/1',
    untilMs: nowMs + 45_000,
    to: [{ email: 'dana@customer.example' }],
    subject: 'Re: Order',
    body: 'It is <b>on its way</b>.',
    category: 'order_status',
  };
  const access = accessInMemory();
  const asked: string[][] = [];
  const takeBack = async (...reply: string[]) => {
    asked.push(reply);
    return asked.length === 1 ? ('taken_back' as const) : ('has_left' as const);
  };
  const autonomy = { list: async () => [], held: async () => [held], set: async () => 'set' as const };
  const app = createApp(someDeps({ access, autonomy, takeBack }).deps);
  const cookie = await cookieFor(access);
  const text = await (await app.request('/', { headers: { cookie } })).text();
  expect(text).toContain('in 45 s');
  expect(text).toContain('It is &lt;b&gt;on its way&lt;/b&gt;.');
  expect(text).toContain('action="/held/g1/m%2F1/undo"');
  const post = (site: string) =>
    app.request('/held/g1/m%2F1/undo', { method: 'POST', headers: { cookie, 'sec-fetch-site': site } });
  expect((await post('cross-site')).status).toBe(403);
  expect(asked).toEqual([]);
  const done = await post('same-origin');
  expect([done.status, done.headers.get('location')]).toEqual([303, '/?done=undo']);
  expect(asked).toEqual([['g1', 'm/1', 'page']]);
  const late = await post('same-origin');
  expect([late.status, (await late.text()).includes('It was too late')]).toEqual([409, true]);
});
