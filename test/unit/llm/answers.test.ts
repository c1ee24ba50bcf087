import { describe, expect, it } from 'vitest';
import { PermanentError, TransientError } from '#errors.ts';
import { json, type Seen } from '../nylas/peer.ts';
import { asking, bodyOf, completion, good, says, type Script } from './asking.ts';

const answer = JSON.stringify(good);
const message = (more: object) => ({
  choices: [{ finish_reason: 'stop', message: { role: 'assistant', content: null, ...more } }],
});
const cut = completion('{"cat', { finish_reason: 'length' });
const limitsOf = (seen: Seen[]) => seen.map((one) => bodyOf(one).max_completion_tokens);
const cutsShort: Script = (seen, response) =>
  json(response, 200, bodyOf(seen).max_completion_tokens === undefined ? cut : completion(answer));

describe('an answer at an unusual place', () => {
  const call = { type: 'function', function: { name: 'classification', arguments: answer } };
  const places: Record<string, object> = {
    'the arguments of a call (LiteLLM before Anthropic)': message({ tool_calls: [call] }),
    'arguments that are an object already': message({ tool_calls: [{ function: { arguments: good } }] }),
    'the older function call': message({ function_call: { name: 'classification', arguments: answer } }),
    'the thoughts, and nothing beside it (vLLM)': message({ reasoning_content: `\n${answer}\n` }),
    'the content, as an object': message({ content: good }),
    'a part after thoughts (Mistral)': message({
      content: [
        { type: 'thinking', thinking: [{ type: 'text', text: '{"category":"none","confidence":1}' }] },
        { type: 'text', text: answer },
      ],
    }),
    'the content, thoughts beside it (DeepSeek)': message({
      content: answer,
      reasoning_content: 'Hm {"a":1}',
    }),
    'the content, after thoughts in brackets (Magistral)': message({
      content: `[THINK]Hm {"a":1}[/THINK]${answer}`,
    }),
    'the last channel (gpt-oss)': message({
      content: `<|channel|>analysis<|message|>{"category":"none","confidence":1}<|end|><|start|>assistant<|channel|>final<|message|>${answer}`,
    }),
  };
  for (const [where, body] of Object.entries(places)) {
    it(`is read from ${where}`, async () => {
      const { answer: got, seen } = await asking((_seen, response) => json(response, 200, body));
      expect(got?.value).toEqual(good);
      expect(seen).toHaveLength(1);
    });
  }

  it('is not taken from thoughts that are more than the answer', async () => {
    const body = message({ reasoning_content: `maybe ${answer}` });
    const { fault } = await asking((_seen, response) => json(response, 200, body));
    expect(String(fault)).toContain('empty text');
  });
});

describe('a fault in an answer whose status says 200 (OpenRouter)', () => {
  for (const { code, kind } of [
    { code: 429, kind: TransientError },
    { code: 402, kind: PermanentError },
    { code: 'x', kind: TransientError },
  ]) {
    it(`with code ${code} is a ${kind.name}`, async () => {
      const body = { error: { code, message: 'PRIVATE' }, user_id: 'u' };
      const { fault, seen } = await asking((_seen, response) => json(response, 200, body));
      expect(fault).toBeInstanceOf(kind);
      expect(String(fault)).not.toContain('PRIVATE');
      expect(seen).toHaveLength(1);
    });
  }
});

describe('an answer that a server cut off', () => {
  it('at a limit of its own is asked for with more room, then and from there on', async () => {
    const { answer: got, seen } = await asking(cutsShort, { times: 2 });
    expect(got?.value).toEqual(good);
    expect(limitsOf(seen)).toEqual([undefined, 4096, 4096]);
  });

  it('even so is a fault that passes, after one more request, both paid for', async () => {
    const { fault, seen, calls } = await asking((_seen, response) => json(response, 200, cut));
    expect(fault).toBeInstanceOf(TransientError);
    expect(String(fault)).toContain('cut off');
    expect(seen).toHaveLength(2);
    expect(calls).toMatchObject([{ status: 'fault', cost: { model_calls: 2 } }]);
  });

  it('at the limit that was asked for is a fault at once', async () => {
    const { fault, seen } = await asking((_seen, response) => json(response, 200, cut), {
      maxOutputTokens: 70,
    });
    expect(String(fault)).toContain('cut off');
    expect(limitsOf(seen)).toEqual([70]);
  });

  it('after more tokens than any draft has is a fault at once', async () => {
    const body = { ...cut, usage: { prompt_tokens: 10, completion_tokens: 9000 } };
    const { seen } = await asking((_seen, response) => json(response, 200, body));
    expect(seen).toHaveLength(1);
  });
});

describe('the cost of an answer', () => {
  it('names the tokens of the prompt that were in the cache of the server', async () => {
    const usage = { prompt_tokens: 100, completion_tokens: 5, prompt_tokens_details: { cached_tokens: 64 } };
    const { answer: got } = await asking((_seen, r) => json(r, 200, { ...completion(answer), usage }));
    expect(got?.cost).toEqual({ model_calls: 1, input_tokens: 100, output_tokens: 5, cached_tokens: 64 });
  });

  it('is asked for under a key only where the server takes it', async () => {
    const { seen } = await asking(says(answer), { cacheKey: 'support draft' });
    expect(bodyOf(seen[0])).not.toHaveProperty('prompt_cache_key');
  });
});
