import { beforeEach, describe, expect, test } from 'vitest';
import type { Review } from '#domain/review.ts';
import { keysOf } from '#store/keys.ts';
import { createLedger } from '#store/ledger.ts';
import { createReviewRows, type ReviewRows } from '#store/review-rows.ts';
import { open, replace } from '#store/reviews.ts';
import { scriptsOn } from '#store/scripts.ts';
import { createTransact, type Transact } from '#store/transaction.ts';
import { aReview, grantId, noon } from '../../helpers/builders.ts';
import { redisForFile } from '../../helpers/redis.ts';

const SHARDS = 3;
const server = redisForFile();
let transact: Transact;
let rows: ReviewRows;
const ledger = () => createLedger({ redis: server.redis, scripts: scriptsOn(server.redis), shards: SHARDS });
beforeEach(() => {
  transact = createTransact(scriptsOn(server.redis), 30_000);
  rows = createReviewRows(server.redis, SHARDS);
});

const refFor = (review: Review) => ledger().threadRef(review.grantId, review.threadId);

async function opened(change: Partial<Review> = {}): Promise<Review> {
  const review = aReview(change);
  await transact(refFor(review), open(refFor(review), review, noon));
  return review;
}

async function turned(review: Review, change: Partial<Review>): Promise<void> {
  const after = { ...review, version: review.version + 1, ...change };
  await transact(refFor(review), replace(refFor(review), review, after, after.updatedAtMs));
}

const openOnes = { which: 'open', sees: () => true, limit: 10_000 } as const;
const decided = { ...openOnes, which: 'decided', limit: 200 } as const;
const namesOf = ({ rows: all }: Awaited<ReturnType<ReviewRows['list']>>) =>
  all.map(({ messageId }) => messageId);

describe('the rows of open reviews', () => {
  test('show what a list needs and no text of the reply', async () => {
    await opened({
      question: `Hello,\n\n  ${'long '.repeat(100)}`,
      body: 'the secret reply',
      reasons: [
        { code: 'category_review', detail: 'x' },
        { code: 'commitments', detail: 'a' },
        { code: 'commitments', detail: 'b' },
      ],
    });
    const { rows: found, total } = await rows.list(openOnes);
    expect(total).toBe(1);
    expect(found).toMatchObject([
      {
        version: 1,
        status: 'open',
        risk: 'normal',
        from: { email: 'carla@customer.example' },
        reasons: ['category_review', 'commitments'],
        approvals: 0,
        hasDraft: true,
        assignee: null,
        snoozedUntilMs: null,
        notes: 0,
      },
    ]);
    expect(found[0]?.preview).toBe(`Hello, ${'long '.repeat(100)}`.slice(0, 160));
    expect(JSON.stringify(found)).not.toContain('secret');
  });

  test('are newest first over all shards, and of seen mailboxes only', async () => {
    for (const at of [3, 1, 5, 2, 4]) {
      await opened({ messageId: `m${at}`, threadId: `t${at}`, createdAtMs: noon + at });
    }
    await opened({ grantId: 'other', messageId: 'hidden', createdAtMs: noon + 9 });
    expect(namesOf(await rows.list(openOnes))).toEqual(['hidden', 'm5', 'm4', 'm3', 'm2', 'm1']);
    const mine = await rows.list({ ...openOnes, sees: (id) => id === grantId, limit: 2 });
    expect(namesOf(mine)).toEqual(['m5', 'm4']);
    expect(mine.total).toBe(5);
  });

  test('are made anew from reviews that another version stored', async () => {
    const review = await opened({ threadId: 't2' });
    const key = keysOf(refFor(review).shard).review(review.id);
    await server.redis.hdel(key, 'row');
    expect(namesOf(await rows.list(openOnes))).toEqual(['m1']);
    await server.redis.hset(key, 'row', JSON.stringify({ form: 0, id: review.id }));
    expect((await rows.list(openOnes)).rows).toMatchObject([{ messageId: 'm1', risk: 'normal' }]);
  });

  test('leave out one that is gone although the list still names it', async () => {
    const review = await opened();
    await server.redis.del(keysOf(refFor(review).shard).review(review.id));
    expect(await rows.list(openOnes)).toEqual({ rows: [], total: 0 });
  });
});

describe('the rows of decided reviews', () => {
  test('hold every one that is no longer open, what changed last first', async () => {
    const statuses = ['approved', 'sent', 'rejected', 'stale', 'closed', 'expired'] as const;
    for (const [at, status] of statuses.entries()) {
      const review = await opened({ messageId: status, threadId: `t${at}`, createdAtMs: noon - at });
      await turned(review, { status, updatedAtMs: noon + at });
    }
    await opened({ messageId: 'waiting' });
    expect(namesOf(await rows.list(decided))).toEqual([...statuses].toReversed());
    expect(namesOf(await rows.list(openOnes))).toEqual(['waiting']);
    expect(namesOf(await rows.list({ ...decided, limit: 2 }))).toEqual(['expired', 'closed']);
  });
});
