import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type MessageRecord, messageStates, type Outgoing } from '#domain/ledger.ts';
import type { Report, ReportKind } from '#domain/report.ts';
import { accountOf } from '#store/ledger.ts';
import { type AfterReport, afterReport } from '#workers/after-report.ts';
import { aRecord, noon } from '../../helpers/builders.ts';

const aReport = (kind: ReportKind, change: Partial<Report> = {}): Report => ({
  kind,
  mailId: 'n1',
  detail: `it ${kind}`,
  epoch: 0,
  atMs: noon,
  ...change,
});
const outgoing = (epoch: number): Outgoing => ({
  kind: 'reply',
  bytes: '',
  sendId: 'r_1',
  epoch,
  covers: [],
  to: [],
  cc: [],
  subject: 's',
  body: 'b',
});
const failed = { kind: 'unsent', reason: { code: 'send_failed', detail: 'it failed' } } as const;
const nothing: AfterReport = { kind: 'note', reasons: [] };
const bounced: AfterReport = { kind: 'note', reasons: [{ code: 'reply_bounced', detail: 'it bounced' }] };

describe('what Nylas reports about a mail', () => {
  test.each<{ name: string; record: Partial<MessageRecord>; next: AfterReport }>([
    ...(['ready', 'sending'] as const).map((state) => ({
      name: `while it is ${state} is left to the send`,
      record: { state, reports: [aReport('failed')] },
      next: { kind: 'wait' } as const,
    })),
    ...(['doubt', 'review'] as const).map((state) => ({
      name: `that it left ends a ${state}`,
      record: { state, reports: [aReport('left')] },
      next: { kind: 'sent', id: 'n1' } as const,
    })),
    {
      name: 'that it came back proves that it had left',
      record: { state: 'doubt', reports: [aReport('bounced', { mailId: null })] },
      next: { kind: 'sent', id: undefined },
    },
    {
      name: 'that it failed ends the doubt about a queued mail',
      record: { state: 'doubt', acceptedAtMs: noon, reports: [aReport('failed', { mailId: null })] },
      next: failed,
    },
    {
      name: 'that an attempt failed which had its answer at once leaves the doubt',
      record: { state: 'doubt', reports: [aReport('failed', { mailId: null })] },
      next: nothing,
    },
    {
      name: 'that it failed brings back a queued mail which was found before',
      record: { state: 'sent', acceptedAtMs: noon, reports: [aReport('failed', { mailId: null })] },
      next: failed,
    },
    {
      name: 'that it failed brings back that very mail',
      record: { state: 'sent', sentId: 'n1', reports: [aReport('failed')] },
      next: failed,
    },
    {
      name: 'that an escalation failed brings it back',
      record: { state: 'escalated', sentId: 'n1', reports: [aReport('failed')] },
      next: failed,
    },
    {
      name: 'that an earlier attempt failed is no news for a mail that is sent',
      record: { state: 'sent', sentId: 'n2', reports: [aReport('failed')] },
      next: nothing,
    },
    {
      name: 'that the mail under an earlier key failed is no news for the one under the present key',
      record: { state: 'sent', sentId: 'n1', outgoing: outgoing(1), reports: [aReport('failed')] },
      next: nothing,
    },
    {
      name: 'both ways is for a person, since only they can tell',
      record: { state: 'doubt', acceptedAtMs: noon, reports: [aReport('left'), aReport('failed')] },
      next: failed,
    },
    {
      name: 'that it came back is noted with a mail that is sent',
      record: { state: 'sent', reports: [aReport('bounced')] },
      next: bounced,
    },
    {
      name: 'that it came back is noted once',
      record: {
        state: 'sent',
        account: accountOf([{ code: 'reply_bounced', detail: 'x' }]),
        reports: [aReport('bounced'), aReport('bounced', { detail: 'again' })],
      },
      next: nothing,
    },
    {
      name: 'that its reader complained is noted, also when the message ended otherwise',
      record: { state: 'skipped', reports: [aReport('complaint')] },
      next: { kind: 'note', reasons: [{ code: 'reply_complaint', detail: 'it complaint' }] },
    },
    {
      name: 'that it left says nothing about one that is sent',
      record: { state: 'sent', reports: [aReport('left')] },
      next: nothing,
    },
  ])('$name', ({ record, next }) => {
    expect(afterReport(aRecord({ outgoing: outgoing(0), ...record }))).toEqual(next);
  });

  test('means the same in any order and any number', () => {
    const someReports = fc.array(
      fc.record({
        kind: fc.constantFrom<ReportKind>('left', 'failed', 'bounced', 'complaint'),
        epoch: fc.nat(1),
      }),
      { maxLength: 5 },
    );
    const same = fc.property(
      someReports.chain((all) =>
        fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })),
      ),
      fc.constantFrom(...messageStates),
      fc.boolean(),
      ([all, shuffled], state, accepted) => {
        const outcome = (reports: typeof all) => {
          const record = aRecord({
            state,
            outgoing: outgoing(1),
            acceptedAtMs: accepted ? noon : null,
            sentId: 'n1',
            reports: reports.map(({ kind, epoch }) => aReport(kind, { epoch })),
          });
          const next = afterReport(record);
          const codes = next.kind === 'note' ? next.reasons.map(({ code }) => code) : [next.kind];
          return [...new Set(codes)].toSorted().join(' ');
        };
        return outcome(all) === outcome([...shuffled, ...shuffled]);
      },
    );
    expect(fc.check(same, { numRuns: 500 }).counterexample).toBeNull();
  });
});
