import { describe, expect, it } from 'vitest';
import { PermanentError, TransientError } from '#errors.ts';
import { json, type Seen } from '../nylas/peer.ts';
import { asking, bodyOf, completion, good, says, type Script } from './asking.ts';

const answer = JSON.stringify(good);
type Body = ReturnType<typeof bodyOf>;
/** Refuses a body as the server does, or answers. */
const refuses =
  (refusal: (body: Body) => { status: number; body: object } | undefined): Script =>
  (seen, response) => {
    const refused = refusal(bodyOf(seen));
    if (refused === undefined) json(response, 200, completion(answer));
    else json(response, refused.status, refused.body);
  };
const formatOf = (body: Body) => body.response_format?.type ?? 'none';

/** What servers say to what they do not take, each in its own form. */
const servers: {
  name: string;
  script: Script;
  ask: object;
  requests: number;
  /** Of the request that was answered. */
  last: (body: Body) => unknown;
  expected: unknown;
}[] = [
  {
    name: 'OpenAI, whose thinking models take no temperature',
    script: refuses((body) =>
      body.temperature === undefined
        ? undefined
        : {
            status: 400,
            body: {
              error: {
                message: "Unsupported value: 'temperature' does not support 0 with this model.",
                type: 'invalid_request_error',
                param: 'temperature',
                code: 'unsupported_value',
              },
            },
          },
    ),
    ask: { temperature: 0, maxOutputTokens: 500 },
    requests: 2,
    last: (body) => [body.temperature, body.max_completion_tokens],
    expected: [undefined, 500],
  },
  {
    name: 'Mistral, which takes only what it knows',
    script: refuses((body) => {
      const extra = (['max_completion_tokens', 'prompt_cache_key'] as const).filter((name) => name in body);
      const detail = extra.map((name) => ({ type: 'extra_forbidden', loc: ['body', name], input: 1 }));
      const fault = { object: 'error', message: { detail }, type: 'invalid_request_error', param: null };
      return extra.length === 0 ? undefined : { status: 422, body: fault };
    }),
    ask: { maxOutputTokens: 500 },
    requests: 2,
    last: (body) => [body.max_completion_tokens, body.max_tokens],
    expected: [undefined, 500],
  },
  {
    name: 'vLLM of old, whose faults stand bare',
    script: refuses((body) =>
      formatOf(body) === 'json_schema'
        ? {
            status: 400,
            body: {
              object: 'error',
              message: "[{'type': 'literal_error', 'loc': ('body', 'response_format', 'type')}]",
              type: 'BadRequestError',
              param: null,
              code: 400,
            },
          }
        : undefined,
    ),
    ask: {},
    requests: 2,
    last: formatOf,
    expected: 'json_object',
  },
  {
    name: 'llama.cpp of old, which answers 500 to a format it does not know',
    script: refuses((body) =>
      formatOf(body) === 'json_schema'
        ? {
            status: 500,
            body: {
              error: {
                code: 500,
                message: 'response_format type must be one of "text" or "json_object", but got: json_schema',
                type: 'server_error',
              },
            },
          }
        : undefined,
    ),
    ask: {},
    requests: 2,
    last: formatOf,
    expected: 'json_object',
  },
  {
    name: 'LM Studio, whose fault is a text',
    script: refuses((body) =>
      formatOf(body) === 'none'
        ? undefined
        : { status: 400, body: { error: "'response_format.type' must be 'text'" } },
    ),
    ask: {},
    requests: 3,
    last: formatOf,
    expected: 'none',
  },
  {
    name: 'Azure of an old version',
    script: refuses((body) =>
      formatOf(body) === 'json_schema'
        ? {
            status: 400,
            body: {
              error: {
                message:
                  'response_format value as json_schema is enabled only for api versions 2024-08-01-preview and later',
                code: 'BadRequest',
                param: '',
                type: '',
              },
            },
          }
        : undefined,
    ),
    ask: {},
    requests: 2,
    last: formatOf,
    expected: 'json_object',
  },
  {
    name: 'OpenRouter, which passes on what the server behind it says',
    script: refuses((body) =>
      body.max_completion_tokens === undefined
        ? undefined
        : {
            status: 400,
            body: {
              error: {
                message: 'Provider returned error',
                code: 400,
                metadata: { raw: '{"detail":"unknown field max_completion_tokens"}', provider_name: 'X' },
              },
            },
          },
    ),
    ask: { maxOutputTokens: 500 },
    requests: 2,
    last: (body) => body.max_tokens,
    expected: 500,
  },
  {
    name: 'a model without a system message (Gemma)',
    script: refuses((body) =>
      body.messages[0]?.role === 'system'
        ? {
            status: 400,
            body: { object: 'error', message: 'System role not supported', type: 'BadRequestError' },
          }
        : undefined,
    ),
    ask: {},
    requests: 2,
    last: (body) => body.messages.map(({ role, content }) => `${role}: ${content}`),
    expected: ['user: You classify.\n\nPRIVATE MAIL'],
  },
  {
    name: 'a server that takes no limit by any name, and no format, and no temperature',
    script: refuses((body) => {
      const bad = ['max_completion_tokens', 'max_tokens', 'temperature', 'response_format'].filter(
        (name) => name in body,
      );
      return bad.length === 0
        ? undefined
        : { status: 400, body: { error: { message: `unknown: ${bad.join(', ')}` } } };
    }),
    ask: { temperature: 0, maxOutputTokens: 500 },
    requests: 3,
    last: (body) => Object.keys(body),
    expected: ['model', 'messages'],
  },
];

describe('a model server that does not take the form of a question', () => {
  for (const { name, script, ask, requests, last, expected } of servers) {
    it(`(${name}) is asked in another one, then and from there on`, async () => {
      const first = await asking(script, ask);
      expect(first.answer?.value).toEqual(good);
      expect(first.seen).toHaveLength(requests);
      expect(last(bodyOf(first.seen.at(-1)))).toEqual(expected);
      const again = await asking(script, { ...ask, times: 3 });
      expect(again.fault).toBeUndefined();
      expect(again.seen).toHaveLength(requests + 2);
      expect(again.answer?.cost.model_calls).toBe(1);
    });
  }

  it('is not asked for ever', async () => {
    const said = 'max_tokens max_completion_tokens temperature response_format system role prompt_cache_key';
    const script: Script = (_seen, response) => json(response, 400, { error: { message: said } });
    const { fault, seen } = await asking(script, { temperature: 1, maxOutputTokens: 9 });
    expect(fault).toBeInstanceOf(PermanentError);
    expect(seen.length).toBeLessThanOrEqual(6);
  });
});

describe('an answer at an unusual place', () => {
  const message = (more: object) => ({
    choices: [{ finish_reason: 'stop', message: { role: 'assistant', content: null, ...more } }],
  });
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
  const cut = completion('{"cat', { finish_reason: 'length' });
  const limitsOf = (seen: Seen[]) => seen.map((one) => bodyOf(one).max_completion_tokens);

  it('at a limit of its own is asked for with more room, then and from there on', async () => {
    const script: Script = (seen, response) =>
      json(response, 200, bodyOf(seen).max_completion_tokens === undefined ? cut : completion(answer));
    const { answer: got, seen } = await asking(script, { times: 2 });
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
