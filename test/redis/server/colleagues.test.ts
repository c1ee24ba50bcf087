import { beforeEach, describe, expect, test } from 'vitest';
import { redisForFile } from '../../helpers/redis.ts';
import { nowMs } from '../../unit/server/fixtures.ts';
import { ann, aReviewServer, at, ben, error, vic } from './review-server.ts';

const server = redisForFile();
let api: ReturnType<typeof aReviewServer>;
beforeEach(() => {
  api = aReviewServer(server.redis);
});

describe('what colleagues say', () => {
  test('is shown with the review and leaves its version alone', async () => {
    const review = await api.opened();
    const until = new Date(nowMs + 3_600_000).toISOString();
    expect(await api.post(at(review, '/assign'), { to: 'ben' }, ann)).toMatchObject({
      status: 200,
      body: { assignee: 'ben', version: 1 },
    });
    expect(await api.post(at(review, '/snooze'), { until }, ann)).toMatchObject({
      status: 200,
      body: { snoozed_until: until },
    });
    const noted = await api.post(at(review, '/notes'), { text: ' Called him. ' }, ann);
    expect(noted).toMatchObject({
      status: 200,
      body: { version: 1, notes: [{ by: 'ann', text: 'Called him.' }] },
    });
    expect((await api.get('/api/review-rows')).body).toMatchObject({
      rows: [{ assignee: 'ben', snoozed_until: until, notes: 1, version: 1 }],
    });
  });

  test('may name whoever is there, oneself, or nobody, and no other', async () => {
    const review = await api.opened();
    expect(await api.post(at(review, '/assign'), { to: 'mallory' }, ann)).toMatchObject({
      status: 404,
      body: error('no_such_person'),
    });
    expect(await api.post(at(review, '/assign'), { to: 'api' })).toMatchObject({ body: { assignee: 'api' } });
    expect(await api.post(at(review, '/assign'), { to: null })).toMatchObject({ body: { assignee: null } });
  });

  test.each([
    ['snooze', { until: '2026-11-21T08:00:00.000Z' }],
    ['snooze', { until: '2027-01-21T08:00:00.000Z' }],
    ['snooze', { until: 'tomorrow' }],
    ['notes', { text: '  ' }],
    ['notes', { text: 'x'.repeat(2001) }],
    ['assign', {}],
  ])('is refused: %s %j', async (what, body) => {
    const review = await api.opened();
    expect(await api.post(at(review, `/${what}`), body)).toMatchObject({
      status: 400,
      body: error('invalid_body'),
    });
  });

  test('ends with the review', async () => {
    const review = await api.opened({ status: 'sent' });
    for (const [what, body] of [
      ['assign', { to: 'ann' }],
      ['snooze', { until: null }],
    ] as const) {
      expect(await api.post(at(review, `/${what}`), body)).toMatchObject({
        status: 409,
        body: error('already_decided'),
      });
    }
    expect(await api.post(at(review, '/notes'), { text: 'x' })).toMatchObject({ status: 200 });
  });
});

describe('every one of these routes', () => {
  const routes = [
    ['undo', { version: 1 }],
    ['assign', { to: null }],
    ['snooze', { until: null }],
    ['notes', { text: 'x' }],
  ] as const;

  test.each(routes)('%s is closed to viewers, and to who does not see the mailbox', async (what, body) => {
    const review = await api.opened({ grantId: 'g2' });
    expect(await api.post(at(review, `/${what}`), body, vic)).toMatchObject({
      status: 403,
      body: error('forbidden'),
    });
    expect(await api.post(at(review, `/${what}`), body, ben)).toMatchObject({
      status: 404,
      body: error('not_found'),
    });
  });

  test('decide is closed to viewers, and the queue shows what they may see', async () => {
    const verdicts = [{ id: 'x', verdict: 'reject', version: 1 }];
    expect(await api.post('/api/reviews/decide', { verdicts }, vic)).toMatchObject({ status: 403 });
    await api.opened({ grantId: 'g2', messageId: 'm2' });
    await api.opened();
    expect((await api.get('/api/review-rows', ben)).body).toMatchObject({
      total: 1,
      rows: [{ grant_id: 'g1' }],
    });
    expect((await api.get('/api/review-rows', vic)).body).toMatchObject({ total: 2 });
  });
});
