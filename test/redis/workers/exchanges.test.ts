import { afterEach, describe, expect, test } from 'vitest';
import { PermanentError } from '#errors.ts';
import { createExchanges } from '#store/exchanges.ts';
import { keysOf } from '#store/keys.ts';
import { anAgent, grantId } from '../../helpers/builders.ts';
import { redisForFile } from '../../helpers/redis.ts';
import { aStage, type Stage } from './stage.ts';

const server = redisForFile();
const stages: Stage[] = [];
afterEach(() => {
  for (const stage of stages.splice(0)) stage[Symbol.dispose]();
});

function keeping(days = 7) {
  const stage = aStage(server.redis);
  stages.push(stage);
  const exchanges = createExchanges({ redis: server.redis, shards: 1, days });
  stage.deps.exchanges = exchanges;
  return { stage, exchanges };
}

describe('where prompts are kept', () => {
  test('each question to a model is, word for word, with its answer, for so many days', async () => {
    const { stage, exchanges } = keeping();
    await stage.receive({ body: 'Where is order 4711?' });
    await stage.drain();
    const kept = await exchanges.read(grantId, 'm1');
    expect(kept.map(({ step, model, fault }) => ({ step, model, fault }))).toEqual([
      { step: 'classify', model: 'a-model', fault: null },
      { step: 'draft', model: 'a-model', fault: null },
    ]);
    expect(kept[0]?.user).toContain('Where is order 4711?');
    expect(kept[0]?.system).toContain('order_status');
    expect(JSON.parse(kept[0]?.answer ?? '')).toMatchObject({ category: 'order_status' });
    const key = keysOf(0).exchanges(grantId, 'm1');
    expect(await server.redis.ttl(key)).toBeGreaterThan(6 * 24 * 60 * 60);
  });

  test('what was taken out of a prompt is not kept either', async () => {
    const { stage, exchanges } = keeping();
    stage.agent = anAgent({ redact: ['iban'] });
    await stage.receive({ body: 'My IBAN is DE89 3704 0044 0532 0130 00. Where is my order?' });
    await stage.drain();
    const kept = await exchanges.read(grantId, 'm1');
    expect(kept).not.toEqual([]);
    expect(JSON.stringify(kept)).not.toContain('3704');
  });

  test('a question without an answer is kept with why', async () => {
    const { stage, exchanges } = keeping();
    stage.model.faults = [new PermanentError('refused')];
    await stage.receive();
    await stage.drain();
    expect((await exchanges.read(grantId, 'm1'))[0]).toMatchObject({ answer: '', fault: 'PermanentError' });
  });

  test('very long texts are cut with a mark, and of very many the last are kept', async () => {
    const { exchanges } = keeping();
    const ref = { shard: 0, grantId, threadId: 't1' };
    const cost = { model_calls: 1, input_tokens: 1, output_tokens: 1 };
    const one = { step: 'draft', model: 'm', system: 's', answer: 'a', fault: null, tookMs: 1, cost };
    for (let at = 0; at < 45; at++)
      await exchanges.keep(ref, 'm1', { ...one, atMs: at, user: at === 44 ? 'x'.repeat(100_500) : 'u' });
    const kept = await exchanges.read(grantId, 'm1');
    expect(kept).toHaveLength(40);
    expect(kept.at(-1)?.user).toMatch(/x\n\[cut: 500 characters left out\]$/);
  });
});

test('without it nothing of them is kept', async () => {
  const stage = aStage(server.redis);
  stages.push(stage);
  await stage.receive();
  await stage.drain();
  expect(await server.redis.keys('*:x:*')).toEqual([]);
});
