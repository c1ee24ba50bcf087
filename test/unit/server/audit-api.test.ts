import { expect, test } from 'vitest';
import type { AuditEntry } from '#domain/audit.ts';
import { type AppDeps, createApp } from '#server/app.ts';
import type { AuditQuery } from '#store/audit-trail.ts';
import { aReview, bearer, nowMs, reviewsInMemory, someDeps } from './fixtures.ts';

const entry: AuditEntry = {
  atMs: nowMs,
  by: 'anna',
  what: 'reject',
  about: { review: 'rv_1', grant: 'g1' },
  before: { version: 1, status: 'open' },
  after: { version: 2, status: 'rejected' },
};
const shown = { ...entry, at: new Date(nowMs).toISOString(), atMs: undefined };

function anApp(over: Partial<AppDeps> = {}) {
  const asked: AuditQuery[] = [];
  const list = async (query: AuditQuery) => {
    asked.push(query);
    return { entries: [entry], next: asked.length < 3 ? '17-0.0' : null };
  };
  const app = createApp(
    someDeps({ auditTrail: { list }, reviews: reviewsInMemory(aReview()), ...over }).deps,
  );
  const get = (path: string, headers: Record<string, string> = bearer) => app.request(path, { headers });
  return { get, asked };
}

test('the audit stream is listed, from a time or a page on', async () => {
  const { get, asked } = anApp();
  const response = await get('/api/audit?review=rv_1&by=anna&before=2026-11-21T09:00:00Z&limit=7');
  expect(await response.json()).toEqual({ entries: [JSON.parse(JSON.stringify(shown))], next: '17-0.0' });
  await get('/api/audit?before=17-0.0');
  expect(asked).toEqual([
    { review: 'rv_1', by: 'anna', before: Date.parse('2026-11-21T09:00:00Z'), limit: 7 },
    { before: '17-0.0', limit: 100 },
  ]);
  expect((await get('/api/audit?before=yesterday')).status).toBe(400);
  expect((await get('/api/audit', {})).status).toBe(401);
});

test('a review has its history, gathered from as many pages as it takes', async () => {
  const { get, asked } = anApp();
  const response = await get('/api/reviews/rv_1/history');
  expect(response.status).toBe(200);
  expect(await response.json()).toEqual({ entries: Array(3).fill(JSON.parse(JSON.stringify(shown))) });
  expect(asked.map(({ before }) => before)).toEqual([undefined, '17-0.0', '17-0.0']);
  expect((await get('/api/reviews/rv_none/history')).status).toBe(404);
});
