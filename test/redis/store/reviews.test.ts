import { beforeEach, describe, expect, test } from 'vitest';
import { stateOfReview, textDigest } from '#domain/audit.ts';
import type { Review, Verdict } from '#domain/review.ts';
import { createAuditTrail } from '#store/audit-trail.ts';
import { KEEP_SECONDS, keysOf, threadKeyOf } from '#store/keys.ts';
import { createLedger, type Ledger } from '#store/ledger.ts';
import { createReviews, open, replace, type Reviews } from '#store/reviews.ts';
import { scriptsOn } from '#store/scripts.ts';
import { createTransact, type Transact } from '#store/transaction.ts';
import { aReview, grantId, noon } from '../../helpers/builders.ts';
import { redisForFile } from '../../helpers/redis.ts';

const SHARDS = 3;
const server = redisForFile();
let ledger: Ledger;
let transact: Transact;
let reviews: Reviews;
let nowMs: number;
beforeEach(() => {
  nowMs = noon;
  const scripts = scriptsOn(server.redis);
  ledger = createLedger({ redis: server.redis, scripts, shards: SHARDS });
  transact = createTransact(scripts, 30_000);
  reviews = createReviews({
    redis: server.redis,
    transact,
    threadRef: (...ids) => ledger.threadRef(...ids),
    shards: SHARDS,
    now: () => nowMs,
  });
});

const refFor = (review: Review) => ledger.threadRef(review.grantId, review.threadId);
const keysFor = (review: Review) => keysOf(refFor(review).shard);
const approve: Verdict = { kind: 'approve', subject: 'Re: x', body: 'edited' };
const idsOf = (found: Review[]) => found.map(({ messageId }) => messageId);

async function opened(change: Partial<Review> = {}): Promise<Review> {
  const review = aReview(change);
  await transact(refFor(review), open(refFor(review), review, nowMs));
  return review;
}

async function turned(review: Review, change: Partial<Review>): Promise<Review> {
  const after = { ...review, version: review.version + 1, ...change };
  const done = await transact(refFor(review), replace(refFor(review), review, after, nowMs));
  if (done.kind !== 'committed') throw new Error('refused');
  return after;
}

describe('an open review', () => {
  test('is found by its id, in its thread and in the list', async () => {
    const review = await opened({ body: 'Grüße 🙂' });
    expect(await reviews.find(review.id)).toEqual(review);
    expect(await reviews.openIn(refFor(review))).toEqual([review]);
    expect(await reviews.list({ status: 'open', limit: 10 })).toEqual([review]);
    expect(await server.redis.ttl(keysFor(review).review(review.id))).toBe(-1);
  });

  test('opened twice is one review', async () => {
    await opened();
    await opened({ body: 'second' });
    expect(await reviews.list({ status: undefined, limit: 10 })).toMatchObject([{ body: 'second' }]);
  });

  test('that nobody knows is missing', async () => {
    expect(await reviews.find('rv_none')).toBeUndefined();
    expect(await reviews.decide('rv_none', 1, approve, 'api')).toEqual({ kind: 'missing' });
    expect(await reviews.openIn(ledger.threadRef(grantId, 'quiet'))).toEqual([]);
  });
});

describe('the list', () => {
  test('is newest first over all shards, and ends at the limit', async () => {
    for (const at of [3, 1, 5, 2, 4]) {
      await opened({ messageId: `m${at}`, threadId: `t${at}`, createdAtMs: noon + at });
    }
    expect(idsOf(await reviews.list({ status: 'open', limit: 3 }))).toEqual(['m5', 'm4', 'm3']);
    expect(idsOf(await reviews.list({ status: undefined, limit: 10 }))).toEqual([
      'm5',
      'm4',
      'm3',
      'm2',
      'm1',
    ]);
  });

  test('of one mailbox leaves the others out before the limit counts', async () => {
    for (const at of [1, 2, 3])
      await opened({ grantId: 'busy', messageId: `b${at}`, createdAtMs: noon + at });
    await opened({ messageId: 'm1' });
    expect(
      idsOf(await reviews.list({ status: 'open', sees: (grant) => grant === grantId, limit: 1 })),
    ).toEqual(['m1']);
  });

  test('of a status holds a review only while it has that status', async () => {
    const review = await opened();
    const stale = await turned(review, { status: 'stale' });
    expect(await reviews.list({ status: 'open', limit: 10 })).toEqual([]);
    expect(await reviews.openIn(refFor(review))).toEqual([]);
    expect(await reviews.list({ status: 'stale', limit: 10 })).toEqual([stale]);
    await turned(stale, { status: 'open' });
    expect(await reviews.list({ status: 'stale', limit: 10 })).toEqual([]);
    expect(idsOf(await reviews.openIn(refFor(review)))).toEqual(['m1']);
  });
});

describe('a review that ended', () => {
  test.each(['sent', 'rejected', 'stale', 'closed', 'expired'] as const)(
    'as %s expires after two weeks',
    async (status) => {
      const review = await turned(await opened(), { status });
      expect(await server.redis.ttl(keysFor(review).review(review.id))).toBe(KEEP_SECONDS);
    },
  );

  test.each(['open', 'approved'] as const)('no longer expires when it is %s again', async (status) => {
    const closed = await turned(await opened(), { status: 'closed' });
    const review = await turned(closed, { status });
    expect(await server.redis.ttl(keysFor(review).review(review.id))).toBe(-1);
  });

  test('is listed although it was opened long before', async () => {
    const review = await opened({ createdAtMs: noon - 2 * KEEP_SECONDS * 1000 });
    await turned(review, { status: 'sent' });
    expect(idsOf(await reviews.list({ status: 'sent', limit: 10 }))).toEqual(['m1']);
  });

  test('leaves the list of its status two weeks after its end', async () => {
    await turned(await opened(), { status: 'sent' });
    nowMs += KEEP_SECONDS * 1000 + 1;
    const later = await opened({ messageId: 'm2', createdAtMs: nowMs });
    await turned(later, { status: 'sent' });
    expect(await server.redis.zrange(keysFor(later).reviews('sent'), '-inf', '+inf', 'BYSCORE')).toEqual([
      later.id,
    ]);
  });
});

describe('a verdict', () => {
  test.each<[string, Verdict, Partial<Review>]>([
    [
      'approve takes over the text of the person',
      approve,
      {
        status: 'approved',
        subject: 'Re: x',
        body: 'edited',
        drafted: { subject: 'Re: Where is my order?', body: 'Hello Carla' },
      },
    ],
    ['reject ends it', { kind: 'reject', reason: 'no' }, { status: 'rejected', body: 'Hello Carla' }],
    [
      'revise leaves it open for the redraft',
      { kind: 'revise', instruction: 'shorter' },
      { status: 'open', revisions: 1 },
    ],
  ])('%s', async (_name, verdict, change) => {
    const review = await opened();
    nowMs += 7;
    const decided = await reviews.decide(review.id, 1, verdict, 'api');
    const after = { ...review, version: 2, updatedAtMs: nowMs, verdict, ...change };
    expect(decided).toMatchObject({ kind: 'accepted', review: after });
    expect(await reviews.find(review.id)).toMatchObject(after);
  });

  test('is put into the inbox of the thread and written to the audit stream in the same step', async () => {
    const review = await opened();
    await reviews.decide(review.id, 1, approve, 'carol');
    const keys = keysFor(review);
    const thread = threadKeyOf(refFor(review));
    expect(await server.redis.lrange(keys.inbox(thread), 0, -1)).toEqual([`v:${review.id}`]);
    expect(await server.redis.zscore(keys.pend, thread)).toBe(String(noon));
    const of = { review: review.id, grant: grantId, message: review.messageId };
    const before = stateOfReview(review);
    const after = { version: 2, status: 'approved', text: textDigest({ ...review, ...approve }) };
    expect(after.text).not.toBe(before['text']);
    expect((await createAuditTrail(server.redis, SHARDS).list({ limit: 10 })).entries).toEqual([
      { atMs: noon, by: 'carol', what: 'approve', about: of, before, after },
    ]);
  });

  test('on a version that is no longer the newest is a conflict that shows the newest', async () => {
    const review = await turned(await opened(), { body: 'new' });
    const decided = await reviews.decide(review.id, 1, approve, 'api');
    expect(decided).toEqual({ kind: 'conflict', code: 'stale_version', review });
    expect(await server.redis.xlen(keysFor(review).audit)).toBe(1); // of the change before it
  });

  test('on a review that has its verdict is a conflict, whatever version it names', async () => {
    const review = await opened();
    await reviews.decide(review.id, 1, approve, 'api');
    for (const version of [1, 2]) {
      const decided = await reviews.decide(review.id, version, { kind: 'reject', reason: '' }, 'api');
      expect(decided).toMatchObject({
        kind: 'conflict',
        code: 'already_decided',
        review: { status: 'approved' },
      });
    }
    expect(await server.redis.xlen(keysFor(review).audit)).toBe(1);
  });

  test('of two deciders at once exactly one is accepted, and the other learns what stands', async () => {
    for (let round = 0; round < 10; round++) {
      const review = await opened({ messageId: `m${round}`, threadId: `t${round}` });
      const both = await Promise.all([
        reviews.decide(review.id, 1, approve, 'a'),
        reviews.decide(review.id, 1, { kind: 'reject', reason: '' }, 'b'),
      ]);
      expect(both.map(({ kind }) => kind).toSorted()).toEqual(['accepted', 'conflict']);
      const standing = (await reviews.find(review.id))?.verdict?.kind;
      expect(both.find(({ kind }) => kind === 'accepted')).toMatchObject({
        review: { verdict: { kind: standing } },
      });
      expect(both.find(({ kind }) => kind === 'conflict')).toMatchObject({
        code: 'already_decided',
        review: { verdict: { kind: standing } },
      });
      const thread = threadKeyOf(refFor(review));
      expect(await server.redis.llen(keysFor(review).inbox(thread))).toBe(1);
      expect(await server.redis.xlen(keysFor(review).audit)).toBe(1);
      await server.redis.del(keysFor(review).audit);
    }
  });
});
