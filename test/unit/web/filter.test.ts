import { describe, expect, test } from 'vitest';
import type { ReviewRow } from '../../../web/api/types.ts';
import { countsOf, filterOf, inOrder, matches } from '../../../web/queue/filter.ts';

const nowMs = Date.parse('2026-11-21T12:00:00Z');
const eyes = { me: 'anna', nowMs };

function aRow(change: Partial<ReviewRow> = {}): ReviewRow {
  return {
    id: 'rv_1',
    version: 1,
    status: 'open',
    grant_id: 'g1',
    thread_id: 't1',
    message_id: 'm1',
    agent: 'support',
    category: 'refund',
    confidence: 0.9,
    risk: 'normal',
    from: { name: 'Dana Ruiz', email: 'dana@customer.example' },
    subject: 'Re: Invoice 4471',
    preview: 'Our card shows two charges.',
    reasons: ['category_review'],
    created_at: '2026-11-21T10:00:00.000Z',
    updated_at: '2026-11-21T10:00:00.000Z',
    assignee: null,
    snoozed_until: null,
    notes: 0,
    alike: null,
    approvals: 0,
    approvals_needed: 1,
    undo_until: null,
    expires_at: null,
    has_draft: true,
    ...change,
  };
}

const filter = (query: string) => filterOf(new URLSearchParams(query));

describe('a row is shown', () => {
  test.each<[string, Partial<ReviewRow>, boolean]>([
    ['', {}, true],
    ['mailbox=g1', {}, true],
    ['mailbox=g2', {}, false],
    ['category=refund', {}, true],
    ['category=none', { category: null }, true],
    ['category=none', {}, false],
    ['risk=high', { risk: 'high' }, true],
    ['risk=high', {}, false],
    ['assignee=nobody', {}, true],
    ['assignee=me', { assignee: 'anna' }, true],
    ['assignee=me', { assignee: 'tom' }, false],
    ['assignee=tom', { assignee: 'tom' }, true],
    ['age=1h', {}, true],
    ['age=4h', {}, false],
    ['age=nonsense', {}, true],
    ['q=DANA', {}, true],
    ['q=4471', {}, true],
    ['q=two+charges', {}, true],
    ['q=nobody', {}, false],
    ['q=customer.example', { from: null }, false],
    ['', { snoozed_until: '2026-11-21T13:00:00.000Z' }, false],
    ['', { snoozed_until: '2026-11-21T11:00:00.000Z' }, true],
    ['snoozed=1', { snoozed_until: '2026-11-21T13:00:00.000Z' }, true],
    ['snoozed=1', {}, false],
    ['category=refund&assignee=me', {}, false],
  ])('by %j of %j: %s', (query, change, expected) => {
    expect(matches(aRow(change), filter(query), eyes)).toBe(expected);
  });
});

test('the oldest stand first, or the newest, or the riskiest; the order is the same each time', () => {
  const rows = [
    aRow({ id: 'b', created_at: '2026-11-21T10:00:00.000Z' }),
    aRow({ id: 'c', created_at: '2026-11-21T11:00:00.000Z', risk: 'high' }),
    aRow({ id: 'a', created_at: '2026-11-21T10:00:00.000Z', risk: 'low' }),
  ];
  const idsBy = (sort: 'oldest' | 'newest' | 'risk') => inOrder(rows, sort).map(({ id }) => id);
  expect(idsBy('oldest')).toEqual(['a', 'b', 'c']);
  expect(idsBy('newest')).toEqual(['c', 'b', 'a']);
  expect(idsBy('risk')).toEqual(['c', 'b', 'a']);
});

test('each value of a filter is counted as if it alone were changed', () => {
  const rows = [
    aRow({ category: 'refund' }),
    aRow({ category: 'order', risk: 'high' }),
    aRow({ category: 'order' }),
  ];
  expect(countsOf(rows, filter('category=refund'), 'category', eyes)).toEqual([
    ['order', 2],
    ['refund', 1],
  ]);
  expect(countsOf(rows, filter('risk=high'), 'category', eyes)).toEqual([['order', 1]]);
  expect(countsOf(rows, filter('category=order'), 'risk', eyes)).toEqual([
    ['high', 1],
    ['normal', 1],
    ['low', 0],
  ]);
  expect(countsOf(rows, filter(''), 'assignee', eyes)).toEqual([['nobody', 3]]);
});
