import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { z } from 'zod';
import type { AgentConfig } from '#domain/agent-config.ts';
import type { Message } from '#domain/mail.ts';
import { TransientError } from '#errors.ts';
import { keysOf } from '#store/keys.ts';
import { aClassification, anAgent } from '../../helpers/builders.ts';
import { redisForFile } from '../../helpers/redis.ts';
import { aStage, type Stage } from './stage.ts';

const server = redisForFile();
let stage: Stage;
beforeEach(() => {
  stage = aStage(server.redis);
});
afterEach(() => stage[Symbol.dispose]());

type Config = Partial<z.input<typeof AgentConfig>>;
const asked = () => stage.effects.filter((name) => name.startsWith('ask '));
const told = (name: string) => stage.events.filter((event) => event.name === name).map(({ args }) => args[0]);
/** The models of the steps that asked one. */
const modelsAsked = async (messageId?: string) =>
  (await stage.record(messageId))?.account?.steps.flatMap(({ name, cost }) =>
    cost ? [`${name} ${cost.model}`] : [],
  );

async function work(config: Config, change: Partial<Message> = {}): Promise<string> {
  stage.agent = anAgent(config);
  const id = await stage.receive(change);
  await stage.drain(change.threadId);
  return stage.outcome(id);
}

describe('an agent within its budget', () => {
  test('answers as ever, and its cost stands with each step, in tokens and money', async () => {
    const prices = { 'a-model': { input: 100, output: 1000 } };
    expect(await work({ budget: { per_day: { tokens: 20_000 } }, prices })).toBe('sent category_reply');
    const { account } = (await stage.record()) ?? {};
    const each = { model_calls: 1, input_tokens: 10, output_tokens: 2, money: 0.003 };
    expect(account?.cost).toEqual({ model_calls: 2, input_tokens: 20, output_tokens: 4, money: 0.006 });
    expect(account?.steps.filter(({ cost }) => cost)).toMatchObject([
      { name: 'classify', cost: { model: 'a-model', ...each } },
      { name: 'draft', cost: { model: 'a-model', ...each } },
    ]);
    expect(await server.redis.hgetall('{b:support}:d:2026-10-01')).toMatchObject({
      tokens: '24',
      micros: '6000',
    });
  });

  test('names the models of each step', async () => {
    const models = { classify: 'small', draft: ['big', 'other'] };
    expect(await work({ models })).toBe('sent category_reply');
    expect(await modelsAsked()).toEqual(['classify small', 'draft big']);
  });

  test('without a budget counts nothing', async () => {
    await work({});
    expect(await server.redis.keys('{b:*')).toEqual([]);
  });
});

describe('an agent near a bound', () => {
  test('asks its smaller model, and says so once a day', async () => {
    const config: Config = {
      budget: { per_day: { tokens: 100_000 }, small_from: 0.01 },
      models: { draft: 'big', small: 'small' },
    };
    expect(await work(config)).toBe('sent category_reply');
    expect(await work(config, { id: 'm2', threadId: 't2' })).toBe('sent category_reply');
    expect(await modelsAsked()).toEqual(['classify small', 'draft small']);
    expect(told('budgetNear')).toEqual([{ agent: 'support' }]);
  });
});

describe('an agent whose budget is spent', () => {
  test('asks nobody and hands the mail to a person, who sees why', async () => {
    expect(await work({ budget: { per_day: { tokens: 100 } } })).toBe('review budget_spent');
    expect(asked()).toEqual([]);
    expect((await stage.review()).reasons[0]?.detail).toBe(
      'budget.per_day.tokens of agent support is spent for today',
    );
  });

  test('leaves the mail when told so, with a reason and an alarm', async () => {
    const budget = { per_day: { tokens: 100 }, when_spent: 'skip' as const };
    expect(await work({ budget })).toBe('skipped budget_spent');
    expect(asked()).toEqual([]);
    expect(told('budgetSpent')).toMatchObject([{ agent: 'support', outcome: 'skip', isNews: true }]);
  });

  test('raises the alarm once a day, with a line in the audit stream', async () => {
    const budget = { per_day: { tokens: 100 } };
    await work({ budget });
    await work({ budget }, { id: 'm2', threadId: 't2' });
    expect(told('budgetSpent')).toMatchObject([{ isNews: true }, { isNews: false }]);
    const lines = await server.redis.xrange(keysOf(0).audit, '-', '+');
    expect(lines).toHaveLength(1);
    expect(lines[0]?.[1]).toEqual(expect.arrayContaining(['budget_spent', 'support', 'per_day']));
  });

  test('after the classification keeps that, and drafts no more', async () => {
    const long = 'word '.repeat(300);
    const budget = { per_message: { tokens: 4_000 } };
    stage.model.classification = aClassification({ reason: long });
    const cost = { model_calls: 1, input_tokens: 2_500, output_tokens: 20 };
    stage.model.cost = cost;
    expect(await work({ budget })).toBe('review budget_spent');
    expect(asked()).toEqual(['ask classification']);
    expect((await stage.record())?.account).toMatchObject({ category: 'order_status', draft: null, cost });
  });

  test('lets no giant mail overrun the bound of a message', async () => {
    const budget = { per_message: { tokens: 9_000 } };
    expect(await work({ budget })).toBe('sent category_reply');
    const giant = { id: 'm2', threadId: 't2', body: 'long words '.repeat(20_000) };
    expect(await work({ budget }, giant)).toBe('review budget_spent');
  });

  test('says so to the person who asks for another text, and keeps the old one', async () => {
    await work({ mode: 'review' });
    stage.agent = anAgent({ mode: 'review', budget: { per_thread: { tokens: 100 } } });
    await stage.decide({ kind: 'revise', instruction: 'shorter' });
    await stage.drain();
    const { reasons, status } = await stage.review();
    expect(status).toBe('open');
    expect(reasons[0]).toMatchObject({ code: 'revision_failed' });
    expect(reasons[0]?.detail).toContain('budget.per_thread.tokens');
  });
});

test('what a fault of the model spent counts against the budget of its message too', async () => {
  stage.model.faults = [undefined, new TransientError('away')];
  expect(await work({ budget: { per_message: { tokens: 30_000 } } })).toBe('sent category_reply');
  const [key = ''] = await server.redis.keys('{b:support}:m:*');
  const { tokens } = await server.redis.hgetall(key);
  // Three answers of 12 tokens; of the question that failed nobody knows what it cost, so its estimate stands.
  expect(Number(tokens)).toBeGreaterThan(36);
});
