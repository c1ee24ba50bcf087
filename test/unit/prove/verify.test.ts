import { describe, expect, it } from 'vitest';
import type { Outcome, Review } from '../../prove/peers.ts';
import type { Received, Sent, Truth } from '../../prove/truth.ts';
import { shortIdOf, verify } from '../../prove/verify.ts';

const GRANT = 'desk';

function aReceived(order: number, change: Partial<Received> = {}): Received {
  const id = `m${order}`;
  const headerId = `<${id}@customer.example>`;
  return {
    grant: GRANT,
    id,
    threadId: 't1',
    headerId,
    from: 'carla@c.example',
    kind: 'question',
    order,
    ...change,
  };
}

function aSent(order: number, answers: string, change: Partial<Sent> = {}): Sent {
  return {
    grant: GRANT,
    id: `s${order}`,
    threadId: 't1',
    inReplyTo: `<${answers}@customer.example>`,
    metadata: { key1: `r_${answers}`, key2: answers, key3: 'inreply' },
    to: ['carla@c.example'],
    order,
    ...change,
  };
}

function anOutcome(change: Partial<Outcome> = {}): Outcome {
  return {
    state: 'sent',
    decision: 'reply',
    reasons: [],
    steps: [],
    review_id: null,
    attempts: 0,
    last_fault: null,
    admitted_at: '2026-10-01T12:00:00.000Z',
    ...change,
  };
}

function aReview(message: string, change: Partial<Review> = {}): Review {
  return {
    id: `rv_${message}`,
    version: 1,
    status: 'open',
    grant_id: GRANT,
    message_id: message,
    covers: [],
    reasons: [],
    body: 'Hello',
    draft_id: `d_${message}`,
    created_at: '2026-10-01T12:00:05.000Z',
    ...change,
  };
}

const skippedFor = (reasons: Outcome['reasons']) => anOutcome({ state: 'skipped', reasons });
const stepAt = (at: string) => [{ name: 'send', at, ms: 100 }];
const COVERED = { code: 'answered_together', detail: 'covered by what becomes of the newer message m2' };

/** One question, answered once: nothing to complain of. */
function aTruth(change: Partial<Truth> = {}): Truth {
  return {
    received: [aReceived(1)],
    sent: [aSent(5, 'm1')],
    drafts: [],
    outcomes: new Map([['m1', anOutcome()]]),
    reviews: new Map(),
    ...change,
  };
}

/** A question that was answered at some time, before a refund that was parked at 12:00:05. */
function answeredThenParked(answeredAt: string): Truth {
  return aTruth({
    received: [aReceived(1), aReceived(2, { kind: 'refund' })],
    outcomes: new Map([
      ['m1', anOutcome({ steps: stepAt(answeredAt) })],
      ['m2', anOutcome({ state: 'review', review_id: 'rv_m2' })],
    ]),
    reviews: new Map([['rv_m2', aReview('m2')]]),
    drafts: [{ grant: GRANT, id: 'd_m2', metadata: {} }],
  });
}

/** One question whose reply waits for a person. */
function parked(drafts: string[], review: Partial<Review> = {}): Truth {
  return aTruth({
    sent: [],
    outcomes: new Map([['m1', anOutcome({ state: 'review', review_id: 'rv_m1' })]]),
    reviews: new Map([['rv_m1', aReview('m1', review)]]),
    drafts: drafts.map((id) => ({ grant: GRANT, id, metadata: { key2: 'm1' } })),
  });
}

const zerosOf = (truth: Truth) => verify(truth).map(({ zero, id }) => `${zero}: ${id}`);

describe('the judge of a campaign', () => {
  it('finds nothing wrong with a question that was answered once', () => {
    expect(zerosOf(aTruth())).toEqual([]);
  });

  it.each<[string, Partial<Sent>]>([
    ['In-Reply-To', { metadata: { key1: 'r_x' } }],
    ['our mark', { inReplyTo: undefined }],
    ['what it covers', { inReplyTo: '<m2@customer.example>', metadata: { covers: shortIdOf('m1') } }],
  ])('finds a second mail by %s', (_, change) => {
    const received = [aReceived(1), aReceived(2, { kind: 'thanks' })];
    const outcomes = new Map([
      ['m1', anOutcome()],
      ['m2', anOutcome()],
    ]);
    const sent = [aSent(5, 'm1'), aSent(6, 'm1', change)];
    expect(zerosOf(aTruth({ received, sent, outcomes }))).toEqual(['second mails: m1']);
  });

  it('finds an escalation beside a reply, and two escalations', () => {
    const forward = (order: number) =>
      aSent(order, 'm1', {
        threadId: 'other',
        inReplyTo: undefined,
        metadata: { key2: 'm1', kind: 'escalation' },
      });
    expect(zerosOf(aTruth({ sent: [aSent(5, 'm1'), forward(6)] }))).toEqual(['second mails: m1']);
    expect(zerosOf(aTruth({ sent: [forward(5), forward(6)] }))).toEqual(['second mails: m1']);
    expect(zerosOf(aTruth({ sent: [forward(5)] }))).toEqual([]);
  });

  it('finds a mail that was never seen, and one that never ended', () => {
    expect(zerosOf(aTruth({ outcomes: new Map() }))).toEqual(['lost: m1']);
    expect(zerosOf(aTruth({ outcomes: new Map([['m1', anOutcome({ state: 'sending' })]]) }))).toEqual([
      'lost: m1',
    ]);
  });

  it('finds replies that left in another order than the mails came', () => {
    const received = [aReceived(1), aReceived(2)];
    const outcomes = new Map([
      ['m1', anOutcome()],
      ['m2', anOutcome()],
    ]);
    const crossed = [aSent(5, 'm2'), aSent(6, 'm1')];
    expect(zerosOf(aTruth({ received, sent: crossed, outcomes }))).toEqual(['reordered: m2']);
    expect(zerosOf(aTruth({ received, sent: [aSent(5, 'm1'), aSent(6, 'm2')], outcomes }))).toEqual([]);
  });

  it('finds a mail that was parked before an earlier one was answered', () => {
    expect(zerosOf(answeredThenParked('2026-10-01T12:00:06.000Z'))).toEqual(['reordered: m2']);
    expect(zerosOf(answeredThenParked('2026-10-01T12:00:01.000Z'))).toEqual([]);
  });

  it('finds a question without an answer, and accepts one that a newer answer covers', () => {
    const alone = aTruth({
      sent: [],
      outcomes: new Map([['m1', skippedFor([{ code: 'no_reply_needed', detail: '' }])]]),
    });
    expect(zerosOf(alone)).toEqual(['unanswered: m1']);
    const covered = (sent: Sent[]) =>
      aTruth({
        received: [aReceived(1), aReceived(2)],
        sent,
        outcomes: new Map([
          ['m1', skippedFor([COVERED])],
          ['m2', anOutcome()],
        ]),
      });
    expect(zerosOf(covered([aSent(5, 'm2')]))).toEqual([]);
    expect(zerosOf(covered([]))).toEqual(['unanswered: m1', 'unanswered: m2']);
  });

  it('accepts an open review in place of an answer, but no closed one', () => {
    expect(zerosOf(parked(['d_m1']))).toEqual([]);
    expect(zerosOf(parked([], { status: 'stale' }))).toEqual(['unanswered: m1']);
  });

  it('finds a machine that was answered, by its mail or by its address', () => {
    const received = [aReceived(1, { kind: 'autoreply', from: 'robot@c.example' })];
    expect(zerosOf(aTruth({ received }))).toEqual(['machines answered: m1']);
    const toIt = [aSent(5, 'elsewhere', { to: ['robot@c.example'] })];
    expect(zerosOf(aTruth({ received, sent: toIt }))).toContain('machines answered: m1');
    expect(zerosOf(aTruth({ received, sent: [] }))).toEqual([]);
  });

  it('finds a mail of ours that answers nothing', () => {
    const stray = aSent(6, 'unknown', { metadata: {} });
    expect(zerosOf(aTruth({ sent: [aSent(5, 'm1'), stray] }))).toEqual(['stray mails: s6']);
  });

  it('finds a review without its draft, and a draft without its review', () => {
    expect(zerosOf(parked(['d_m1']))).toEqual([]);
    expect(zerosOf(parked([]))).toEqual(['drafts astray: m1']);
    expect(zerosOf(parked(['d_m1', 'd_2']))).toEqual(['drafts astray: d_2']);
    expect(zerosOf(parked([], { body: '', draft_id: null }))).toEqual([]);
    for (const code of ['draft_not_created', 'send_failed', 'send_refused', 'send_doubt']) {
      expect(zerosOf(parked([], { draft_id: null, reasons: [{ code }] }))).toEqual([]);
      expect(zerosOf(parked([], { reasons: [{ code }] }))).toEqual(['drafts astray: m1']);
    }
    expect(zerosOf(parked([], { draft_id: null }))).toEqual(['drafts astray: m1']);
  });
});
