import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { z } from 'zod';
import type { AgentConfig } from '#domain/agent-config.ts';
import type { Ask } from '#domain/ports.ts';
import { TransientError } from '#errors.ts';
import { aClassification, aDraft, anAgent } from '../../helpers/builders.ts';
import { redisForFile } from '../../helpers/redis.ts';
import { aStage, type Stage } from './stage.ts';

const server = redisForFile();
let stage: Stage;
beforeEach(() => {
  stage = aStage(server.redis);
});
afterEach(() => stage[Symbol.dispose]());

const asked = () => stage.effects.filter((name) => name.startsWith('ask '));
const drafts = () => stage.model.prompts.filter(({ name }) => name === 'draft');
const stepsOf = async () => (await stage.record())?.account?.steps.filter(({ cost }) => cost) ?? [];

async function work(config: Partial<z.input<typeof AgentConfig>> = {}): Promise<string> {
  stage.agent = anAgent({ speculative: true, ...config });
  await stage.receive();
  await stage.drain();
  return stage.outcome();
}

/** The draft is answered only once `until` resolves; how often it was broken off. */
function slowDraft(until: Promise<unknown>): { brokenOff: number } {
  const seen = { brokenOff: 0 };
  const { ask } = stage.deps;
  const slow: Ask = async (question) => {
    if (question.name === 'draft') {
      const { signal } = question;
      const left = new Promise<void>((resolve) => {
        if (signal.aborted) resolve();
        else signal.addEventListener('abort', () => resolve(), { once: true });
      });
      await Promise.race([until, left]);
      if (signal.aborted) seen.brokenOff++;
      signal.throwIfAborted();
    }
    return ask(question);
  };
  stage.deps.ask = slow;
  return seen;
}

describe('an agent that drafts ahead of time', () => {
  test('asks for both at once and sends what it got, with two calls', async () => {
    const drafting = Promise.withResolvers<void>();
    const { ask } = stage.deps;
    stage.deps.ask = async (question) => {
      if (question.name === 'draft') drafting.resolve();
      // Comes to an end only when the draft is asked for before the classification is answered.
      else await drafting.promise;
      return ask(question);
    };
    expect(await work()).toBe('sent category_reply');
    expect(asked().toSorted()).toEqual(['ask classification', 'ask draft']);
    expect((await stage.record())?.account?.cost.model_calls).toBe(2);
    expect(drafts()[0]?.user).not.toContain('sorted as');
  });

  test('without the setting asks one after the other', async () => {
    expect(await work({ speculative: false })).toBe('sent category_reply');
    expect(asked()).toEqual(['ask classification', 'ask draft']);
    expect(drafts()[0]?.user).toContain('sorted as');
  });

  test('breaks the draft off when it is not wanted, and notes what that cost', async () => {
    stage.model.classification = aClassification({ category: 'thanks', needs_reply: false });
    const seen = slowDraft(new Promise(() => {}));
    expect(await work()).toMatch(/^skipped/);
    expect(seen.brokenOff).toBe(1);
    expect(await stepsOf()).toMatchObject([
      { name: 'classify', cost: { model_calls: 1 } },
      { name: 'draft', detail: 'not wanted', cost: { model_calls: 1, output_tokens: 0 } },
    ]);
    expect((await stage.record())?.account?.draft).toBeNull();
  });

  test('does not use a draft in another language than the classification found', async () => {
    stage.model.classification = aClassification({ language: 'fr' });
    stage.model.write = (user) =>
      aDraft({ body: user.includes('Language of the reply: fr') ? 'Bonjour' : 'Hello' });
    await work({ mode: 'review' });
    expect(drafts()).toHaveLength(2);
    expect((await stage.record())?.account?.draft?.body).toBe('Bonjour');
  });

  test('meets a fault of the draft only when it is wanted', async () => {
    stage.model.faults = [undefined, new TransientError('away')];
    expect(await work()).toBe('sent category_reply');
    expect(asked()).toHaveLength(4);
  });

  test('leaves no question behind when the classification fails', async () => {
    const seen = slowDraft(new Promise(() => {}));
    const { ask } = stage.deps;
    stage.deps.ask = (question) =>
      question.name === 'draft' ? ask(question) : Promise.reject(new TransientError('away'));
    expect(await work()).toBe('review model_unavailable');
    expect(seen.brokenOff).toBe(5);
  });

  test('within a budget takes for both, and what was broken off counts with its estimate', async () => {
    stage.model.classification = aClassification({ category: 'thanks', needs_reply: false });
    slowDraft(new Promise(() => {}));
    expect(await work({ budget: { per_day: { tokens: 100_000 } } })).toMatch(/^skipped/);
    const { tokens } = await server.redis.hgetall('{b:support}:d:2026-10-01');
    expect(Number(tokens)).toBeGreaterThan(300);
  });
});
