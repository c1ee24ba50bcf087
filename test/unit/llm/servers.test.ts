import { describe, expect, it } from 'vitest';
import { PermanentError } from '#errors.ts';
import { json } from '../nylas/peer.ts';
import { asking, bodyOf, completion, good, type Script } from './asking.ts';

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
