import { openOneTap, ONE_TAP_MS, type OneTap, sealOneTap } from '#domain/one-tap.ts';
import type { Review } from '#domain/review.ts';
import { createApp } from '#server/app.ts';
import type { OneTapDesk } from '#server/one-tap.ts';
import { aReview, nowMs, someDeps } from './fixtures.ts';

const key = Buffer.alloc(32, 9);

const link = (over: Partial<OneTap> = {}, sealedWith = key) =>
  sealOneTap(
    {
      reviewId: 'rv_1',
      version: 1,
      fingerprint: 'fp',
      verdict: 'approve',
      person: 'lead@shop.example',
      expiresAtMs: nowMs + ONE_TAP_MS,
      ...over,
    },
    sealedWith,
  );

/** A server with one review, to which links lead. */
export function oneTapStage(change: Partial<Review> = {}) {
  const stage = {
    review: aReview(change) as Review | undefined,
    fingerprint: 'fp',
    decider: 'mail:lead@shop.example' as string | undefined,
    nowMs,
    decided: [] as unknown[],
  };
  const used = new Set<string>();
  const desk: OneTapDesk = {
    open: (token) => openOneTap(token, key),
    isUsed: async (token) => used.has(token),
    use: async (token) => void used.add(token),
    findReview: async () => stage.review,
    fingerprint: async () => stage.fingerprint,
    deciderOf: () => stage.decider,
    async decide({ reviewId, version }, verdict, by) {
      stage.decided.push([reviewId, version, verdict.kind, by]);
      const review: Review = { ...aReview(), status: verdict.kind === 'reject' ? 'rejected' : 'approved' };
      stage.review = review;
      return { kind: 'accepted', review };
    },
  };
  const app = createApp(someDeps({ oneTap: desk, now: () => stage.nowMs }).deps);
  const open = (token: string, method = 'GET') => app.request(`/one-tap/${token}`, { method });
  const submit = (token: string, headers: Record<string, string> = {}) =>
    app.request('/one-tap', { method: 'POST', body: new URLSearchParams({ token }), headers });
  return { stage, app, link, open, submit };
}
