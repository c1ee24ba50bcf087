import type { Redis } from 'ioredis';
import { encodeItem } from '#domain/inbox.ts';
import type { Review, Verdict } from '#domain/review.ts';
import { fingerprintOf } from '#domain/review-print.ts';
import { ruled, undone } from '#domain/verdict.ts';
import { type Ledger, put, take } from './ledger.ts';
import { newestIn } from './review-newest.ts';
import { replace } from './review-writes.ts';
import type { Transact } from './transaction.ts';

/**
 * `stale_version`: it is not as the person saw it · `already_decided`: a verdict stands, or it ended · `already_approved`:
 * the same person approved the same text, and somebody else has to · `sign_in_first`: several have to approve, and this one
 * did not sign in · `too_late`: there is nothing to undo any more.
 */
export type Conflict =
  | 'stale_version'
  | 'already_decided'
  | 'already_approved'
  | 'sign_in_first'
  | 'too_late';

export type Decided =
  | { kind: 'accepted'; review: Review }
  | { kind: 'conflict'; code: Conflict; review: Review }
  | { kind: 'missing' };

/** What a verdict may say beside itself. */
export type Conditions = {
  /** `fingerprintOf` what the person saw: refused when that is no longer so. */
  fingerprint?: string | undefined;
  /** For so long it can be undone. */
  undoMs?: number;
};

export type ReviewVerdicts = {
  /**
   * The first verdict on the version the person saw stands, on every surface; it is put into the thread's inbox in the
   * same step. Where several people have to approve, it stays open until they have. The caller wakes the thread.
   */
  decide(id: string, version: number, verdict: Verdict, by: string, how?: Conditions): Promise<Decided>;
  /** Takes back the latest verdict while it waits to be carried out, or the latest approval of several. */
  undo(id: string, version: number, by: string): Promise<Decided>;
};

export function createReviewVerdicts(deps: {
  redis: Redis;
  transact: Transact;
  threadRef: Ledger['threadRef'];
  find: (id: string) => Promise<Review | undefined>;
  approvalsNeeded: (review: Review) => number;
  now: () => number;
}): ReviewVerdicts {
  const { redis, transact, threadRef, find, approvalsNeeded, now } = deps;

  return {
    async decide(id, version, verdict, by, { fingerprint, undoMs = 0 } = {}) {
      const review = await find(id);
      if (!review) return { kind: 'missing' };
      if (review.status !== 'open') return conflict('already_decided', review);
      if (review.version !== version) return conflict('stale_version', review);
      const ref = threadRef(review.grantId, review.threadId);
      if (
        fingerprint !== undefined &&
        fingerprint !== fingerprintOf(review, await newestIn(redis, ref, review))
      )
        return conflict('stale_version', review);
      const nowMs = now();
      const ruling = ruled(review, verdict, { by, nowMs, needed: approvalsNeeded(review), undoMs });
      if (ruling.kind === 'refused') return conflict(ruling.code, review);
      const what = ruling.kind === 'agreed' ? 'agree' : verdict.kind;
      const result = await transact(ref, [
        ...replace(ref, review, ruling.review, nowMs, { by, what }),
        ...(ruling.kind === 'agreed' ? [] : put(ref, itemOf(id), nowMs)),
      ]);
      if (result.kind === 'committed') return { kind: 'accepted', review: ruling.review };
      const current = (await find(id)) ?? review;
      return conflict(current.status === 'open' ? 'stale_version' : 'already_decided', current);
    },

    async undo(id, version, by) {
      const review = await find(id);
      if (!review) return { kind: 'missing' };
      const nowMs = now();
      const back = undone(review, nowMs);
      if (back === undefined)
        return conflict(review.version === version ? 'too_late' : codeOf(review), review);
      if (review.version !== version) return conflict('stale_version', review);
      const ref = threadRef(review.grantId, review.threadId);
      const result = await transact(ref, [
        ...replace(ref, review, back, nowMs, { by, what: 'undo' }),
        ...(review.status === 'open' ? [] : take(ref, itemOf(id))),
      ]);
      if (result.kind === 'committed') return { kind: 'accepted', review: back };
      const current = (await find(id)) ?? review;
      return conflict(codeOf(current), current);
    },
  };
}

const itemOf = (id: string) => encodeItem({ kind: 'verdict', reviewId: id });
const conflict = (code: Conflict, review: Review): Decided => ({ kind: 'conflict', code, review });

/** An undo that met another version: somebody else was there first, or the worker was. */
const codeOf = ({ status }: Review): Conflict => (status === 'open' ? 'stale_version' : 'too_late');
