import { createHmac } from 'node:crypto';
import type { Arrival } from '#domain/arrival.ts';
import type { DeadLetter } from '#domain/dead-letter.ts';
import type { Pause } from '#domain/pause.ts';
import type { MessageRecord } from '#domain/ledger.ts';
import type { Review } from '#domain/review.ts';
import type { AppDeps } from '#server/app.ts';
import type { Reviews } from '#server/verdicts.ts';
import { nothingToSee } from './insight-fixtures.ts';
import { createEvents } from '#telemetry/events.ts';
import { createLog } from '#telemetry/log.ts';
import { createMetrics } from '#telemetry/metrics.ts';
import { nobodyIsTold } from './notify-fixtures.ts';
import { emptyRecords } from './empty-records.ts';
import { accessInMemory } from './access-fixtures.ts';
import { emptyReviewDesk } from './empty-review-desk.ts';

export const secret = 'test-webhook-secret';
export const apiToken = 'test-token-0123456789';
export const bearer = { authorization: `Bearer ${apiToken}` };
export const nowMs = Date.parse('2026-11-21T09:00:00Z');

export function aReview(over: Partial<Review> = {}): Review {
  return {
    id: 'rv_1',
    version: 1,
    status: 'open',
    grantId: 'g1',
    threadId: 't1',
    messageId: 'm1',
    covers: [],
    agent: 'support',
    category: 'refund',
    confidence: 0.91,
    reasons: [{ code: 'category_review', detail: 'Refunds are looked at by a person.' }],
    from: [{ name: 'Dana Ruiz', email: 'dana@customer.example' }],
    to: [{ name: 'Dana Ruiz', email: 'dana@customer.example' }],
    cc: [],
    subject: 'Re: Invoice 4471 charged twice',
    body: 'Hello Dana,\n\nwe have passed the second charge on for a refund.',
    question: 'Hello, our card shows two charges for invoice 4471. Can you refund one of them?',
    citations: [{ text: 'Refunds take five working days.', source: 'refunds.md' }],
    sources: [
      { sentence: 'Hello Tom,', kind: 'courtesy', support: null },
      { sentence: 'Refunds take five working days.', kind: 'time', support: 'refunds.md#1' },
      { sentence: 'We will call you.', kind: 'fact', support: null },
    ],
    draftId: 'd1',
    cost: { model_calls: 2, input_tokens: 900, output_tokens: 120 },
    createdAtMs: nowMs - 12 * 60_000,
    updatedAtMs: nowMs - 12 * 60_000,
    verdict: null,
    closedBecause: null,
    ...over,
  };
}

export function aRecord(over: Partial<MessageRecord> = {}): MessageRecord {
  return {
    grantId: 'g1',
    messageId: 'm1',
    threadId: 't1',
    state: 'new',
    admittedAtMs: nowMs,
    foundBySweep: false,
    attempts: 0,
    thinkFaults: 0,
    lastFault: null,
    firstFaultAtMs: null,
    account: null,
    outgoing: null,
    hold: null,
    tryingSinceMs: null,
    firstSendAtMs: null,
    acceptedAtMs: null,
    sentId: null,
    proofId: null,
    reports: [],
    parked: null,
    reviewId: null,
    answers: null,
    ...over,
  };
}

export function aLetter(over: Partial<DeadLetter> = {}): DeadLetter {
  return {
    id: 'dl_1',
    kind: 'message',
    grantId: 'g1',
    threadId: 't1',
    item: 'm:m1',
    messageId: 'm1',
    reviewId: null,
    step: 'load',
    error: 'Nylas answered 500',
    attempts: 14,
    firstAtMs: nowMs - 60_000,
    lastAtMs: nowMs,
    ...over,
  };
}

/** Reviews in memory that obey the contract of `Reviews`. */
export function reviewsInMemory(...all: Review[]): Reviews & { all: Map<string, Review>; by: string[] } {
  const kept = new Map(all.map((review) => [review.id, review]));
  const by: string[] = [];
  return {
    all: kept,
    by,
    list: ({ status, sees, limit }) =>
      Promise.resolve(
        [...kept.values()]
          .filter((review) => status === undefined || review.status === status)
          .filter((review) => sees(review.grantId))
          .slice(0, limit),
      ),
    find: (id) => Promise.resolve(kept.get(id)),
    decide: (id, version, verdict, who) => {
      const review = kept.get(id);
      if (review === undefined) return Promise.resolve({ kind: 'missing' });
      if (review.status !== 'open' || review.verdict !== null) {
        return Promise.resolve({ kind: 'conflict', code: 'already_decided', review });
      }
      if (review.version !== version) {
        return Promise.resolve({ kind: 'conflict', code: 'stale_version', review });
      }
      by.push(who);
      const status = ({ approve: 'approved', reject: 'rejected', revise: 'open' } as const)[verdict.kind];
      const decided: Review = { ...review, verdict, version: version + 1, status, updatedAtMs: nowMs };
      kept.set(id, decided);
      return Promise.resolve({ kind: 'accepted', review: decided });
    },
    undo: (id) => {
      const review = kept.get(id);
      if (review === undefined) return Promise.resolve({ kind: 'missing' });
      return Promise.resolve({ kind: 'conflict', code: 'too_late', review });
    },
  };
}

/** Everything the app needs, with what was admitted and logged kept to look at. */
export function pausesInMemory(...standing: Pause[]): AppDeps['pauses'] {
  return {
    list: () => Promise.resolve([...standing]),
    pause(pause) {
      standing.push(pause);
      return Promise.resolve();
    },
    resume(agent) {
      const at = standing.findIndex((one) => one.agent === agent);
      if (at !== -1) standing.splice(at, 1);
      return Promise.resolve(at !== -1);
    },
  };
}

export function someDeps(over: Partial<AppDeps> = {}) {
  const admitted: Arrival[] = [];
  const lines: string[] = [];
  const metrics = createMetrics();
  const log = createLog('debug', { write: (line: string) => void lines.push(line) });
  const deps: AppDeps = {
    secrets: [secret],
    outlook: () => Promise.resolve({ oldest_unseen_seconds: 12, webhook: 'active' }),
    admit: (arrivals) => {
      admitted.push(...arrivals);
      return Promise.resolve(arrivals.map(() => 'new' as const));
    },
    takeReport: () => Promise.resolve(false),
    mailboxOf: (grantId) => (grantId === 'g1' ? { address: 'support@example.com' } : undefined),
    events: createEvents(log, metrics),
    now: () => nowMs,
    reviews: reviewsInMemory(),
    reviewDesk: emptyReviewDesk,
    ...emptyRecords,
    survey: () => Promise.resolve([]),
    deadLetters: {
      list: () => Promise.resolve([]),
      find: (id) => Promise.resolve(aLetter({ id })),
      count: () => Promise.resolve(0),
      retry: () => Promise.resolve('missing'),
      retryMessage: () => Promise.resolve('missing'),
      dismiss: () => Promise.resolve('missing'),
    },
    findMessage: () => Promise.resolve(undefined),
    takeBack: () => Promise.resolve('missing'),
    gaps: async () => [],
    ...nothingToSee,
    autonomy: {
      list: () => Promise.resolve([]),
      held: () => Promise.resolve([]),
      set: () => Promise.resolve('missing'),
    },
    ping: () => Promise.resolve(true),
    isStopping: () => false,
    apiToken,
    access: accessInMemory(),
    renderMetrics: metrics.renderMetrics,
    page: { index: '<!doctype html><title>Inreply</title>', files: new Map() },
    pauses: pausesInMemory(),
    agentNames: (sees) => ['support', 'sales'].filter((_, at) => sees(`g${at + 1}`)),
    ...nobodyIsTold,
    ...over,
  };
  return { deps, admitted, lines, metrics };
}

type Wire = { type?: string; object?: Record<string, unknown> };

/** The body of a notification as Nylas sends it (CONTRACT section 1.6). */
export function aNotification({ type = 'message.created', object = {} }: Wire = {}): string {
  return JSON.stringify({
    specversion: '1.0',
    type,
    source: '/nylas/emails/realtime',
    id: 'ntf_1',
    time: 1_792_051_297,
    webhook_delivery_attempt: 1,
    data: {
      application_id: 'app',
      object: {
        id: 'm1',
        grant_id: 'g1',
        object: 'message',
        thread_id: 't1',
        from: [{ name: 'Dana', email: 'dana@customer.example' }],
        folders: ['inbox'],
        ...object,
      },
    },
  });
}

export function signed(body: string | Uint8Array, key = secret): Record<string, string> {
  return {
    'content-type': 'application/json',
    'x-nylas-signature': createHmac('sha256', key).update(body).digest('hex'),
  };
}
