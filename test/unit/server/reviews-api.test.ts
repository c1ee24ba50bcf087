import { describe, expect, test } from 'vitest';
import type { Review } from '#domain/review.ts';
import { Unreadable } from '#errors.ts';
import { createApp } from './contract.ts';
import { aReview, bearer, reviewsInMemory, someDeps } from './fixtures.ts';

function server(...all: Review[]) {
  const reviews = reviewsInMemory(...all);
  const { deps, metrics, lines } = someDeps({ reviews });
  const app = createApp(deps);
  const get = (path: string) => app.request(`/api/reviews${path}`, { headers: bearer });
  const post = (path: string, body: unknown) =>
    app.request(`/api/reviews${path}`, {
      method: 'POST',
      headers: { ...bearer, 'content-type': 'application/json' },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
  return { app, get, post, reviews, metrics, lines };
}

describe('reading reviews', () => {
  test('one is shown with all that is needed to decide, in the words of the interface', async () => {
    const response = await server(aReview()).get('/rv_1');
    expect(response.status).toBe(200);
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(await response.json()).toEqual({
      id: 'rv_1',
      version: 1,
      grant_id: 'g1',
      thread_id: 't1',
      message_id: 'm1',
      status: 'open',
      category: 'refund',
      confidence: 0.91,
      reasons: [{ code: 'category_review', detail: 'Refunds are looked at by a person.' }],
      risk: 'normal',
      risk_because: ['Refunds are looked at by a person.', 'nobody looked at who wrote it'],
      alike: expect.stringMatching(/^[\w-]{22}$/),
      trust: null,
      from: [{ name: 'Dana Ruiz', email: 'dana@customer.example' }],
      to: [{ name: 'Dana Ruiz', email: 'dana@customer.example' }],
      cc: [],
      subject: 'Re: Invoice 4471 charged twice',
      body: 'Hello Dana,\n\nwe have passed the second charge on for a refund.',
      drafted: {
        subject: 'Re: Invoice 4471 charged twice',
        body: 'Hello Dana,\n\nwe have passed the second charge on for a refund.',
      },
      question: 'Hello, our card shows two charges for invoice 4471. Can you refund one of them?',
      citations: [{ text: 'Refunds take five working days.', source: 'refunds.md' }],
      sources: [
        { sentence: 'Hello Tom,', kind: 'courtesy', support: null },
        { sentence: 'Refunds take five working days.', kind: 'time', support: 'refunds.md#1' },
        { sentence: 'We will call you.', kind: 'fact', support: null },
      ],
      groundedness: { supported: 1, factual: 2 },
      actions: [],
      agent: 'support',
      draft_id: 'd1',
      covers: [],
      cost: { model_calls: 2, input_tokens: 900, output_tokens: 120 },
      assignee: null,
      snoozed_until: null,
      notes: [],
      approvals: [],
      approvals_needed: 1,
      fingerprint: expect.stringMatching(/^[\w-]{32}$/),
      undo_until: null,
      expires_at: null,
      created_at: '2026-11-21T08:48:00.000Z',
      updated_at: '2026-11-21T08:48:00.000Z',
      verdict: null,
      closed_because: null,
    });
  });

  test.each([
    ['', ['a', 'b', 'c']],
    ['?status=open', ['a', 'c']],
    ['?status=open&grant=g2', ['c']],
    ['?status=&grant=&limit=', ['a', 'b', 'c']],
    ['?limit=1', ['a']],
  ])('the list answers %s', async (query, ids) => {
    const { get } = server(
      aReview({ id: 'a' }),
      aReview({ id: 'b', status: 'sent' }),
      aReview({ id: 'c', grantId: 'g2' }),
    );
    const response = await get(query);
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ reviews: ids.map((id) => ({ id })) });
  });

  test.each([
    ['?status=done', 'status: is one of open, approved'],
    ['?limit=0', 'limit: '],
    ['?limit=many', 'limit: is a number'],
    ['?limit=201', 'limit: '],
  ])('a query of %s is told what is wrong', async (query, message) => {
    const response = await server().get(query);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({
      error: { type: 'invalid_query', message: expect.stringContaining(message) },
    });
  });

  test('one that is not there is 404', async () => {
    const response = await server().get('/rv_9');
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({ error: { type: 'not_found' } });
  });
});

test('one that is stored in a form nobody can read is 500 with a type of its own', async () => {
  const reviews = { ...reviewsInMemory(), find: () => Promise.reject(new Unreadable('rv_1')) };
  const response = await createApp(someDeps({ reviews }).deps).request('/api/reviews/rv_1', {
    headers: bearer,
  });
  expect(response.status).toBe(500);
  expect(await response.json()).toMatchObject({ error: { type: 'unreadable' } });
});

describe('a verdict', () => {
  test('of approval takes the draft as it is when nothing else is said', async () => {
    const { post, reviews, metrics } = server(aReview());
    const response = await post('/rv_1/approve', { version: 1 });
    expect(response.status).toBe(202);
    const { subject, body } = aReview();
    expect(await response.json()).toMatchObject({
      id: 'rv_1',
      status: 'approved',
      verdict: { kind: 'approve', subject, body },
    });
    expect(reviews.by).toEqual(['api']);
    expect(await metrics.renderMetrics()).toContain(
      'inreply_reviews_total{event="decided",detail="approve"} 1',
    );
  });

  test('of approval takes the text and the subject of the person', async () => {
    const { post, reviews } = server(aReview());
    await post('/rv_1/approve', { version: 1, subject: 'Re: Both charges', body: 'Done.' });
    expect(reviews.all.get('rv_1')?.verdict).toEqual({
      kind: 'approve',
      subject: 'Re: Both charges',
      body: 'Done.',
    });
  });

  test('of rejection and of revision is kept', async () => {
    const { post, reviews } = server(aReview(), aReview({ id: 'rv_2' }));
    expect((await post('/rv_1/reject', { version: 1 })).status).toBe(202);
    expect((await post('/rv_2/revise', { version: 1, instruction: 'Shorter.' })).status).toBe(202);
    expect(reviews.all.get('rv_1')?.verdict).toEqual({ kind: 'reject', reason: '' });
    expect(reviews.all.get('rv_2')?.verdict).toEqual({ kind: 'revise', instruction: 'Shorter.' });
  });

  test('is 409 with the review as it is when another stands', async () => {
    const { post, reviews } = server(aReview());
    await post('/rv_1/approve', { version: 1 });
    const second = await post('/rv_1/reject', { version: 1 });
    expect(second.status).toBe(409);
    expect(await second.json()).toMatchObject({
      error: { type: 'already_decided', review: { id: 'rv_1', status: 'approved' } },
    });
    expect(reviews.by).toHaveLength(1);
  });

  test('is 409 when the review has changed since', async () => {
    const response = await server(aReview({ version: 3 })).post('/rv_1/approve', { version: 2 });
    expect(response.status).toBe(409);
    expect(await response.json()).toMatchObject({ error: { type: 'stale_version', review: { version: 3 } } });
  });

  test.each([['approve'], ['reject'], ['revise']])('to %s what is not there is 404', async (verb) => {
    const body = verb === 'revise' ? { version: 1, instruction: 'x' } : { version: 1 };
    expect((await server().post(`/rv_9/${verb}`, body)).status).toBe(404);
  });

  test.each([[{ version: 1, body: '' }], [{ version: 1, body: ' \n\t ' }]])(
    'of approval of no text is 400: %j',
    async (body) => {
      const { post, reviews } = server(aReview());
      const response = await post('/rv_1/approve', body);
      expect(response.status).toBe(400);
      expect(await response.json()).toMatchObject({ error: { type: 'empty_reply' } });
      expect(reviews.by).toEqual([]);
    },
  );

  test('of approval of a draft that was never written is 400, but a conflict is told first', async () => {
    const { post } = server(
      aReview({ body: '' }),
      aReview({ id: 'rv_2', body: '', status: 'closed' }),
      aReview({ id: 'rv_3', body: '', version: 2 }),
    );
    expect((await post('/rv_1/approve', { version: 1 })).status).toBe(400);
    expect(await (await post('/rv_2/approve', { version: 1 })).json()).toMatchObject({
      error: { type: 'already_decided' },
    });
    expect(await (await post('/rv_3/approve', { version: 1 })).json()).toMatchObject({
      error: { type: 'stale_version' },
    });
  });

  test.each([
    ['approve', 'no json', 'not JSON'],
    ['approve', '', 'not JSON'],
    ['approve', {}, 'version: '],
    ['approve', { version: '1' }, 'version: '],
    ['approve', { version: 1.5 }, 'version: '],
    ['approve', { version: 1, boddy: 'typo' }, 'boddy'],
    ['approve', { version: 1, body: 7 }, 'body: '],
    ['approve', { version: 1, subject: 'a\r\nBcc: x@y.example' }, 'subject: must be one line'],
    ['approve', { version: 1, subject: 'x'.repeat(999) }, 'subject: is longer'],
    ['approve', { version: 1, body: 'x'.repeat(200_001) }, 'body: is longer'],
    ['approve', [], 'expected object'],
    ['reject', { version: 1, reason: 4 }, 'reason: '],
    ['revise', { version: 1 }, 'instruction: '],
    ['revise', { version: 1, instruction: '  ' }, 'instruction: say what to change'],
  ])('to %s with the body %j is told what is wrong', async (verb, body, message) => {
    const { post, reviews } = server(aReview());
    const response = await post(`/rv_1/${verb}`, body);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({
      error: { type: 'invalid_body', message: expect.stringContaining(message) },
    });
    expect(reviews.by).toEqual([]);
  });

  test('with a body over 1 MB is 413', async () => {
    const { app } = server(aReview());
    const response = await app.request('/api/reviews/rv_1/approve', {
      method: 'POST',
      headers: bearer,
      body: JSON.stringify({ version: 1, body: 'x'.repeat(1024 * 1024) }),
    });
    expect(response.status).toBe(413);
    expect(await response.json()).toMatchObject({ error: { type: 'too_large' } });
  });

  test('is logged without what was written', async () => {
    const { post, lines } = server(aReview());
    await post('/rv_1/approve', { version: 1, body: 'a very private answer' });
    expect(lines.join('')).toContain('review.decided');
    expect(lines.join('')).not.toContain('private answer');
  });
});
