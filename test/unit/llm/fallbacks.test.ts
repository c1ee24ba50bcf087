import { describe, expect, it } from 'vitest';
import type { ModelUse } from '#domain/ports.ts';
import { PermanentError, TransientError } from '#errors.ts';
import { createAsk } from '#llm/ask.ts';
import { createBreakers } from '#llm/breakers.ts';
import { json, startPeer } from '../nylas/peer.ts';
import { bodyOf, completion, fails, good, prompt, says, schema, type Script } from './asking.ts';

const signal = new AbortController().signal;
const answer = JSON.stringify(good);
const never: Script = () => {};
const refuses: Script = (_seen, r) => json(r, 200, completion(null, { refusal: 'no' }));

/** A server whose models answer each by a script of its own; `asked` tells which were asked. */
async function serving(models: Record<string, Script>) {
  const peer = await startPeer((seen, response, count) =>
    models[bodyOf(seen).model]?.(seen, response, count),
  );
  const asked = () => peer.seen.map((seen) => bodyOf(seen).model);
  return {
    url: `${peer.url}/v1`,
    asked,
    seen: peer.seen,
    [Symbol.asyncDispose]: () => peer[Symbol.asyncDispose](),
  };
}

type Options = Partial<Parameters<typeof createAsk>[0]> & {
  withinMs?: number;
  url: string;
  models?: string[];
};

async function ask({ url, withinMs, models = ['a', 'b'], ...options }: Options) {
  const [model = '', ...others] = models;
  const uses: ModelUse[] = [];
  const question = {
    name: 'draft',
    prompt,
    schema,
    signal,
    model,
    fallbacks: others.map((other) => ({ model: other })),
    onUse: (use: ModelUse) => void uses.push(use),
    ...(withinMs === undefined ? {} : { withinMs }),
  };
  const asking = createAsk({ apiKey: 'k', baseUrl: url, timeoutMs: 5_000, ...options });
  let fault: unknown;
  const got = await asking(question).catch((thrown: unknown) => void (fault = thrown));
  const told = uses.map((use) => `${use.model} ${use.fault ?? 'ok'} ${use.cost.model_calls}`);
  return { got, fault, told };
}

describe('a model that cannot answer', () => {
  const gone: [string, Script, string, number][] = [
    ['is overloaded', fails(503), 'http_503', 0],
    ['has too many requests', fails(429), 'http_429', 0],
    ['is not known', fails(404, { code: 'model_not_found' }), 'http_404', 0],
    ['refuses the key', fails(401), 'http_401', 0],
    ['finds the question too long', fails(400, { code: 'context_length_exceeded' }), 'http_400', 0],
    ['drops the connection', (_seen, response) => void response.destroy(), 'network', 0],
    ['is too slow', never, 'time_out', 0],
    ['answers with HTML', (_seen, r) => void r.writeHead(200).end('<html>'), 'broken_off', 0],
    ['answers nothing', says(''), 'empty', 1],
    ['answers twice in the wrong shape', says('no', 'no'), 'wrong_shape', 2],
  ];
  for (const [what, script, word, calls] of gone) {
    it(`since it ${what} gives way to the next, within the same question`, async () => {
      await using server = await serving({ a: script, b: says(answer) });
      const { got, told } = await ask({ url: server.url, timeoutMs: word === 'time_out' ? 150 : 5_000 });
      expect(got).toMatchObject({ value: good, model: 'b', cost: { model_calls: calls + 1 } });
      expect(told).toEqual([`a ${word} ${calls}`, 'b ok 1']);
    });
  }

  it('since it refuses is not replaced by one that may comply', async () => {
    await using server = await serving({ a: refuses, b: says(answer) });
    const { fault } = await ask({ url: server.url });
    expect(fault).toBeInstanceOf(PermanentError);
    expect(server.asked()).toEqual(['a']);
  });

  it('since a filter held it back is not replaced either', async () => {
    await using server = await serving({ a: fails(400, { code: 'content_filter' }), b: says(answer) });
    const { fault } = await ask({ url: server.url });
    expect(fault).toMatchObject({ name: 'PermanentError' });
    expect(server.asked()).toEqual(['a']);
  });

  it('gives way to one at another server, under its own key', async () => {
    await using first = await serving({ a: fails(500) });
    await using second = await serving({ b: says(answer) });
    const server = { name: 'second', baseUrl: second.url, apiKey: 'k2', takesCacheKey: true };
    const asking = createAsk({ apiKey: 'k1', baseUrl: first.url, timeoutMs: 5_000 });
    const question = { name: 'draft', prompt, schema, signal, cacheKey: 'support draft' };
    const got = await asking({ ...question, model: 'a', fallbacks: [{ model: 'b', server }] });
    expect(got.model).toBe('b');
    expect(first.seen[0]?.headers.authorization).toBe('Bearer k1');
    expect(bodyOf(first.seen[0])).not.toHaveProperty('prompt_cache_key');
    expect(second.seen[0]?.headers.authorization).toBe('Bearer k2');
    expect(bodyOf(second.seen[0]).prompt_cache_key).toBe('support draft');
  });

  it('at a provider is told of with the settings of that provider', async () => {
    await using peer = await serving({ b: fails(401) });
    const server = { name: 'second', baseUrl: peer.url, apiKey: 'k2', takesCacheKey: false };
    const asking = createAsk({ apiKey: 'k1', baseUrl: undefined, timeoutMs: 5_000 });
    const asked = asking({ name: 'draft', prompt, schema, signal, model: 'b', server });
    await expect(asked).rejects.toThrow('providers.second.api_key was refused');
  });
});

describe('a question that no model answers', () => {
  it('may pass when one of the faults may, and waits only when all that may pass asked for it', async () => {
    await using server = await serving({
      a: fails(404),
      b: fails(429, {}, { 'retry-after': '9' }),
      c: fails(503, {}, { 'retry-after': '4' }),
      d: fails(500),
    });
    const told = await ask({ url: server.url, models: ['a', 'b', 'c'] });
    expect(told.fault).toMatchObject({ name: 'TransientError', retryAfterMs: 4_000 });
    const untold = await ask({ url: server.url, models: ['b', 'd'] });
    expect(untold.fault).toMatchObject({ name: 'TransientError', retryAfterMs: undefined });
    expect(server.asked()).toEqual(['a', 'b', 'c', 'b', 'd']);
  });

  it('does not pass when none of the faults does', async () => {
    await using server = await serving({ a: fails(404), b: fails(401) });
    const { fault } = await ask({ url: server.url });
    expect(fault).toMatchObject({ name: 'PermanentError', status: 404 });
    expect(String(fault)).toMatch(/a: model a not found.*; b: OPENAI_API_KEY/);
  });

  it('ends when its time is spent, and asks nobody after that', async () => {
    await using server = await serving({ a: never, b: says(answer) });
    const { fault } = await ask({ url: server.url, withinMs: 120 });
    expect(fault).toBeInstanceOf(TransientError);
    expect(String(fault)).toMatch(/no full answer within \d+ ms/);
    expect(server.asked()).toEqual(['a']);
  });

  it('ends in the middle of a list that takes too long', async () => {
    await using server = await serving({ a: never, b: never, c: says(answer) });
    const { fault } = await ask({ url: server.url, withinMs: 250, timeoutMs: 150, models: ['a', 'b', 'c'] });
    expect(fault).toBeInstanceOf(TransientError);
    expect(server.asked()).toEqual(['a', 'b']);
  });
});

/** Two models, of which `a` is away until it comes back; a clock that stands still. */
async function setUp() {
  let nowMs = 0;
  let isAway = true;
  const changes: string[] = [];
  const server = await serving({
    a: (seen, response, count) => (isAway ? fails(500) : says(answer))(seen, response, count),
    b: says(answer),
  });
  const breakers = createBreakers(
    () => nowMs,
    ({ model, away }) => void changes.push(`${model} ${away ? 'away' : 'back'}`),
  );
  const asking = (models: string[]) => ask({ url: server.url, breakers, models, now: () => nowMs });
  return {
    server,
    breakers,
    changes,
    asking,
    pass: (ms: number) => void (nowMs += ms),
    comeBack: () => void (isAway = false),
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

describe('a server that failed again and again', () => {
  it('is passed over at once, and asked again after a while', async () => {
    await using stage = await setUp();
    for (let n = 0; n < 5; n++) await stage.asking(['a', 'b']);
    expect(stage.changes).toEqual(['a away']);
    expect(stage.breakers.open()).toEqual([{ model: 'a', server: stage.server.url }]);
    expect((await stage.asking(['a', 'b'])).told).toEqual(['a away 0', 'b ok 1']);
    stage.pass(1000);
    stage.comeBack();
    expect((await stage.asking(['a', 'b'])).told).toEqual(['a ok 1']);
    expect(stage.changes).toEqual(['a away', 'a back']);
    expect(stage.breakers.open()).toEqual([]);
  });

  it('and cannot be replaced is left alone for a moment only, and nobody is told to wait', async () => {
    await using stage = await setUp();
    for (let n = 0; n < 5; n++) await stage.asking(['a']);
    const { fault } = await stage.asking(['a']);
    expect(fault).toMatchObject({ name: 'TransientError', retryAfterMs: undefined });
    expect(String(fault)).toContain('left alone');
    expect(stage.server.asked()).toHaveLength(5);
    stage.pass(1000);
    await stage.asking(['a']);
    expect(stage.server.asked()).toHaveLength(6);
  });

  it('takes no other model of the same server along', async () => {
    await using stage = await setUp();
    for (let n = 0; n < 5; n++) await stage.asking(['a']);
    expect((await stage.asking(['b'])).told).toEqual(['b ok 1']);
  });
});
