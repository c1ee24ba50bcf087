import { describe, expect, test } from 'vitest';
import type { AgentRow } from '#server/api/agents.ts';
import type { ActivityQuery, ActivityRow } from '#store/activity.ts';
import { createApp } from './contract.ts';
import { bearer, nowMs, someDeps } from './fixtures.ts';

const get = async (path: string, over: Parameters<typeof someDeps>[0]) => {
  const response = await createApp(someDeps(over).deps).request(path, { headers: bearer });
  const json: unknown = await response.json();
  return { status: response.status, json };
};

const row: ActivityRow = {
  grantId: 'g1',
  messageId: 'm1',
  threadId: 't1',
  atMs: nowMs,
  admittedAtMs: nowMs - 4000,
  state: 'review',
  reviewId: 'rv_1',
  brief: {
    about: { from: { email: 'dana@customer.example' }, subject: 'Invoice' },
    agent: 'support',
    decision: 'review',
    category: 'refund',
    confidence: 0.9,
    reasons: ['category_review'],
    tookMs: 1800,
    cost: { model_calls: 2, input_tokens: 900, output_tokens: 120 },
  },
};

describe('lists over messages', () => {
  const asked: ActivityQuery[] = [];
  const activity = {
    messages: (query: ActivityQuery) => {
      asked.push(query);
      return Promise.resolve({ rows: [row, { ...row, messageId: 'm2', brief: undefined }], next: '5:g1/m2' });
    },
    threads: () =>
      Promise.resolve({
        rows: [{ ...row, lastAtMs: nowMs, messages: 3 }],
        next: null,
      }),
  };

  test('show each message in the words of the interface, and null where nothing is known', async () => {
    const { json } = await get('/api/activity?state=review&grant=g1&q=&limit=2', { activity });
    expect(json).toEqual({
      messages: [
        {
          grant_id: 'g1',
          message_id: 'm1',
          thread_id: 't1',
          at: '2026-11-21T09:00:00.000Z',
          admitted_at: '2026-11-21T08:59:56.000Z',
          state: 'review',
          decision: 'review',
          category: 'refund',
          confidence: 0.9,
          reasons: ['category_review'],
          from: { email: 'dana@customer.example' },
          subject: 'Invoice',
          took_ms: 1800,
          cost: { model_calls: 2, input_tokens: 900, output_tokens: 120 },
          review_id: 'rv_1',
          agent: 'support',
        },
        expect.objectContaining({ message_id: 'm2', subject: null, from: null, agent: null, reasons: [] }),
      ],
      next: '5:g1/m2',
    });
    expect(asked[0]).toMatchObject({ state: 'review', limit: 2 });
    expect(asked[0]?.sees('g1')).toBe(true);
    expect(asked[0]?.sees('g2')).toBe(false);
  });

  test('show threads', async () => {
    const { json } = await get('/api/threads', { activity });
    expect(json).toEqual({
      threads: [
        {
          grant_id: 'g1',
          thread_id: 't1',
          subject: 'Invoice',
          from: { email: 'dana@customer.example' },
          last_at: '2026-11-21T09:00:00.000Z',
          messages: 3,
          state: 'review',
        },
      ],
      next: null,
    });
  });

  test.each(['state=odd', 'decision=maybe', 'limit=0', 'limit=1000'])('refuse %s', async (query) => {
    expect((await get(`/api/activity?${query}`, { activity })).status).toBe(400);
  });
});

test('stats are of one mailbox where one is asked for, and of so many days', async () => {
  const asked: { days: number; sees: (grantId: string) => boolean }[] = [];
  const stats = {
    read: (query: (typeof asked)[number]) => {
      asked.push(query);
      return Promise.resolve({
        days: [],
        firstReplyMs: { p50: 1000, p90: 2000 },
        hours: Array<number>(24).fill(1),
      });
    },
  };
  const { json } = await get('/api/stats?days=7&grant=g1', { stats });
  expect(json).toEqual({ days: [], first_reply_ms: { p50: 1000, p90: 2000 }, hours: Array(24).fill(1) });
  expect(asked[0]).toMatchObject({ days: 7 });
  expect(asked[0]?.sees('g2')).toBe(false);
  expect((await get('/api/stats?days=91', { stats })).status).toBe(400);
});

const anAgentRow: AgentRow = {
  name: 'support',
  mode: 'auto',
  model: null,
  mailboxes: [
    { grantId: 'g1', address: 'support@shop.example' },
    { grantId: 'g2', address: 'help@shop.example' },
  ],
  categories: [
    {
      name: 'refund',
      when: 'wants money back',
      action: 'review',
      levels: [
        { grantId: 'g1', level: 'auto' },
        { grantId: 'g2', level: 'review' },
      ],
      verdicts: [
        { grantId: 'g1', approved_unedited: 4, approved_edited: 1, rejected: 0 },
        { grantId: 'g2', approved_unedited: 2, approved_edited: 0, rejected: 3 },
      ],
    },
  ],
  knowledge: [{ file: 'returns.md', chunks: 3 }],
  limits: { per_thread: 6, per_sender_per_day: 10, per_mailbox_per_hour: 200, max_age_hours: 24 },
};

test('agents are shown with the record of each category, the lowest of its levels, its pause, and refused edits', async () => {
  const pauses = someDeps().deps.pauses;
  await pauses.pause({ agent: null, because: 'wrong prices', by: 'ada', atMs: nowMs });
  const fault = { agent: 'support', file: 'agents/support/agent.yaml', line: 3, reason: 'no such mode' };
  const agentDesk = { list: () => Promise.resolve([anAgentRow]), faults: () => [fault] };
  const { json } = await get('/api/agents', { agentDesk, pauses });
  expect(json).toEqual({
    agents: [
      {
        name: 'support',
        mode: 'auto',
        model: '',
        mailboxes: [
          { grant_id: 'g1', address: 'support@shop.example' },
          { grant_id: 'g2', address: 'help@shop.example' },
        ],
        paused: { agent: null, because: 'wrong prices', by: 'ada', since: '2026-11-21T09:00:00.000Z' },
        categories: [
          {
            name: 'refund',
            when: 'wants money back',
            action: 'review',
            level: 'review',
            levels: [
              { grant_id: 'g1', level: 'auto' },
              { grant_id: 'g2', level: 'review' },
            ],
            approved_unedited: 6,
            approved_edited: 1,
            rejected: 3,
          },
        ],
        knowledge: [{ file: 'returns.md', chunks: 3 }],
        limits: { per_thread: 6, per_sender_per_day: 10, per_mailbox_per_hour: 200, max_age_hours: 24 },
      },
    ],
    faults: [fault],
  });
});

test('what is of mailboxes outside a scope is left out, or as if it were not there', async () => {
  const { deps } = someDeps({
    agentDesk: {
      list: () => Promise.resolve([anAgentRow]),
      faults: () => [{ agent: 'x', file: 'f', line: 1, reason: 'r' }],
    },
    mailboxes: () => [
      { grantId: 'g1', address: 'a@shop.example', agent: 'support', mode: 'auto', learn: false },
      { grantId: 'g2', address: 'b@shop.example', agent: 'support', mode: 'auto', learn: false },
    ],
    threads: {
      read: () => Promise.reject(new Error('must not be read')),
      body: () => Promise.reject(new Error('must not be read')),
    },
  });
  const token = { name: 'vera', role: 'reviewer' as const, by: 'test', expiresAtMs: null };
  const made = await deps.access.tokens.create({ ...token, mailboxes: ['g2'] });
  const headers = { authorization: `Bearer ${made.kind === 'created' ? made.token : ''}` };
  const app = createApp(deps);
  for (const path of [
    '/api/threads/g1/t1',
    '/api/threads/g1/t1/messages/m1/html',
    '/api/messages/g1/m1/exchanges',
  ]) {
    expect([path, (await app.request(path, { headers })).status]).toEqual([path, 404]);
  }
  expect(await (await app.request('/api/mailboxes', { headers })).json()).toMatchObject({
    mailboxes: [{ grant_id: 'g2' }],
  });
  expect(await (await app.request('/api/agents', { headers })).json()).toMatchObject({
    agents: [
      {
        mailboxes: [{ grant_id: 'g2' }],
        categories: [{ level: 'review', levels: [{ grant_id: 'g2' }], approved_unedited: 2, rejected: 3 }],
      },
    ],
    faults: [],
  });
});
