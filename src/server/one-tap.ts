import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { secureHeaders } from 'hono/secure-headers';
import type { Refusal } from '#domain/notification.ts';
import type { OneTap } from '#domain/one-tap.ts';
import type { Clock } from '#domain/ports.ts';
import type { Review, Verdict } from '#domain/review.ts';
import type { Events } from '#telemetry/events.ts';
import { formFields } from './answers.ts';
import { judgeTap, type TapState } from './one-tap-judge.ts';
import { askPage, type TapShown, toldPage } from './one-tap-page.ts';
import type { NodeEnv } from './raw-body.ts';

/** What one-tap links need. All that asks Redis rejects when it does not answer. */
export type OneTapDesk = {
  /** What a link says, when it is sealed by us. */
  open(token: string): OneTap | undefined;
  isUsed(token: string): Promise<boolean>;
  use(token: string): Promise<void>;
  findReview(id: string): Promise<Review | undefined>;
  /** `fingerprintOf` a review as it is now. */
  fingerprint(review: Review): Promise<string>;
  /** Who decides when the person of that address does; undefined when they may not any more. */
  deciderOf(person: string, review: Review): string | undefined;
  decide(
    shown: { reviewId: string; version: number; fingerprint: string },
    verdict: Verdict,
    by: string,
  ): Promise<{ kind: 'accepted'; review: Review } | { kind: 'refused'; because: Refusal }>;
};

export type OneTapDeps = { oneTap: OneTapDesk; events: Pick<Events, 'reviewDecided'>; now: Clock };

const statuses: Record<TapShown, 200 | 403 | 404 | 409 | 410> = {
  done: 200,
  used: 410,
  expired: 410,
  gone: 410,
  decided: 409,
  stale: 409,
  approved_before: 409,
  sign_in_first: 403,
  not_allowed: 403,
  unknown: 404,
};

/** What was refused, as the page says it. */
const told: Record<Refusal, TapShown> = {
  not_allowed: 'not_allowed',
  stale: 'stale',
  decided: 'decided',
  approved_before: 'approved_before',
  sign_in_first: 'sign_in_first',
  missing: 'gone',
};

/**
 * The links of the digest. They need no sign-in: what is sealed in them is the right to give one verdict on one review as
 * it was shown. Opening a link changes nothing, so that scanners of mail, previews and `HEAD` decide nothing; its page
 * holds a form, and only that decides. No site can send that form for somebody else, since it holds the link itself.
 */
export function oneTapRoutes({ oneTap, events, now }: OneTapDeps): Hono<NodeEnv> {
  const app = new Hono<NodeEnv>();
  app.use(secureHeaders(headerOptions));
  app.use(async (c, next) => {
    await next();
    c.header('Cache-Control', 'no-store');
    c.header('X-Robots-Tag', 'noindex, nofollow');
  });

  app.get('/:token', async (c) => {
    const token = c.req.param('token');
    const { tap, state, review } = await look(token);
    if (tap === undefined || state !== 'ask' || review === undefined) return tell(c, state, tap, review);
    return c.html(askPage(review, tap.verdict, token));
  });

  app.post('/', bodyLimit({ maxSize: 16 * 1024 }), async (c) => {
    const { token = '' } = await formFields(c);
    const { tap, state, review, by } = await look(token);
    if (tap === undefined || state !== 'ask' || review === undefined || by === undefined) {
      return tell(c, state, tap, review);
    }
    const verdict: Verdict =
      tap.verdict === 'approve'
        ? { kind: 'approve', subject: review.subject, body: review.body }
        : { kind: 'reject', reason: '' };
    const decided = await oneTap.decide(tap, verdict, by);
    if (decided.kind === 'refused') return tell(c, told[decided.because], tap, review);
    await oneTap.use(token);
    events.reviewDecided({ reviewId: review.id, verdict: tap.verdict, by });
    return tell(c, 'done', tap, decided.review);
  });

  type Looked = { tap?: OneTap; review?: Review; by?: string; state: TapState | 'unknown' };

  async function look(token: string): Promise<Looked> {
    const tap = oneTap.open(token);
    if (tap === undefined) return { state: 'unknown' };
    const review = await oneTap.findReview(tap.reviewId);
    const by = review && oneTap.deciderOf(tap.person, review);
    const state = judgeTap(tap, {
      review,
      fingerprint: review ? await oneTap.fingerprint(review) : '',
      isUsed: await oneTap.isUsed(token),
      isAllowed: by !== undefined,
      nowMs: now(),
    });
    return { tap, state, ...(review && { review }), ...(by !== undefined && { by }) };
  }

  return app;
}

/** A review is shown to nobody who may not decide it. */
function tell(
  c: Context,
  state: TapState | TapShown,
  tap: OneTap | undefined,
  review: Review | undefined,
): Response | Promise<Response> {
  const shown = state === 'ask' ? 'stale' : state;
  return c.html(toldPage(shown, tap?.verdict, review), statuses[shown]);
}

/** The link is the right: it goes to no other site, and into no frame. */
const headerOptions = {
  contentSecurityPolicy: {
    defaultSrc: ["'none'"],
    styleSrc: ["'self'"],
    imgSrc: ["'self'"],
    formAction: ["'self'"],
    baseUri: ["'none'"],
    frameAncestors: ["'none'"],
  },
  xFrameOptions: 'DENY',
  referrerPolicy: 'no-referrer',
};
