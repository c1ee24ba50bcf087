import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Account, MessageRecord, Outgoing } from '#domain/ledger.ts';
import { createApp } from './contract.ts';
import { aRecord, bearer, nowMs, someDeps } from './fixtures.ts';

const account: Account = {
  agent: 'support',
  decision: 'reply',
  category: 'order_status',
  confidence: 0.9,
  reasons: [{ code: 'category_reply', detail: 'order_status is answered' }],
  steps: [
    { name: 'load', atMs: nowMs, tookMs: 12 },
    { name: 'classify', atMs: nowMs + 12, tookMs: 700, detail: 'order_status' },
  ],
  cost: { model_calls: 2, input_tokens: 1200, output_tokens: 90 },
  classification: null,
  draft: null,
};
const outgoing: Outgoing = {
  kind: 'reply',
  cc: [],
  bytes: '{"secret bytes":1}',
  sendId: 'r_1',
  epoch: 0,
  covers: [],
  to: [{ email: 'dana@customer.example' }],
  subject: 'Re: Order',
  body: 'It is on its way.',
};

async function show(record: MessageRecord | undefined): Promise<{ status: number; body: unknown }> {
  const { deps } = someDeps({ findMessage: () => Promise.resolve(record) });
  const response = await createApp(deps).request('/api/messages/g1/m1', { headers: bearer });
  return { status: response.status, body: await response.json() };
}

test('an answered message is shown with decision, reasons, steps, reply and cost', async () => {
  const { status, body } = await show(
    aRecord({ state: 'sent', account, outgoing, sentId: 'm2', attempts: 1 }),
  );
  expect(status).toBe(200);
  expect(body).toEqual({
    grant_id: 'g1',
    message_id: 'm1',
    thread_id: 't1',
    state: 'sent',
    decision: 'reply',
    category: 'order_status',
    confidence: 0.9,
    reasons: [{ code: 'category_reply', detail: 'order_status is answered' }],
    steps: [
      { name: 'load', at: '2026-11-21T09:00:00.000Z', ms: 12 },
      { name: 'classify', at: '2026-11-21T09:00:00.012Z', ms: 700, detail: 'order_status' },
    ],
    reply: {
      id: 'm2',
      to: [{ email: 'dana@customer.example' }],
      subject: 'Re: Order',
      body: 'It is on its way.',
    },
    held_until: null,
    review_id: null,
    attempts: 1,
    last_fault: null,
    classification: null,
    draft: null,
    sources: [],
    groundedness: null,
    trust: null,
    cost: { model_calls: 2, input_tokens: 1200, output_tokens: 90 },
    admitted_at: '2026-11-21T09:00:00.000Z',
    agent: 'support',
  });
});

test('a message that was only admitted has no decision yet', async () => {
  const { body } = await show(aRecord());
  expect(body).toMatchObject({ state: 'new', decision: null, reasons: [], steps: [], agent: null });
  expect(body).not.toHaveProperty('reply');
});

test('what was forwarded to a person is no reply', async () => {
  const { body } = await show(aRecord({ state: 'escalated', outgoing: { ...outgoing, kind: 'escalation' } }));
  expect(body).toMatchObject({ escalation: { id: null, subject: 'Re: Order' } });
  expect(body).not.toHaveProperty('reply');
});

test('a message never seen is 404 with a remedy', async () => {
  const { status, body } = await show(undefined);
  expect(status).toBe(404);
  expect(body).toMatchObject({
    error: { type: 'not_found', message: expect.stringContaining('URL-encoded') },
  });
});

async function idsSeenFor(grantId: string, messageId: string): Promise<string[]> {
  const seen: string[] = [];
  const { deps } = someDeps({
    findMessage: (...ids) => {
      seen.push(...ids);
      return Promise.resolve(undefined);
    },
  });
  const path = `/api/messages/${encodeURIComponent(grantId)}/${encodeURIComponent(messageId)}`;
  await createApp(deps).request(`http://127.0.0.1:3000${path}`, { headers: bearer });
  return seen;
}

test.each([
  ['<abc/def@mail.example>'],
  ['a/b'],
  ['a#b?c=d&e'],
  ['50%'],
  ['%2F'],
  ['a%252Fb'],
  ['ü 你'],
  ['a+b='],
  ['..'],
])('the id %s arrives as it is', async (messageId) => {
  // WHATWG URLs resolve an id that is all dots away, encoded or not, so no client can send it.
  expect(await idsSeenFor('g/1', messageId)).toEqual(messageId === '..' ? [] : ['g/1', messageId]);
});

test('any id that a URL can carry arrives as it is', async () => {
  const id = fc.string({ minLength: 1, unit: 'grapheme' }).filter((text) => !/^\.{1,2}$/.test(text));
  await fc.assert(
    fc.asyncProperty(id, id, async (grantId, messageId) => {
      expect(await idsSeenFor(grantId, messageId)).toEqual([grantId, messageId]);
    }),
    { numRuns: 100 },
  );
});
