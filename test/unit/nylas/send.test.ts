import { describe, expect, it } from 'vitest';
import { TransientError } from '#errors.ts';
import { neverConnected } from '#nylas/fault.ts';
import { createNylas } from '#nylas/client.ts';
import { json, nylasError, startPeer } from './peer.ts';
import { answers, data, unknown, type Script } from './send-answers.ts';

const BYTES = '{"to":[{"email":"ann@customer.example"}],  "subject":"Grüße \\u00e9","body":"<p>Hi</p>"}';
const never = new AbortController().signal;

async function sendTo(script: Script, { timeoutMs = 5_000, signal = never } = {}) {
  await using peer = await startPeer((_seen, response) => script(response));
  const nylas = createNylas({ apiUrl: peer.url, apiKey: 'k', timeoutMs: 1, sendTimeoutMs: timeoutMs });
  const outcome = await nylas.send('g1', { bytes: BYTES, key: 'r_1' }, signal);
  return { outcome, seen: peer.seen };
}

const stallInBody: Script = (response) => {
  response.writeHead(200, { 'content-type': 'application/json' });
  response.write('{"data":{"id":"m9"');
};

describe('a send', () => {
  for (const { when, script, outcome } of answers) {
    it(`answered by ${when} is ${String(Object.values(outcome)[0])}`, async () => {
      const got = await sendTo(script);
      expect(got.outcome).toMatchObject(outcome);
      expect(got.seen).toHaveLength(1);
    });
  }

  it('carries exactly the bytes given, the key and the API key', async () => {
    const { seen } = await sendTo(data(200, {}));
    expect(seen[0]).toMatchObject({ method: 'POST', path: '/v3/grants/g1/messages/send', body: BYTES });
    expect(seen[0]?.headers).toMatchObject({
      authorization: 'Bearer k',
      'idempotency-key': 'r_1',
      'content-type': 'application/json',
    });
  });

  it('that is refused gives the reason on one line and without addresses', async () => {
    const { outcome } = await sendTo((response) =>
      json(response, 402, nylasError('provider_error', 'no such user:\n<ann@customer.example>')),
    );
    expect(outcome).toMatchObject({ message: 'no such user: <address>' });
  });

  it('that gets no answer in time may have left', async () => {
    const { outcome } = await sendTo(() => {}, { timeoutMs: 100 });
    expect(outcome).toMatchObject({
      ...unknown(undefined),
      message: expect.stringContaining('within 100 ms'),
    });
  });

  it('whose answer stalls in the middle of the body may have left', async () => {
    const { outcome } = await sendTo(stallInBody, { timeoutMs: 100 });
    expect(outcome).toMatchObject({
      ...unknown(undefined),
      message: expect.stringContaining('within 100 ms'),
    });
  });

  it('to nobody who listens did not leave: no connection came about', async () => {
    const gone = await startPeer(() => {});
    await gone[Symbol.asyncDispose]();
    const nylas = createNylas({ apiUrl: gone.url, apiKey: 'k', timeoutMs: 1, sendTimeoutMs: 5_000 });
    const outcome = await nylas.send('g1', { bytes: BYTES, key: 'r_1' }, never);
    expect(outcome).toEqual({ kind: 'unreached', message: expect.stringContaining('ECONNREFUSED') });
  });

  it('over a kept connection that breaks when nobody listens any more may have left', async () => {
    const peer = await startPeer((_seen, response) => {
      if (peer.seen.length === 1) json(response, 200, { data: {} });
      else response.destroy();
    });
    const nylas = createNylas({ apiUrl: peer.url, apiKey: 'k', timeoutMs: 1, sendTimeoutMs: 5_000 });
    await nylas.send('g1', { bytes: BYTES, key: 'r_1' }, never);
    const outcome = await nylas.send('g1', { bytes: BYTES, key: 'r_1' }, never);
    await peer[Symbol.asyncDispose]();
    expect(outcome).toMatchObject(unknown(undefined));
  });

  it.each([
    { of: 'a name that nobody knows', error: { code: 'ENOTFOUND', syscall: 'getaddrinfo' }, never: true },
    { of: 'no route', error: { code: 'EHOSTUNREACH', syscall: 'connect' }, never: true },
    { of: 'no connection in time', error: { code: 'UND_ERR_CONNECT_TIMEOUT' }, never: true },
    {
      of: 'a route that is gone in the middle',
      error: { code: 'EHOSTUNREACH', syscall: 'read' },
      never: false,
    },
    { of: 'a reset', error: { code: 'ECONNRESET', syscall: 'read' }, never: false },
    { of: 'a socket that ended', error: { code: 'UND_ERR_SOCKET' }, never: false },
    { of: 'a certificate that does not fit', error: { code: 'ERR_TLS_CERT_ALTNAME_INVALID' }, never: false },
  ])('that fails by $of: never left is $never', ({ error, never: neverLeft }) => {
    const failed = Object.assign(new Error('failed'), error);
    expect(neverConnected(failed)).toBe(neverLeft);
    expect(neverConnected(new AggregateError([failed, failed]))).toBe(neverLeft);
  });

  it('aborted by the caller throws the reason as it is, even one that looks like a fault', async () => {
    const caller = new AbortController();
    const reason = new TransientError('lease lost');
    const sending = sendTo(() => caller.abort(reason), { signal: caller.signal });
    await expect(sending).rejects.toBe(reason);
  });

  it('aborted before it began asks nobody', async () => {
    await using peer = await startPeer((_seen, response) => json(response, 200, {}));
    const nylas = createNylas({ apiUrl: peer.url, apiKey: 'k', timeoutMs: 1, sendTimeoutMs: 5_000 });
    const reason = new Error('stopping');
    const sending = nylas.send('g1', { bytes: BYTES, key: 'r_1' }, AbortSignal.abort(reason));
    await expect(sending).rejects.toBe(reason);
    expect(peer.seen).toHaveLength(0);
  });
});
