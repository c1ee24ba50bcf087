import { setTimeout as sleep } from 'node:timers/promises';
import type { Peers, Review } from './peers.ts';
import { createRandom } from './random.ts';

export type PersonCounts = Record<
  'reviews approved' | 'reviews rejected' | 'verdicts that came too late',
  number
>;

const LOOK_EVERY_MS = 1500;
const APPROVED = 0.35;
const REJECTED = 0.1;

/**
 * A person at the review page while everything breaks: approves some reviews, now and then in two windows at once,
 * rejects some, and leaves the rest. What was perhaps sent already is left, since approving it could be a second mail.
 */
export function startPerson(peers: Peers, seed: number): { stop(): Promise<PersonCounts> } {
  const random = createRandom(seed ^ 0xfe0b1e);
  const seen = new Set<string>();
  const stop = new AbortController();
  const counts: PersonCounts = {
    'reviews approved': 0,
    'reviews rejected': 0,
    'verdicts that came too late': 0,
  };
  const decide = async (review: Review, verdict: 'approve' | 'reject') => {
    const status = await peers.decide(review, verdict);
    if (status === 202) counts[verdict === 'approve' ? 'reviews approved' : 'reviews rejected']++;
    if (status === 409) counts['verdicts that came too late']++;
  };
  const judge = async (review: Review) => {
    const chance = random.next();
    const twice = random.next() < 0.3;
    if (review.body === '' || review.reasons.some(({ code }) => code === 'send_doubt')) return;
    if (chance < APPROVED) {
      await Promise.all([decide(review, 'approve'), ...(twice ? [decide(review, 'approve')] : [])]);
    } else if (chance < APPROVED + REJECTED) await decide(review, 'reject');
  };
  const working = (async () => {
    while (!stop.signal.aborted) {
      for (const review of await peers.openReviews()) {
        if (seen.has(review.id)) continue;
        seen.add(review.id);
        await judge(review);
      }
      await sleep(LOOK_EVERY_MS, undefined, { signal: stop.signal }).catch(() => {});
    }
    return counts;
  })();
  return {
    stop() {
      stop.abort();
      return working;
    },
  };
}
