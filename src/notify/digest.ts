import { createHash } from 'node:crypto';
import type { Agent } from '#domain/agent-config.ts';
import { ONE_TAP_MS, type OneTapVerdict, sealOneTap } from '#domain/one-tap.ts';
import type { Clock } from '#domain/ports.ts';
import type { Review } from '#domain/review.ts';
import { PermanentError, TransientError } from '#errors.ts';
import { type DigestEntry, digestMail, MOST_LISTED } from './digest-mail.ts';

/** A digest as it was made: the exact bytes and the key they go under, kept before the first try. */
export type MadeDigest = {
  grantId: string;
  bytes: string;
  key: string;
  madeAtMs: number;
  state: 'made' | 'sent' | 'nothing';
};

/** One digest: an agent's, of one day, for one person. */
export type DigestOf = { agent: string; day: string; to: string };

/** What became of a send that may have to be repeated, as far as a digest cares. */
export type DigestSent =
  | { kind: 'sent' }
  /** With the same key again. */
  | { kind: 'again'; why: string; retryAfterMs: number | undefined }
  | { kind: 'refused'; why: string };

export type DigestDeps = {
  digests: {
    find(of: DigestOf): Promise<MadeDigest | undefined>;
    /** Keeps the first that is made, and gives the one that is kept. */
    keep(of: DigestOf, made: MadeDigest): Promise<MadeDigest>;
    sent(of: DigestOf, made: MadeDigest): Promise<void>;
  };
  /** Open reviews of mailboxes, the oldest first, and how many there are in all. */
  waitingIn(grants: readonly string[], limit: number): Promise<{ reviews: Review[]; count: number }>;
  fingerprint: (review: Review) => Promise<string>;
  /** Signs one-tap links. */
  key: Buffer;
  send(grantId: string, mail: { bytes: string; key: string }, signal: AbortSignal): Promise<DigestSent>;
  pageUrl: (path: string) => string | null;
  now: Clock;
  /** For so long the same key is repeated. */
  reconcileMs: number;
};

/**
 * Sends an agent's digest of a day to one person, once, whatever dies and however often it is called: what was made first
 * is kept, and goes out under one key. When nothing waits nothing is sent. Rejects with a TransientError when it is to be
 * tried again.
 */
export async function sendDigest(
  deps: DigestDeps,
  agent: Agent,
  of: DigestOf,
  signal: AbortSignal,
): Promise<'sent' | 'nothing'> {
  const made = (await deps.digests.find(of)) ?? (await deps.digests.keep(of, await make(deps, agent, of)));
  if (made.state !== 'made') return made.state;
  if (deps.now() - made.madeAtMs > deps.reconcileMs) {
    throw new PermanentError(`the digest of ${of.day} was not taken in time; it may have left`);
  }
  const sent = await deps.send(made.grantId, made, signal);
  if (sent.kind === 'again') throw new TransientError(sent.why, { retryAfterMs: sent.retryAfterMs });
  if (sent.kind === 'refused') throw new PermanentError(sent.why);
  await deps.digests.sent(of, made);
  return 'sent';
}

async function make(deps: DigestDeps, agent: Agent, of: DigestOf): Promise<MadeDigest> {
  const nowMs = deps.now();
  const grants = agent.config.mailboxes.map(({ grant }) => grant);
  const grantId = grants[0] ?? '';
  const key = digestIdOf(of);
  const { reviews, count } = await deps.waitingIn(grants, MOST_LISTED);
  if (count === 0) return { grantId, bytes: '', key, madeAtMs: nowMs, state: 'nothing' };
  const entries = await Promise.all(reviews.map((review) => entryOf(deps, agent, of.to, review, nowMs)));
  const page = deps.pageUrl('/');
  const bytes = digestMail({ agent: of.agent, to: of.to, digestId: key, entries, count, page, nowMs });
  return { grantId, bytes, key, madeAtMs: nowMs, state: 'made' };
}

async function entryOf(
  deps: DigestDeps,
  agent: Agent,
  person: string,
  review: Review,
  nowMs: number,
): Promise<DigestEntry> {
  const { id: reviewId, version } = review;
  const fingerprint = await deps.fingerprint(review);
  const expiresAtMs = nowMs + ONE_TAP_MS;
  const link = (verdict: OneTapVerdict): string | null => {
    if (agent.config.notify?.digest?.one_tap !== true) return null;
    const tap = { reviewId, version, fingerprint, verdict, person, expiresAtMs };
    return deps.pageUrl(`/one-tap/${sealOneTap(tap, deps.key)}`);
  };
  const open = deps.pageUrl(`/reviews/${encodeURIComponent(reviewId)}`);
  return { review, open, approve: link('approve'), reject: link('reject') };
}

function digestIdOf({ agent, day, to }: DigestOf): string {
  return `dg_${createHash('sha256')
    .update(JSON.stringify([agent, day, to]))
    .digest('hex')
    .slice(0, 40)}`;
}
