import { beforeEach, describe, expect, test } from 'vitest';
import { redisForFile } from '../../helpers/redis.ts';
import { nowMs } from '../../unit/server/fixtures.ts';
import { ann, aReviewServer, at, ben, error } from './review-server.ts';

const server = redisForFile();
let api: ReturnType<typeof aReviewServer>;
beforeEach(() => {
  api = aReviewServer(server.redis);
});

describe('a verdict that can be undone', () => {
  test('says until when, and is taken back in that time', async () => {
    const review = await api.opened();
    const approved = await api.post(at(review, '/approve'), { version: 1, undo_seconds: 10 }, ann);
    expect(approved).toMatchObject({
      status: 202,
      body: { status: 'approved', version: 2, undo_until: new Date(nowMs + 10_000).toISOString() },
    });
    expect((await api.get('/api/review-rows?status=decided')).body).toMatchObject({
      rows: [{ status: 'approved', undo_until: new Date(nowMs + 10_000).toISOString() }],
    });
    expect(await api.post(at(review, '/undo'), { version: 1 }, ben)).toMatchObject({
      status: 409,
      body: error('stale_version'),
    });
    const undone = await api.post(at(review, '/undo'), { version: 2 }, ben);
    expect(undone).toMatchObject({
      status: 202,
      body: { status: 'open', version: 3, undo_until: null, verdict: null, approvals: [] },
    });
    expect(api.logged.join('')).toContain('"event":"review.undone"');
  });

  test('cannot be taken back later, and shows the review as it is', async () => {
    const review = await api.opened();
    await api.post(at(review, '/reject'), { version: 1, reason: 'no', undo_seconds: 10 });
    api.advance(10_000);
    expect(await api.post(at(review, '/undo'), { version: 2 })).toMatchObject({
      status: 409,
      body: { error: { type: 'too_late', review: { status: 'rejected', version: 2 } } },
    });
  });

  test('has no time at all unless it is asked for', async () => {
    const review = await api.opened();
    const approved = await api.post(at(review, '/approve'), { version: 1 });
    expect(approved).toMatchObject({ status: 202, body: { status: 'approved', undo_until: null } });
    expect(await api.post(at(review, '/undo'), { version: 2 })).toMatchObject({
      status: 409,
      body: error('too_late'),
    });
  });

  test.each([-1, 61, '10'])('is refused with %j seconds', async (undo_seconds) => {
    const review = await api.opened();
    expect(await api.post(at(review, '/approve'), { version: 1, undo_seconds })).toMatchObject({
      status: 400,
      body: error('invalid_body'),
    });
  });
});

describe('a reply that two people have to approve', () => {
  test('shows who agreed, counts nobody twice, and is approved by the second', async () => {
    const review = await api.opened({ category: 'payout' });
    const first = await api.post(at(review, '/approve'), { version: 1 }, ann);
    expect(first).toMatchObject({
      status: 202,
      body: { status: 'open', version: 2, approvals: [{ by: 'ann' }], approvals_needed: 2, verdict: null },
    });
    expect((await api.get('/api/review-rows')).body).toMatchObject({
      rows: [{ approvals: 1, approvals_needed: 2 }],
    });
    expect(await api.post(at(review, '/approve'), { version: 2 }, ann)).toMatchObject({
      status: 409,
      body: error('already_approved'),
    });
    expect(await api.post(at(review, '/approve'), { version: 2 }, ben)).toMatchObject({
      status: 202,
      body: { status: 'approved', approvals: [{ by: 'ann' }, { by: 'ben' }] },
    });
    expect(api.logged.join('')).toContain('"verdict":"agree"');
  });

  test('takes the API token for one person', async () => {
    const review = await api.opened({ category: 'payout' });
    await api.post(at(review, '/approve'), { version: 1 });
    expect(await api.post(at(review, '/approve'), { version: 2 })).toMatchObject({ status: 409 });
  });
});

describe('an approval with a fingerprint', () => {
  test('stands for what was seen, and for nothing else', async () => {
    const review = await api.opened();
    const { fingerprint } = (await api.get(at(review))).body;
    expect(
      await api.post(at(review, '/approve'), { version: 1, fingerprint: 'of something else' }),
    ).toMatchObject({
      status: 409,
      body: { error: { type: 'stale_version', review: { status: 'open', fingerprint } } },
    });
    await api.post(at(review, '/notes'), { text: 'a note' });
    expect(await api.post(at(review, '/approve'), { version: 1, fingerprint })).toMatchObject({
      status: 202,
    });
  });
});

describe('many verdicts at once', () => {
  test('are each taken on their own, and told of in their order', async () => {
    const one = await api.opened({ messageId: 'm1', threadId: 't1' });
    const two = await api.opened({ messageId: 'm2', threadId: 't2' });
    const hidden = await api.opened({ messageId: 'm3', threadId: 't3', grantId: 'g2' });
    const empty = await api.opened({ messageId: 'm4', threadId: 't4', body: '' });
    const verdicts = [
      { id: one.id, verdict: 'approve', version: 1, body: 'By hand' },
      { id: two.id, verdict: 'reject', version: 7 },
      { id: hidden.id, verdict: 'approve', version: 1 },
      { id: empty.id, verdict: 'approve', version: 1 },
      { id: one.id, verdict: 'reject', version: 2 },
      { id: two.id, verdict: 'reject', version: 1, reason: 'no' },
    ];
    const { status, body } = await api.post('/api/reviews/decide', { verdicts, undo_seconds: 5 }, ben);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      results: [
        { id: one.id, ok: true, review: { status: 'approved', body: 'By hand', version: 2 } },
        { id: two.id, ok: false, error: { type: 'stale_version' } },
        { id: hidden.id, ok: false, error: { type: 'not_found' } },
        { id: empty.id, ok: false, error: { type: 'empty_reply' } },
        {
          id: one.id,
          ok: false,
          error: { type: expect.stringMatching(/^(?:stale_version|already_decided)$/) },
        },
        { id: two.id, ok: true, review: { status: 'rejected' } },
      ],
    });
    expect(JSON.stringify(body)).not.toContain('"g2"');
  });

  test.each([[0], [101]])('are not %i', async (count) => {
    const verdicts = Array.from({ length: count }, () => ({ id: 'x', verdict: 'reject', version: 1 }));
    expect(await api.post('/api/reviews/decide', { verdicts })).toMatchObject({ status: 400 });
  });
});
