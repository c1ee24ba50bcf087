import { describe, expect, it } from 'vitest';
import { PermanentError, TransientError } from '#errors.ts';
import { createAsk } from '#llm/ask.ts';
import { startPeer } from '../nylas/peer.ts';
import { asking, fails, prompt, says, schema, type Script } from './asking.ts';

const stallAfter =
  (status: number): Script =>
  (_seen, response) =>
    void response.writeHead(status, { 'content-type': 'application/json' }).write('{"a":');

describe('a model server that fails', () => {
  const faults = [
    {
      status: 400,
      error: { type: 'invalid_request_error', code: 'context_length_exceeded' },
      kind: PermanentError,
      words: 'context_length_exceeded',
    },
    {
      status: 401,
      error: { code: 'invalid_api_key' },
      kind: PermanentError,
      words: 'OPENAI_API_KEY was refused',
    },
    { status: 403, error: {}, kind: PermanentError, words: "check the key's rights" },
    {
      status: 404,
      error: { code: 'model_not_found' },
      kind: PermanentError,
      words: 'model m-1 not found at',
    },
    { status: 413, error: {}, kind: PermanentError, words: '413' },
    { status: 422, error: { message: 'prompt too long' }, kind: PermanentError, words: '422' },
    { status: 408, error: {}, kind: TransientError, words: '408' },
    { status: 409, error: {}, kind: TransientError, words: '409' },
    { status: 429, error: { code: 'insufficient_quota' }, kind: TransientError, words: 'no credit left' },
    { status: 500, error: {}, kind: TransientError, words: '500' },
    { status: 503, error: {}, kind: TransientError, words: '503' },
  ];
  for (const { status, error, kind, words } of faults) {
    it(`with ${status} is asked once and is a ${kind.name} that quotes none of its words`, async () => {
      const spoken = { message: 'you said: PRIVATE MAIL', ...error };
      const { fault, seen, calls } = await asking(fails(status, spoken));
      expect(fault).toBeInstanceOf(kind);
      expect(String(fault)).toContain(words);
      expect(String(fault)).not.toMatch(/PRIVATE|sk-secret|prompt too long/);
      expect(fault).not.toHaveProperty('cause');
      expect(seen).toHaveLength(1);
      expect(calls).toMatchObject([{ status: 'fault', cost: { model_calls: 0 } }]);
      expect(fault instanceof PermanentError ? fault.status : status).toBe(status);
    });
  }

  const waits = [
    { headers: { 'retry-after-ms': '250', 'retry-after': '9' }, ms: 250 },
    { headers: { 'retry-after': '9' }, ms: 9_000 },
    { headers: { 'retry-after': 'Wed, 21 Oct 2026 07:28:30 GMT' }, ms: 30_000 },
    { headers: { 'retry-after': '86400' }, ms: 3_600_000 },
    { headers: { 'retry-after': 'soon' }, ms: undefined },
    { headers: {}, ms: undefined },
  ];
  for (const { headers, ms } of waits) {
    it(`with 429 and ${JSON.stringify(headers)} asks for ${ms ?? 'no stated'} ms`, async () => {
      const { fault } = await asking(fails(429, {}, { ...headers }));
      expect(fault).toMatchObject({ name: 'TransientError', retryAfterMs: ms });
    });
  }

  it('with an HTML page is judged by its status', async () => {
    const { fault } = await asking((_seen, r) => void r.writeHead(502).end('<html>PRIVATE</html>'));
    expect(fault).toBeInstanceOf(TransientError);
    expect(String(fault)).not.toContain('PRIVATE');
  });

  it('by dropping the connection is worth another try', async () => {
    const { fault, seen } = await asking((_seen, response) => void response.destroy());
    expect(fault).toBeInstanceOf(TransientError);
    expect(seen).toHaveLength(1);
  });

  it('by not being there says where it was looked for', async () => {
    const gone = await startPeer(() => {});
    await gone[Symbol.asyncDispose]();
    const ask = createAsk({ apiKey: 'k', baseUrl: `${gone.url}/v1`, timeoutMs: 5_000 });
    const signal = new AbortController().signal;
    const asked = ask({ model: 'm', name: 'draft', prompt, schema, signal });
    await expect(asked).rejects.toThrow(
      `no answer from the model server at ${gone.url}/v1 (ECONNREFUSED); check OPENAI_BASE_URL and the network`,
    );
  });

  it('by sending elsewhere is a lasting fault that names the setting', async () => {
    const { fault, seen } = await asking(
      (_seen, response) => void response.writeHead(301, { location: '/v2/chat/completions' }).end(),
    );
    expect(fault).toBeInstanceOf(PermanentError);
    expect(String(fault)).toContain('check OPENAI_BASE_URL');
    expect(seen).toHaveLength(1);
  });

  it('by an answer without an end worth reading is worth another try', async () => {
    const { fault } = await asking(
      (_seen, response) => void response.writeHead(200).end(Buffer.alloc(9 * 1024 * 1024, 32)),
    );
    expect(fault).toBeInstanceOf(TransientError);
  });

  it('by silence ends at the time limit', async () => {
    const { fault } = await asking(() => {}, { timeoutMs: 150 });
    expect(fault).toBeInstanceOf(TransientError);
    expect(String(fault)).toContain('no full answer within 150 ms');
  });

  it('by a body that stalls ends at the time limit too', async () => {
    const { fault } = await asking(stallAfter(200), { timeoutMs: 150 });
    expect(String(fault)).toContain('no full answer within 150 ms');
  });

  it('by an error whose body stalls ends at the time limit too', async () => {
    const { fault } = await asking(stallAfter(500), { timeoutMs: 150 });
    expect(fault).toBeInstanceOf(TransientError);
  });
});

describe('the caller', () => {
  it('who aborts gets the reason back as it is, and nobody is told of a fault', async () => {
    const caller = new AbortController();
    const reason = new Error('lease lost');
    const { fault, calls } = await asking(() => caller.abort(reason), { signal: caller.signal });
    expect(fault).toBe(reason);
    expect(calls).toEqual([]);
  });

  it('who aborts while the answer comes gets the reason back too', async () => {
    const caller = new AbortController();
    const reason = new Error('stopping');
    const script: Script = (_seen, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.write('{"choices":', () => caller.abort(reason));
    };
    const { fault } = await asking(script, { signal: caller.signal });
    expect(fault).toBe(reason);
  });

  it('who aborted before asks nobody', async () => {
    const { fault, seen } = await asking(says('{}'), { signal: AbortSignal.abort('no more') });
    expect(fault).toBe('no more');
    expect(seen).toEqual([]);
  });
});
