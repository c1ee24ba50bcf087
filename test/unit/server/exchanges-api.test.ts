import { describe, expect, test } from 'vitest';
import { createApp } from './contract.ts';
import { bearer, nowMs, someDeps } from './fixtures.ts';

const get = async (path: string, over: Parameters<typeof someDeps>[0]) => {
  const response = await createApp(someDeps(over).deps).request(path, { headers: bearer });
  const json: unknown = await response.json();
  return { status: response.status, json };
};

describe('prompts and answers', () => {
  const exchange = {
    step: 'draft',
    atMs: nowMs,
    model: 'a-model',
    system: 'Be kind.',
    user: 'Hello',
    answer: '{}',
    fault: null,
    tookMs: 800,
    cost: { model_calls: 1, input_tokens: 5, output_tokens: 2 },
  };
  const path = '/api/messages/g1/m1/exchanges';

  test('are shown where they are kept', async () => {
    const exchanges = { kept: true, read: () => Promise.resolve([exchange]) };
    const { atMs: _at, tookMs: _took, ...same } = exchange;
    expect((await get(path, { exchanges })).json).toEqual({
      kept: true,
      exchanges: [{ ...same, at: '2026-11-21T09:00:00.000Z', took_ms: 800 }],
    });
  });

  test('are none where the operator keeps none, whatever is left of earlier days', async () => {
    const exchanges = { kept: false, read: () => Promise.resolve([exchange]) };
    expect(await get(path, { exchanges })).toEqual({ status: 200, json: { exchanges: [], kept: false } });
  });
});
