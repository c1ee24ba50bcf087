import type { Context, Stores } from './context.ts';
import type { Review } from '#domain/review.ts';
import type { DigestSent } from '#notify/digest.ts';
import { createSlack } from '#notify/slack-api.ts';
import type { TellDeps } from '#notify/tell.ts';
import type { Nylas, SendOutcome } from '#nylas/client.ts';
import { createNotices } from '#store/notices.ts';
import { sessionKeys } from '#store/session-secret.ts';
import { ONE_TAP_KEY } from './decider-desk.ts';
import { fingerprintNow } from './shown-review.ts';

/** What telling others needs, put together from the settings, Redis, Nylas and the agents. */
export async function notifyDesk(context: Context, stores: Stores, nylas: Nylas): Promise<TellDeps> {
  const { config, agents, events } = context;
  const notices = createNotices(stores.redis);
  const keyFor = await sessionKeys(stores.redis, config.signIn.secret);
  const { botToken, apiUrl } = config.slack;
  return {
    agentOf: (name) => agents.agents().find((agent) => agent.name === name),
    findReview: (id) => stores.reviews.find(id),
    slack: botToken === undefined ? undefined : createSlack({ token: botToken, url: apiUrl }),
    posts: notices.posts,
    fingerprint: (review) => fingerprintNow(stores, review),
    gone: notices.gone,
    digest: {
      digests: notices.digests,
      waitingIn: (grants, limit) => waitingIn(stores, grants, limit),
      key: keyFor(ONE_TAP_KEY),
      send: async (grantId, mail, signal) => sentOf(await nylas.send(grantId, mail, signal)),
      reconcileMs: config.worker.sendReconcileMs,
    },
    pageUrl: pageUrlOf(config.http.publicUrl),
    events,
    now: Date.now,
  };
}

/** Where something is on the page; null without PUBLIC_URL. */
function pageUrlOf(publicUrl: string | undefined): (path: string) => string | null {
  return (path) => (publicUrl === undefined ? null : `${publicUrl}${path}`);
}

const MOST_COUNTED = 10_000;

async function waitingIn(
  stores: Stores,
  grants: readonly string[],
  limit: number,
): Promise<{ reviews: Review[]; count: number }> {
  const sees = (grantId: string) => grants.includes(grantId);
  const { rows, total } = await stores.reviewRows.list({ which: 'open', sees, limit: MOST_COUNTED });
  const oldest = rows.toReversed().slice(0, limit);
  const found = await Promise.all(oldest.map(({ id }) => stores.reviews.find(id)));
  const reviews = found.filter((review) => review !== undefined).filter(({ status }) => status === 'open');
  return { reviews, count: reviews.length === 0 ? 0 : total };
}

/** What follows from an answer to a send (CONTRACT section 4.1) for a mail that is only worth repeating for a while. */
function sentOf(outcome: SendOutcome): DigestSent {
  switch (outcome.kind) {
    case 'sent':
    case 'queued':
      return { kind: 'sent' };
    case 'concurrent':
      return { kind: 'again', why: 'the same send is under way', retryAfterMs: 3000 };
    case 'throttled':
      return { kind: 'again', why: 'Nylas wants fewer sends', retryAfterMs: outcome.retryAfterMs ?? 5000 };
    case 'unreached':
      return { kind: 'again', why: outcome.message, retryAfterMs: undefined };
    case 'unknown':
      return { kind: 'again', why: outcome.message, retryAfterMs: outcome.retryAfterMs };
    case 'mismatch':
      return { kind: 'refused', why: 'its key was used for another mail' };
    case 'refused':
      return { kind: 'refused', why: `Nylas answered ${outcome.status} ${outcome.type}` };
  }
}
