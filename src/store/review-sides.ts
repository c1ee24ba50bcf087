import type { Redis } from 'ioredis';
import { LONGEST_NOTE, LONGEST_SNOOZE_MS, MOST_NOTES, type Note } from '#domain/note.ts';
import type { Review } from '#domain/review.ts';
import { TransientError } from '#errors.ts';
import { audit } from './audit.ts';
import { keysOf, type ThreadRef } from './keys.ts';
import type { Ledger } from './ledger.ts';
import { tellReview } from './news.ts';
import { newestIn } from './review-newest.ts';
import { readNotes, readSide, type ReviewSide, sideFields } from './review-side.ts';
import type { Operation, Transact } from './transaction.ts';

/** A review with what colleagues say about it, and the newest message of its thread that is known. */
export type ReviewDetail = Omit<ReviewSide, 'notes'> & { review: Review; notes: Note[]; newest: string };

export type SideChanged = { kind: 'done' | 'ended' | 'full'; review: Review } | { kind: 'missing' };

export type ReviewSides = {
  /** In the order of the reviews. */
  detailsOf(reviews: readonly Review[]): Promise<ReviewDetail[]>;
  /** Null takes it off whoever had it. Refused once the review has ended. */
  assign(id: string, to: string | null, by: string): Promise<SideChanged>;
  /** Until 30 days from now at most; null ends it. Refused once the review has ended. */
  snooze(id: string, untilMs: number | null, by: string): Promise<SideChanged>;
  /** Adds a note, of 2,000 characters at most; refused when there are 100. Notes are never changed. */
  note(id: string, text: string, by: string): Promise<SideChanged>;
};

const TRIES = 10;

export function createReviewSides(deps: {
  redis: Redis;
  transact: Transact;
  threadRef: Ledger['threadRef'];
  find: (id: string) => Promise<Review | undefined>;
  now: () => number;
}): ReviewSides {
  const { redis, transact, find, now } = deps;
  const refOf = (review: Review) => deps.threadRef(review.grantId, review.threadId);
  const keyOf = (review: Review) => keysOf(refOf(review).shard).review(review.id);

  /** Writes fields of a review as it stands, whatever its version; tried again when it changed its status meanwhile. */
  const write = async (
    id: string,
    { by, what, about }: { by: string; what: string; about?: Record<string, string> },
    operationsFor: (review: Review) => Promise<Operation[] | 'ended' | 'full'>,
  ): Promise<SideChanged> => {
    for (let tries = 0; tries < TRIES; tries++) {
      const review = await find(id);
      if (!review) return { kind: 'missing' };
      const operations = await operationsFor(review);
      if (typeof operations === 'string') return { kind: operations, review };
      const ref = refOf(review);
      const { grantId: grant, messageId: message } = review;
      const done = await transact(ref, [
        ['is', keyOf(review), 'st', review.status],
        ...operations,
        audit(ref, { at: now(), by, what, review: id, grant, message, ...about }),
        tellReview(ref, review, review, { by, what }),
      ]);
      if (done.kind === 'committed') return { kind: 'done', review };
    }
    throw new TransientError('the review is being changed by others all the time');
  };

  const setOrRemove = (review: Review, field: string, value: string | number | null): Operation =>
    value === null ? ['HDEL', keyOf(review), field] : ['HSET', keyOf(review), field, value];

  return {
    detailsOf: (reviews) =>
      Promise.all(
        reviews.map(async (review) => {
          const [values, newest] = await Promise.all([
            redis.hmget(keyOf(review), ...sideFields, 'notes'),
            newestIn(redis, refOf(review), review),
          ]);
          const notes = readNotes(values[sideFields.length]);
          return { ...readSide(values), review, notes, newest };
        }),
      ),

    assign: (id, to, by) =>
      write(id, { by, what: 'assign', ...(to === null ? {} : { about: { person: to } }) }, async (review) =>
        review.status === 'open' ? [setOrRemove(review, 'as', to)] : 'ended',
      ),

    snooze(id, untilMs, by) {
      const until = untilMs === null ? null : Math.min(untilMs, now() + LONGEST_SNOOZE_MS);
      return write(id, { by, what: until === null ? 'wake' : 'snooze' }, async (review) =>
        review.status === 'open' ? [setOrRemove(review, 'sn', until)] : 'ended',
      );
    },

    note: (id, text, by) =>
      write(id, { by, what: 'note' }, async (review) => {
        const key = keyOf(review);
        const notes = readNotes(await redis.hget(key, 'notes'));
        if (notes.length >= MOST_NOTES) return 'full';
        const note: Note = { by, atMs: now(), text: text.slice(0, LONGEST_NOTE).toWellFormed() };
        const all = [...notes, note];
        return [
          ['is', key, 'nc', notes.length === 0 ? '' : notes.length],
          ['HSET', key, 'nc', all.length, 'notes', JSON.stringify(all)],
        ];
      }),
  };
}

/** The writes by which an open review learns of a newer message of its thread: it is no longer put off. */
export function noteNewer(ref: ThreadRef, review: Review, newerId: string): Operation[] {
  const key = keysOf(ref.shard).review(review.id);
  return [
    ['is', key, 'st', 'open'],
    ['HSET', key, 'nm', newerId],
    ['HDEL', key, 'sn'],
    tellReview(ref, review, review, { by: 'inreply', what: 'newer_message' }),
  ];
}
