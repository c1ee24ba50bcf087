import { describe, expect, test } from 'vitest';
import { rowOf } from '#domain/review-row.ts';
import { listen } from '#server/listen.ts';
import { createApp } from './contract.ts';
import type { ListedRow, ReviewDesk } from '#server/review-desk.ts';
import { aReview, bearer, nowMs, someDeps } from './fixtures.ts';

const side = { assignee: null, snoozedUntilMs: null, notes: 0, newerMessage: null };
const aRow = (over: Partial<ListedRow> = {}): ListedRow => ({ ...rowOf(aReview()), ...side, ...over });

function server(rows: ListedRow[], total = rows.length) {
  const asked: Parameters<ReviewDesk['rows']>[0][] = [];
  const { deps } = someDeps();
  const reviewDesk: ReviewDesk = {
    ...deps.reviewDesk,
    approvalsNeeded: ({ category }) => (category === 'refund' ? 2 : 1),
    rows: (query) => {
      asked.push(query);
      return Promise.resolve({ rows, total });
    },
  };
  const app = createApp({ ...deps, reviewDesk });
  const get = async (query = '') => app.request(`/api/review-rows${query}`, { headers: bearer });
  return { get, asked };
}

describe('the queue', () => {
  test('shows each review in short, in the words of the interface', async () => {
    const row = aRow({
      assignee: 'ann',
      snoozedUntilMs: nowMs + 60_000,
      notes: 2,
      undoUntilMs: nowMs + 5000,
    });
    const response = await server([row]).get();
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({
      rows: [
        {
          id: 'rv_1',
          version: 1,
          status: 'open',
          grant_id: 'g1',
          thread_id: 't1',
          message_id: 'm1',
          agent: 'support',
          category: 'refund',
          confidence: 0.91,
          risk: 'normal',
          from: { name: 'Dana Ruiz', email: 'dana@customer.example' },
          subject: 'Re: Invoice 4471 charged twice',
          preview: 'Hello, our card shows two charges for invoice 4471. Can you refund one of them?',
          reasons: ['category_review'],
          created_at: '2026-11-21T08:48:00.000Z',
          updated_at: '2026-11-21T08:48:00.000Z',
          assignee: 'ann',
          snoozed_until: '2026-11-21T09:01:00.000Z',
          notes: 2,
          alike: row.alike,
          approvals: 0,
          approvals_needed: 2,
          undo_until: '2026-11-21T09:00:05.000Z',
          expires_at: null,
          has_draft: true,
        },
      ],
      total: 1,
      truncated: false,
    });
  });

  test('says when there are more open reviews than it shows', async () => {
    expect(await (await server([aRow()], 2).get()).json()).toMatchObject({ total: 2, truncated: true });
    const latest = await server([aRow()], 2).get('?status=decided');
    expect(await latest.json()).toMatchObject({ total: 2, truncated: false });
  });

  test('is sent compressed to who can read that', async () => {
    const { deps } = someDeps();
    const rows = Array.from({ length: 100 }, () => aRow());
    const reviewDesk = { ...deps.reviewDesk, rows: () => Promise.resolve({ rows, total: 100 }) };
    const listening = await listen(createApp({ ...deps, reviewDesk }), { host: '127.0.0.1', port: 0 });
    try {
      const url = `http://127.0.0.1:${listening.port}/api/review-rows`;
      const plain = await fetch(url, { headers: { ...bearer, 'accept-encoding': 'identity' } });
      const packed = await fetch(url, { headers: { ...bearer, 'accept-encoding': 'gzip' } });
      expect(plain.headers.get('content-encoding')).toBeNull();
      expect(packed.headers.get('content-encoding')).toBe('gzip');
      expect(await packed.json()).toEqual(await plain.json());
    } finally {
      await listening.close();
    }
  });

  test('asks for the mailboxes that the person sees', async () => {
    const { get, asked } = server([]);
    await get('?status=decided');
    expect(asked).toMatchObject([{ which: 'decided', limit: 200 }]);
    expect(asked[0]?.sees('g9')).toBe(true);
  });

  test.each(['?status=sent', '?status='])('refuses %s', async (query) => {
    const response = await server([]).get(query);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: { type: 'invalid_query' } });
  });
});
