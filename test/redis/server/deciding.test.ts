import { beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { Person } from '#domain/person.ts';
import type { Review } from '#domain/review.ts';
import { approvalsNeeded, ReviewsConfig } from '#domain/reviews-config.ts';
import { rowOf } from '#domain/review-row.ts';
import { createLedger, type Ledger } from '#store/ledger.ts';
import { createReviewRows } from '#store/review-rows.ts';
import { createReviewSides } from '#store/review-sides.ts';
import { createReviews, open } from '#store/reviews.ts';
import { scriptsOn } from '#store/scripts.ts';
import { createTransact, type Transact } from '#store/transaction.ts';
import { aReview } from '../../helpers/builders.ts';
import { redisForFile } from '../../helpers/redis.ts';
import { accessInMemory, cookieFor } from '../../unit/server/access-fixtures.ts';
import { createApp } from '../../unit/server/contract.ts';
import { bearer, nowMs, someDeps } from '../../unit/server/fixtures.ts';

const server = redisForFile();
const fourEyes = ReviewsConfig.parse({ four_eyes: ['payout'] });
let ledger: Ledger;
let transact: Transact;
let clockMs: number;
let post: (path: string, body: unknown, as?: Person) => Promise<Answer>;
let get: (path: string, as?: Person) => Promise<Answer>;
let logged: readonly string[];

const ann: Person = { id: 'ann', name: 'Ann', role: 'reviewer', mailboxes: 'all' };
const ben: Person = { id: 'ben', name: 'Ben', role: 'reviewer', mailboxes: ['g1'] };
const vic: Person = { id: 'vic', name: 'Vic', role: 'viewer', mailboxes: 'all' };

/** As much of an answer as is looked at here. */
const Shown = z.looseObject({ version: z.number().optional(), fingerprint: z.string().optional() });
type Answer = { status: number; body: z.infer<typeof Shown> };

beforeEach(() => {
  const { redis } = server;
  clockMs = nowMs;
  const scripts = scriptsOn(redis);
  transact = createTransact(scripts, 30_000);
  ledger = createLedger({ redis, scripts, shards: 2 });
  const needed = (review: Review) => approvalsNeeded(fourEyes, rowOf(review));
  const shared = {
    redis,
    transact,
    threadRef: (...ids: [string, string]) => ledger.threadRef(...ids),
    shards: 2,
    now: () => clockMs,
  };
  const reviews = createReviews({ ...shared, approvalsNeeded: needed });
  const access = accessInMemory({ people: { listed: () => [] } });
  const everybody = [ann, ben].map(({ id, name, role }) => ({ id, name, role }));
  access.seen.list = () => Promise.resolve(everybody);
  const { deps, lines } = someDeps({
    access,
    reviews,
    now: () => clockMs,
    reviewDesk: {
      ...createReviewSides({ ...shared, find: (id) => reviews.find(id) }),
      rows: (query) => createReviewRows(redis, 2).list(query),
      approvalsNeeded: (review) => approvalsNeeded(fourEyes, review),
    },
  });
  logged = lines;
  const app = createApp(deps);
  const ask = async (path: string, init: RequestInit, as?: Person): Promise<Answer> => {
    const own = { origin: 'http://localhost', 'sec-fetch-site': 'same-origin' };
    const headers = as === undefined ? bearer : { cookie: await cookieFor(access, as), ...own };
    const response = await app.request(path, { ...init, headers });
    return { status: response.status, body: Shown.parse(await response.json()) };
  };
  get = (path, as) => ask(path, {}, as);
  post = (path, body, as) => ask(path, { method: 'POST', body: JSON.stringify(body) }, as);
});

async function opened(change: Partial<Review> = {}): Promise<Review> {
  const review = aReview(change);
  const ref = ledger.threadRef(review.grantId, review.threadId);
  await transact(ref, open(ref, review, clockMs));
  return review;
}
const at = (review: Review, what = '') => `/api/reviews/${review.id}${what}`;
const error = (type: string) => ({ error: { type } });

describe('a verdict that can be undone', () => {
  test('says until when, and is taken back in that time', async () => {
    const review = await opened();
    const approved = await post(at(review, '/approve'), { version: 1, undo_seconds: 10 }, ann);
    expect(approved).toMatchObject({
      status: 202,
      body: { status: 'approved', version: 2, undo_until: new Date(nowMs + 10_000).toISOString() },
    });
    expect((await get('/api/review-rows?status=decided')).body).toMatchObject({
      rows: [{ status: 'approved', undo_until: new Date(nowMs + 10_000).toISOString() }],
    });
    expect(await post(at(review, '/undo'), { version: 1 }, ben)).toMatchObject({
      status: 409,
      body: error('stale_version'),
    });
    const undone = await post(at(review, '/undo'), { version: 2 }, ben);
    expect(undone).toMatchObject({
      status: 202,
      body: { status: 'open', version: 3, undo_until: null, verdict: null, approvals: [] },
    });
    expect(logged.join('')).toContain('"event":"review.undone"');
  });

  test('cannot be taken back later, and shows the review as it is', async () => {
    const review = await opened();
    await post(at(review, '/reject'), { version: 1, reason: 'no', undo_seconds: 10 });
    clockMs += 10_000;
    expect(await post(at(review, '/undo'), { version: 2 })).toMatchObject({
      status: 409,
      body: { error: { type: 'too_late', review: { status: 'rejected', version: 2 } } },
    });
  });

  test('has no time at all unless it is asked for', async () => {
    const review = await opened();
    const approved = await post(at(review, '/approve'), { version: 1 });
    expect(approved).toMatchObject({ status: 202, body: { status: 'approved', undo_until: null } });
    expect(await post(at(review, '/undo'), { version: 2 })).toMatchObject({
      status: 409,
      body: error('too_late'),
    });
  });

  test.each([-1, 61, '10'])('is refused with %j seconds', async (undo_seconds) => {
    const review = await opened();
    expect(await post(at(review, '/approve'), { version: 1, undo_seconds })).toMatchObject({
      status: 400,
      body: error('invalid_body'),
    });
  });
});

describe('a reply that two people have to approve', () => {
  test('shows who agreed, counts nobody twice, and is approved by the second', async () => {
    const review = await opened({ category: 'payout' });
    const first = await post(at(review, '/approve'), { version: 1 }, ann);
    expect(first).toMatchObject({
      status: 202,
      body: { status: 'open', version: 2, approvals: [{ by: 'ann' }], approvals_needed: 2, verdict: null },
    });
    expect((await get('/api/review-rows')).body).toMatchObject({
      rows: [{ approvals: 1, approvals_needed: 2 }],
    });
    expect(await post(at(review, '/approve'), { version: 2 }, ann)).toMatchObject({
      status: 409,
      body: error('already_approved'),
    });
    expect(await post(at(review, '/approve'), { version: 2 }, ben)).toMatchObject({
      status: 202,
      body: { status: 'approved', approvals: [{ by: 'ann' }, { by: 'ben' }] },
    });
    expect(logged.join('')).toContain('"verdict":"agree"');
  });

  test('takes the API token for one person', async () => {
    const review = await opened({ category: 'payout' });
    await post(at(review, '/approve'), { version: 1 });
    expect(await post(at(review, '/approve'), { version: 2 })).toMatchObject({ status: 409 });
  });
});

describe('an approval with a fingerprint', () => {
  test('stands for what was seen, and for nothing else', async () => {
    const review = await opened();
    const { fingerprint } = (await get(at(review))).body;
    expect(
      await post(at(review, '/approve'), { version: 1, fingerprint: 'of something else' }),
    ).toMatchObject({
      status: 409,
      body: { error: { type: 'stale_version', review: { status: 'open', fingerprint } } },
    });
    await post(at(review, '/notes'), { text: 'a note' });
    expect(await post(at(review, '/approve'), { version: 1, fingerprint })).toMatchObject({ status: 202 });
  });
});

describe('many verdicts at once', () => {
  test('are each taken on their own, and told of in their order', async () => {
    const one = await opened({ messageId: 'm1', threadId: 't1' });
    const two = await opened({ messageId: 'm2', threadId: 't2' });
    const hidden = await opened({ messageId: 'm3', threadId: 't3', grantId: 'g2' });
    const empty = await opened({ messageId: 'm4', threadId: 't4', body: '' });
    const verdicts = [
      { id: one.id, verdict: 'approve', version: 1, body: 'By hand' },
      { id: two.id, verdict: 'reject', version: 7 },
      { id: hidden.id, verdict: 'approve', version: 1 },
      { id: empty.id, verdict: 'approve', version: 1 },
      { id: one.id, verdict: 'reject', version: 2 },
      { id: two.id, verdict: 'reject', version: 1, reason: 'no' },
    ];
    const { status, body } = await post('/api/reviews/decide', { verdicts, undo_seconds: 5 }, ben);
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
    expect(await post('/api/reviews/decide', { verdicts })).toMatchObject({ status: 400 });
  });
});

describe('what colleagues say', () => {
  test('is shown with the review and leaves its version alone', async () => {
    const review = await opened();
    const until = new Date(nowMs + 3_600_000).toISOString();
    expect(await post(at(review, '/assign'), { to: 'ben' }, ann)).toMatchObject({
      status: 200,
      body: { assignee: 'ben', version: 1 },
    });
    expect(await post(at(review, '/snooze'), { until }, ann)).toMatchObject({
      status: 200,
      body: { snoozed_until: until },
    });
    const noted = await post(at(review, '/notes'), { text: ' Called him. ' }, ann);
    expect(noted).toMatchObject({
      status: 200,
      body: { version: 1, notes: [{ by: 'ann', text: 'Called him.' }] },
    });
    expect((await get('/api/review-rows')).body).toMatchObject({
      rows: [{ assignee: 'ben', snoozed_until: until, notes: 1, version: 1 }],
    });
  });

  test('may name whoever is there, oneself, or nobody, and no other', async () => {
    const review = await opened();
    expect(await post(at(review, '/assign'), { to: 'mallory' }, ann)).toMatchObject({
      status: 404,
      body: error('no_such_person'),
    });
    expect(await post(at(review, '/assign'), { to: 'api' })).toMatchObject({ body: { assignee: 'api' } });
    expect(await post(at(review, '/assign'), { to: null })).toMatchObject({ body: { assignee: null } });
  });

  test.each([
    ['snooze', { until: '2026-11-21T08:00:00.000Z' }],
    ['snooze', { until: '2027-01-21T08:00:00.000Z' }],
    ['snooze', { until: 'tomorrow' }],
    ['notes', { text: '  ' }],
    ['notes', { text: 'x'.repeat(2001) }],
    ['assign', {}],
  ])('is refused: %s %j', async (what, body) => {
    const review = await opened();
    expect(await post(at(review, `/${what}`), body)).toMatchObject({
      status: 400,
      body: error('invalid_body'),
    });
  });

  test('ends with the review', async () => {
    const review = await opened({ status: 'sent' });
    for (const [what, body] of [
      ['assign', { to: 'ann' }],
      ['snooze', { until: null }],
    ] as const) {
      expect(await post(at(review, `/${what}`), body)).toMatchObject({
        status: 409,
        body: error('already_decided'),
      });
    }
    expect(await post(at(review, '/notes'), { text: 'x' })).toMatchObject({ status: 200 });
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
    const review = await opened({ grantId: 'g2' });
    expect(await post(at(review, `/${what}`), body, vic)).toMatchObject({
      status: 403,
      body: error('forbidden'),
    });
    expect(await post(at(review, `/${what}`), body, ben)).toMatchObject({
      status: 404,
      body: error('not_found'),
    });
  });

  test('decide is closed to viewers, and the queue shows what they may see', async () => {
    const verdicts = [{ id: 'x', verdict: 'reject', version: 1 }];
    expect(await post('/api/reviews/decide', { verdicts }, vic)).toMatchObject({ status: 403 });
    await opened({ grantId: 'g2', messageId: 'm2' });
    await opened();
    expect((await get('/api/review-rows', ben)).body).toMatchObject({ total: 1, rows: [{ grant_id: 'g1' }] });
    expect((await get('/api/review-rows', vic)).body).toMatchObject({ total: 2 });
  });
});
