import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type Call, createAnswerSource, keyOf, type Missing } from '#cli/eval/recordings.ts';
import type { Ask } from '#domain/ports.ts';

const cost = { model_calls: 1, input_tokens: 3, output_tokens: 1 };
const question = {
  model: 'm',
  name: 'draft',
  prompt: { system: 's', user: 'u' },
  schema: z.object({ n: z.number() }),
  signal: new AbortController().signal,
};

function counting(): { ask: Ask; asked: () => number } {
  let n = 0;
  return {
    ask: (asked) => Promise.resolve({ value: asked.schema.parse({ n: ++n }), raw: '', cost, model: 'm' }),
    asked: () => n,
  };
}

const source = (live: Ask | undefined, recorded: Parameters<typeof createAnswerSource>[0]['recorded'] = []) =>
  createAnswerSource({ live, recorded, nowMs: () => 0 });

describe('answers', () => {
  it('are the same for the same question of one take, and asked anew for another', async () => {
    const { ask, asked } = counting();
    const answers = source(ask);
    const calls: Call[] = [];
    const take = (number: number) => answers.askFor(number, calls, [])(question);
    const [first, same, other] = [await take(1), await take(1), await take(2)];
    expect([first.value, same.value, other.value]).toEqual([{ n: 1 }, { n: 1 }, { n: 2 }]);
    expect(asked()).toBe(2);
    expect(calls).toHaveLength(3);
    expect(answers.used().map(({ take: number }) => number)).toEqual([1, 2]);
  });

  it('come from a recording as they were given', async () => {
    const live = source(counting().ask);
    await live.askFor(1, [], [])(question);
    const missing: Missing[] = [];
    const recorded = source(undefined, live.used());
    expect(await recorded.askFor(1, [], missing)(question)).toMatchObject({ value: { n: 1 }, cost });
    await expect(recorded.askFor(2, [], missing)(question)).rejects.toThrow('no answer is recorded');
    expect(missing).toEqual([{ name: 'draft', model: 'm', key: keyOf(question) }]);
  });

  it('that no longer fit the shape asked for count as missing', async () => {
    const old = {
      key: keyOf(question),
      take: 1,
      model: 'm',
      answered_by: 'm',
      name: 'draft',
      ms: 1,
      cost,
      value: { n: 'one' },
    };
    const missing: Missing[] = [];
    await expect(source(undefined, [old]).askFor(1, [], missing)(question)).rejects.toThrow();
    expect(missing).toHaveLength(1);
  });

  it('are known by model, schema and the whole prompt', () => {
    const others = [
      { ...question, model: 'n' },
      { ...question, name: 'classification' },
      { ...question, prompt: { system: 's', user: 'v' } },
      { ...question, prompt: { system: 'su', user: '' } },
    ];
    expect(new Set([question, ...others].map(keyOf)).size).toBe(5);
  });

  it('that fail are asked for again', async () => {
    const { ask } = counting();
    let isAway = true;
    const answers = source((asked) => (isAway ? Promise.reject(new Error('away')) : ask(asked)));
    await expect(answers.askFor(1, [], [])(question)).rejects.toThrow('away');
    isAway = false;
    expect(await answers.askFor(1, [], [])(question)).toMatchObject({ value: { n: 1 } });
  });
});
