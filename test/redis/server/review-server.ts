import type { Redis } from 'ioredis';
import { z } from 'zod';
import type { Person } from '#domain/person.ts';
import type { Review } from '#domain/review.ts';
import { approvalsNeeded, ReviewsConfig } from '#domain/reviews-config.ts';
import { rowOf } from '#domain/review-row.ts';
import { createLedger } from '#store/ledger.ts';
import { createReviewRows } from '#store/review-rows.ts';
import { createReviewSides } from '#store/review-sides.ts';
import { createReviews, open } from '#store/reviews.ts';
import { scriptsOn } from '#store/scripts.ts';
import { createTransact } from '#store/transaction.ts';
import { aReview } from '../../helpers/builders.ts';
import { accessInMemory, cookieFor } from '../../unit/server/access-fixtures.ts';
import { createApp } from '../../unit/server/contract.ts';
import { bearer, nowMs, someDeps } from '../../unit/server/fixtures.ts';

const SHARDS = 2;
const fourEyes = ReviewsConfig.parse({ four_eyes: ['payout'] });

export const ann: Person = { id: 'ann', name: 'Ann', role: 'reviewer', mailboxes: 'all' };
export const ben: Person = { id: 'ben', name: 'Ben', role: 'reviewer', mailboxes: ['g1'] };
export const vic: Person = { id: 'vic', name: 'Vic', role: 'viewer', mailboxes: 'all' };

/** As much of an answer as is looked at. */
const Shown = z.looseObject({ version: z.number().optional(), fingerprint: z.string().optional() });
type Answer = { status: number; body: z.infer<typeof Shown> };

/** The API over reviews in a real Redis, with a clock of its own; `payout` needs two people. Without a person the token asks. */
export function aReviewServer(redis: Redis) {
  let clockMs = nowMs;
  const scripts = scriptsOn(redis);
  const transact = createTransact(scripts, 30_000);
  const ledger = createLedger({ redis, scripts, shards: SHARDS });
  const shared = {
    redis,
    transact,
    threadRef: (...ids: [string, string]) => ledger.threadRef(...ids),
    shards: SHARDS,
    now: () => clockMs,
  };
  const reviews = createReviews({
    ...shared,
    approvalsNeeded: (review) => approvalsNeeded(fourEyes, rowOf(review)),
  });
  const everybody = [ann, ben].map(({ id, name, role }) => ({ id, name, role }));
  const seen = { note: () => Promise.resolve(), list: () => Promise.resolve(everybody) };
  const access = accessInMemory({ seen });
  const { deps, lines } = someDeps({
    access,
    reviews,
    now: () => clockMs,
    reviewDesk: {
      ...createReviewSides({ ...shared, find: (id) => reviews.find(id) }),
      rows: (query) => createReviewRows(redis, SHARDS).list(query),
      approvalsNeeded: (review) => approvalsNeeded(fourEyes, review),
    },
  });
  const app = createApp(deps);
  const ask = async (path: string, init: RequestInit, as?: Person): Promise<Answer> => {
    const own = { origin: 'http://localhost', 'sec-fetch-site': 'same-origin' };
    const headers = as === undefined ? bearer : { cookie: await cookieFor(access, as), ...own };
    const response = await app.request(path, { ...init, headers });
    return { status: response.status, body: Shown.parse(await response.json()) };
  };
  return {
    logged: lines,
    advance(ms: number) {
      clockMs += ms;
    },
    get: (path: string, as?: Person) => ask(path, {}, as),
    post: (path: string, body: unknown, as?: Person) =>
      ask(path, { method: 'POST', body: JSON.stringify(body) }, as),
    async opened(change: Partial<Review> = {}): Promise<Review> {
      const review = aReview(change);
      const ref = ledger.threadRef(review.grantId, review.threadId);
      await transact(ref, open(ref, review, clockMs));
      return review;
    },
  };
}

export const at = (review: Review, what = '') => `/api/reviews/${review.id}${what}`;
export const error = (type: string) => ({ error: { type } });
