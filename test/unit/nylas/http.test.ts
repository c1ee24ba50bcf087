import type { ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { PermanentError, TransientError } from '#errors.ts';
import type { OnCall } from '#nylas/call.ts';
import { createNylas, type Nylas } from '#nylas/client.ts';
import { json, nylasError, startPeer } from './peer.ts';

const never = new AbortController().signal;
const nowMs = Date.UTC(2026, 9, 21, 7, 28, 0);
const API_KEY = 'nyk_very_secret';

type Script = (response: ServerResponse) => void;
type Reported = Parameters<OnCall>[0];

async function withPeer<T>(
  script: Script,
  use: (nylas: Nylas, calls: Reported[]) => Promise<T>,
  { timeoutMs = 5_000, prefix = '' } = {},
) {
  await using peer = await startPeer((_seen, response) => script(response));
  const calls: Reported[] = [];
  const options = { apiKey: API_KEY, timeoutMs, sendTimeoutMs: timeoutMs, now: () => nowMs };
  const nylas = createNylas({ ...options, apiUrl: peer.url + prefix, onCall: (call) => calls.push(call) });
  const result = await use(nylas, calls);
  await nylas.close();
  return { result, calls, seen: peer.seen };
}

const get = (nylas: Nylas) => nylas.getMessage('g-of-ann', 'm1', never);
const faultOfGet = (nylas: Nylas): Promise<unknown> =>
  get(nylas).then(
    () => undefined,
    (error: unknown) => error,
  );

const faultOf = async (script: Script, options: { timeoutMs?: number } = {}) => {
  const { result, calls } = await withPeer(script, faultOfGet, options);
  return { fault: result, calls };
};

describe('a call that fails', () => {
  const faults = [
    { status: 400, kind: PermanentError },
    { status: 401, kind: PermanentError },
    { status: 403, kind: PermanentError },
    { status: 404, kind: PermanentError },
    { status: 409, kind: PermanentError },
    { status: 422, kind: PermanentError },
    { status: 423, kind: PermanentError },
    { status: 302, kind: PermanentError },
    { status: 408, kind: TransientError },
    { status: 429, kind: TransientError },
    { status: 500, kind: TransientError },
    { status: 502, kind: TransientError },
    { status: 503, kind: TransientError },
    { status: 504, kind: TransientError },
  ];
  for (const { status, kind } of faults) {
    it(`with ${status} is a ${kind.name}, whether Nylas says why or the edge sends HTML`, async () => {
      const named = await faultOf((response) => json(response, status, nylasError('api.some_type')));
      const html = await faultOf((response) => void response.writeHead(status).end('<html>no</html>'));
      for (const { fault, calls } of [named, html]) {
        expect(fault).toBeInstanceOf(kind);
        expect(fault).toMatchObject({ message: expect.stringContaining(String(status)) });
        expect(fault instanceof PermanentError ? fault.status : status).toBe(status);
        expect(calls).toMatchObject([{ operation: 'getMessage', status }]);
      }
      expect(named.fault).toMatchObject({ message: expect.stringContaining('some_type') });
    });
  }

  it('names method, route, request and remedy, but neither key nor ids nor addresses', async () => {
    const words = 'no rights for ann@customer.example\n  here';
    const { fault } = await faultOf((response) =>
      json(response, 401, nylasError('api.authentication_error', words), { 'x-request-id': 'req_7' }),
    );
    expect(fault).toMatchObject({
      message:
        'Nylas GET /v3/grants/{grant}/messages/{message}: 401 authentication_error "no rights for <address> here" ' +
        '(request req_7); check NYLAS_API_KEY, and that NYLAS_API_URL is the region the key belongs to',
    });
  });

  it('while mail is sent along keeps the words of Nylas to itself, as they may quote the mail', async () => {
    const { result } = await withPeer(
      (response) => json(response, 400, nylasError('invalid_request_error', 'bad field: private')),
      (nylas) => nylas.createDraft('g1', '{"body":"private"}', never).catch(String),
    );
    expect(result).toContain('invalid_request_error');
    expect(result).not.toContain('private');
  });

  const waits = [
    { status: 429, after: '7', ms: 7_000 },
    { status: 503, after: 'Wed, 21 Oct 2026 07:28:30 GMT', ms: 30_000 },
    { status: 429, after: '999999', ms: 3_600_000 },
    { status: 429, after: undefined, ms: undefined },
  ];
  for (const { status, after, ms } of waits) {
    it(`with ${status} and Retry-After ${after ?? 'missing'} is worth another try after ${ms ?? 'no stated'} ms`, async () => {
      const headers: Record<string, string> = after === undefined ? {} : { 'retry-after': after };
      const { fault } = await faultOf((response) => json(response, status, {}, headers));
      expect(fault).toMatchObject({ name: 'TransientError', retryAfterMs: ms });
    });
  }

  it('by silence ends at the time limit', async () => {
    const { fault, calls } = await faultOf(() => {}, { timeoutMs: 100 });
    expect(fault).toBeInstanceOf(TransientError);
    expect(calls).toMatchObject([{ status: 'timeout' }]);
  });

  it('by a body that stalls ends at the time limit, which covers headers and body', async () => {
    const { fault, calls } = await faultOf(
      (response) => void response.writeHead(200, { 'content-length': '99' }).write('{'),
      { timeoutMs: 100 },
    );
    expect(fault).toMatchObject({
      name: 'TransientError',
      message: 'Nylas GET /v3/grants/{grant}/messages/{message}: no full answer within 100 ms',
    });
    expect(calls).toMatchObject([{ status: 'timeout' }]);
  });

  it('by a dropped connection is worth another try', async () => {
    const { fault, calls } = await faultOf((response) => void response.destroy());
    expect(fault).toBeInstanceOf(TransientError);
    expect(calls).toMatchObject([{ status: 'network' }]);
  });

  it('with a success that is not JSON is worth another try, with JSON of an unknown shape it is not', async () => {
    expect((await faultOf((response) => void response.end('<html>'))).fault).toBeInstanceOf(TransientError);
    const { fault } = await faultOf((response) => json(response, 200, { data: { id: 7 } }));
    expect(fault).toBeInstanceOf(PermanentError);
    expect(fault).toMatchObject({ message: expect.stringContaining('data.id: invalid_type') });
  });

  it('because of a key that no header can carry says so without showing it', async () => {
    const nylas = createNylas({
      apiUrl: 'http://127.0.0.1:9',
      apiKey: 'a\nb',
      timeoutMs: 500,
      sendTimeoutMs: 500,
    });
    const fault: unknown = await nylas.listWebhooks(never).catch((error: unknown) => error);
    expect(fault).toBeInstanceOf(PermanentError);
    expect(String(fault)).toContain('NYLAS_API_KEY');
  });

  it('because the caller aborted throws the reason as it is', async () => {
    const caller = new AbortController();
    const reason = new Error('stopping');
    const calls: Reported[] = [];
    await using peer = await startPeer(() => caller.abort(reason));
    const nylas = createNylas({
      apiUrl: peer.url,
      apiKey: 'k',
      timeoutMs: 5_000,
      sendTimeoutMs: 5_000,
      onCall: (call) => calls.push(call),
    });
    await expect(nylas.getMessage('g1', 'm1', caller.signal)).rejects.toBe(reason);
    expect(calls).toMatchObject([{ operation: 'getMessage', status: 'aborted' }]);
  });
});

const message = { request_id: 'r', data: { id: 'm1', subject: 'Grüße' } };

const zipped: Script = (response) => {
  response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' });
  response.end(gzipSync(JSON.stringify(message)));
};
const whole: Script = (response) => json(response, 200, message);

describe('an answer', () => {
  it('may be zipped', async () => {
    const { result, seen } = await withPeer(zipped, get);
    expect(result.subject).toBe('Grüße');
    expect(seen[0]?.headers['accept-encoding']).toBe('gzip');
  });

  it('may come in pieces that cut a character in two', async () => {
    const bytes = Buffer.from(JSON.stringify(message));
    const cut = bytes.indexOf(Buffer.from('ü')) + 1;
    const inPieces: Script = (response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.write(bytes.subarray(0, cut), () => response.end(bytes.subarray(cut)));
    };
    const { result } = await withPeer(inPieces, get);
    expect(result.subject).toBe('Grüße');
  });

  const unreadable: { what: string; headers: Record<string, string>; body: () => Buffer }[] = [
    {
      what: 'zipped to far more than it may be',
      headers: { 'content-encoding': 'gzip' },
      body: () => gzipSync(Buffer.alloc(65 * 1024 * 1024)),
    },
    { what: 'far larger than it may be', headers: {}, body: () => Buffer.alloc(65 * 1024 * 1024, 32) },
    {
      what: 'in an encoding nobody asked for',
      headers: { 'content-encoding': 'br' },
      body: () => Buffer.from('x'),
    },
    {
      what: 'zipped and broken',
      headers: { 'content-encoding': 'gzip' },
      body: () => Buffer.from('not gzip'),
    },
  ];
  for (const { what, headers, body } of unreadable) {
    it(`that is ${what} is a lasting fault, and the client goes on working`, async () => {
      let first = true;
      const script: Script = (response) => {
        if (!first) return json(response, 200, message);
        first = false;
        response.writeHead(200, headers).end(body());
      };
      const { result } = await withPeer(script, async (nylas) => ({
        fault: await faultOfGet(nylas),
        next: await get(nylas),
      }));
      expect(result.fault).toBeInstanceOf(PermanentError);
      expect(result.next.id).toBe('m1');
    });
  }
});

describe('the address of the API', () => {
  for (const prefix of ['', '/', '/proxy', '/proxy/', '/proxy//']) {
    it(`may end in "${prefix}"`, async () => {
      const { seen } = await withPeer(whole, get, { prefix });
      const wanted = prefix.startsWith('/proxy') ? '/proxy/v3' : '/v3';
      expect(seen[0]?.path).toBe(`${wanted}/grants/g-of-ann/messages/m1`);
    });
  }
});
