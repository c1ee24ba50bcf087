import { describe, expect, it } from 'vitest';
import { PermanentError, TransientError } from '#errors.ts';
import { json } from '../nylas/peer.ts';
import { asking, bodyOf, completion, good, says, type Script } from './asking.ts';

describe('a question to the model', () => {
  it('goes out once with the strict schema, the key and nothing that some servers refuse', async () => {
    const { seen, answer, calls } = await asking(says(JSON.stringify(good)));
    expect(answer).toEqual({
      value: good,
      raw: JSON.stringify(good),
      model: 'm-1',
      cost: { model_calls: 1, input_tokens: 100, output_tokens: 10 },
    });
    expect(seen).toHaveLength(1);
    expect(seen[0]).toMatchObject({ method: 'POST', path: '/v1/chat/completions' });
    expect(seen[0]?.headers.authorization).toBe('Bearer sk-secret');
    expect(seen[0]?.headers).not.toHaveProperty('openai-organization');
    expect(bodyOf(seen[0])).toEqual({
      model: 'm-1',
      messages: [
        { role: 'system', content: 'You classify.' },
        { role: 'user', content: 'PRIVATE MAIL' },
      ],
      response_format: {
        type: 'json_schema',
        json_schema: {
          name: 'classification',
          strict: true,
          schema: {
            type: 'object',
            additionalProperties: false,
            required: ['category', 'confidence'],
            properties: {
              category: { type: 'string', enum: ['refund', 'none'] },
              confidence: { type: 'number', minimum: 0, maximum: 1 },
            },
          },
        },
      },
    });
    expect(calls).toMatchObject([{ name: 'classification', status: 'ok', cost: { model_calls: 1 } }]);
  });

  const readable = {
    'in a code fence': `\`\`\`json\n${JSON.stringify(good)}\n\`\`\``,
    'after thoughts': `<think>{"category":"none"}</think>${JSON.stringify(good)}`,
    'in parts': [
      { type: 'text', text: '{"category":"refund",' },
      { type: 'text', text: '"confidence":0.9}' },
    ],
  };
  for (const [how, content] of Object.entries(readable)) {
    it(`is answered by JSON ${how} without a second request`, async () => {
      const { answer, seen } = await asking(says(content));
      expect(answer?.value).toEqual(good);
      expect(seen).toHaveLength(1);
    });
  }

  it('costs nothing in tokens where the server does not count them', async () => {
    const { answer } = await asking((_seen, response) =>
      json(response, 200, { choices: [{ message: { content: JSON.stringify(good) } }], usage: 'none' }),
    );
    expect(answer?.cost).toEqual({ model_calls: 1, input_tokens: 0, output_tokens: 0 });
  });
});

describe('an answer of the wrong shape', () => {
  const wrong = {
    prose: 'I think it is a refund.',
    'another category': '{"category":"complaint","confidence":0.9}',
    'a confidence out of range': '{"category":"refund","confidence":90}',
    'a key too many': '{"category":"refund","confidence":0.9,"to":"x@evil.example"}',
    'a key too few': '{"category":"refund"}',
  };
  for (const [what, text] of Object.entries(wrong)) {
    it(`(${what}) is repaired once, and both answers are paid for`, async () => {
      const { answer, seen, calls } = await asking(says(text, JSON.stringify(good)));
      expect(answer).toEqual({
        value: good,
        raw: JSON.stringify(good),
        model: 'm-1',
        cost: { model_calls: 2, input_tokens: 200, output_tokens: 20 },
      });
      const { messages } = bodyOf(seen[1]);
      expect(messages.map(({ role }) => role)).toEqual(['system', 'user', 'assistant', 'user']);
      expect(messages[2]?.content).toBe(text);
      expect(messages[3]?.content).toContain('did not fit');
      expect(calls).toMatchObject([{ status: 'repaired', cost: { model_calls: 2 } }]);
    });
  }

  it('twice is a fault worth another try, which quotes nothing of the answer', async () => {
    const { fault, seen, calls } = await asking(says('PRIVATE', '{"category":"PRIVATE","confidence":2}'));
    expect(fault).toBeInstanceOf(TransientError);
    expect(String(fault)).toContain(
      'model answered twice in the wrong shape: category invalid_value, confidence too_big',
    );
    expect(String(fault)).not.toContain('PRIVATE');
    expect(seen).toHaveLength(2);
    expect(calls).toMatchObject([{ status: 'fault', cost: { model_calls: 2, input_tokens: 200 } }]);
  });
});

describe('an answer without a text', () => {
  const cases: { what: string; body: unknown; kind: new (message: string) => Error; words: string }[] = [
    { what: 'no choices', body: { choices: [] }, kind: TransientError, words: 'without a choice' },
    { what: 'null choices', body: { choices: null }, kind: TransientError, words: 'without a choice' },
    { what: 'an empty text', body: completion('  '), kind: TransientError, words: 'empty' },
    { what: 'no text', body: completion(null), kind: TransientError, words: 'empty' },
    {
      what: 'a filter',
      body: completion('', { finish_reason: 'content_filter' }),
      kind: TransientError,
      words: 'filter',
    },
    {
      what: 'a refusal',
      body: completion(null, { refusal: 'PRIVATE, no.' }),
      kind: PermanentError,
      words: 'refused',
    },
    { what: 'another shape', body: { choices: 'x' }, kind: TransientError, words: 'unknown shape' },
    { what: 'a list', body: [], kind: TransientError, words: 'unknown shape' },
  ];
  for (const { what, body, kind, words } of cases) {
    it(`because of ${what} is a ${kind.name} after one request`, async () => {
      const { fault, seen, calls } = await asking((_seen, response) => json(response, 200, body));
      expect(fault).toBeInstanceOf(kind);
      expect(String(fault)).toContain(words);
      expect(String(fault)).not.toContain('PRIVATE');
      expect(seen).toHaveLength(1);
      expect(calls).toMatchObject([{ status: 'fault', cost: { model_calls: 1 } }]);
    });
  }

  const broken: { what: string; script: Script }[] = [
    {
      what: 'broken JSON',
      script: (_seen, r) => void r.writeHead(200, { 'content-type': 'application/json' }).end('{"PRIVATE'),
    },
    {
      what: 'HTML',
      script: (_seen, r) => void r.writeHead(200, { 'content-type': 'text/html' }).end('<html>PRIVATE'),
    },
    { what: 'nothing', script: (_seen, r) => void r.writeHead(204).end() },
    {
      what: 'a body that breaks off',
      script: (_seen, r) => {
        r.writeHead(200, { 'content-type': 'application/json', 'content-length': '500' });
        r.write('{', () => r.destroy());
      },
    },
  ];
  for (const { what, script } of broken) {
    it(`but with ${what} is worth another try`, async () => {
      const { fault } = await asking(script);
      expect(fault).toBeInstanceOf(TransientError);
      expect(String(fault)).not.toContain('PRIVATE');
    });
  }
});
