import { expect, test } from 'vitest';
import { type AppDeps, createApp } from './contract.ts';
import { bearer, nowMs, someDeps } from './fixtures.ts';

const app = (over: Partial<AppDeps>) => createApp(someDeps(over).deps);
const statusOf = async (path: string, headers: Record<string, string> = bearer) =>
  (await app({}).request(path, { headers })).status;

test('questions without an answer are shown with where one may belong', async () => {
  const asked: number[] = [];
  const group = {
    agent: 'support',
    question: 'May I bring my dog?',
    count: 2,
    belongsTo: null,
    lastAtMs: nowMs,
    messages: [{ grantId: 'g1', messageId: 'm1' }],
  };
  const gaps = async (sinceMs: number) => {
    asked.push(sinceMs);
    return [group];
  };
  const response = await app({ gaps }).request('/api/knowledge/gaps?since=2d', { headers: bearer });
  expect(await response.json()).toEqual({
    gaps: [
      {
        agent: 'support',
        question: 'May I bring my dog?',
        count: 2,
        belongs_to: null,
        last_at: new Date(nowMs).toISOString(),
        messages: [{ grant_id: 'g1', message_id: 'm1' }],
      },
    ],
  });
  expect(asked).toEqual([nowMs - 2 * 24 * 60 * 60 * 1000]);
});

test('days are counted from 1 to 35, for whoever is signed in', async () => {
  expect(await statusOf('/api/knowledge/gaps?since=36d')).toBe(400);
  expect(await statusOf('/api/knowledge/gaps?since=x')).toBe(400);
  expect(await statusOf('/api/knowledge/gaps', {})).toBe(401);
});
