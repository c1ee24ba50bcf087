import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type KeptOutcome, performOnce } from '../../sandbox/nylas/idempotency.ts';
import { eventually, startTestSandbox, type TestSandbox } from '../helpers/sandbox.ts';

let sandbox: TestSandbox;
const base = '/v3/grants/demo-support';
const mail = { to: [{ email: 'ann@customer.example' }], subject: 'Once' };

beforeAll(async () => {
  sandbox = await startTestSandbox();
});
beforeEach(() => sandbox.control('POST', '/sandbox/reset'));
afterAll(() => sandbox.stop());

const send = (key: string, body: unknown = mail, grant = base) =>
  sandbox.nylas('POST', `${grant}/messages/send`, body, { 'idempotency-key': key });
const sentCount = (grant = 'demo-support') => sandbox.sent(grant).length;

describe('a send with an Idempotency-Key', () => {
  it('happens once; the same bytes again bring the kept answer, marked as such', async () => {
    const first = await send('k');
    const second = await send('k');
    expect(first.headers.get('idempotent-response')).toBeNull();
    expect(second.headers.get('idempotent-response')).toBe('true');
    expect([second.status, second.text]).toEqual([200, first.text]);
    expect(sentCount()).toBe(1);
  });

  it('is refused with 409 when the same key comes with other bytes, even in other order', async () => {
    await send('k');
    const answer = await send('k', { subject: mail.subject, to: mail.to });
    expect([answer.status, answer.json.error.type]).toEqual([409, 'api.invalid_idempotent_request']);
    expect(sentCount()).toBe(1);
  });

  it('keeps failures too', async () => {
    const first = await send('k', { subject: 'nobody' });
    const second = await send('k', { subject: 'nobody' });
    expect([first.status, second.status]).toEqual([400, 400]);
    expect(second.headers.get('idempotent-response')).toBe('true');
    expect(second.text).toBe(first.text);
  });

  it('is held apart by grant', async () => {
    await send('k');
    const other = await send('k', mail, '/v3/grants/demo-sales');
    expect(other.headers.get('idempotent-response')).toBeNull();
    expect([sentCount(), sentCount('demo-sales')]).toEqual([1, 1]);
  });

  it('is refused with 409 while the first is still running, and replayed afterwards', async () => {
    await sandbox.control('POST', '/sandbox/faults', {
      match: { path: '/messages/send' },
      action: 'delay',
      delay_ms: 300,
      times: 1,
    });
    const running = send('k');
    await eventually(() => sandbox.mailbox('demo-support').outcomes.get('k'), 'the first request to run');
    const meanwhile = await send('k');
    expect([meanwhile.status, meanwhile.json.error.type]).toEqual([409, 'api.concurrent_idempotent_request']);
    expect((await running).status).toBe(200);
    expect((await send('k')).headers.get('idempotent-response')).toBe('true');
    expect(sentCount()).toBe(1);
  });

  it('is refused with 400 when its key has over 256 characters', async () => {
    expect((await send('k'.repeat(256))).status).toBe(200);
    const answer = await send('k'.repeat(257));
    expect([answer.status, answer.json.error.type]).toEqual([400, 'api.invalid_idempotency_key']);
  });

  it('happens after all when the connection was lost behind the effect, and the repeat tells so', async () => {
    await sandbox.control('POST', '/sandbox/faults', {
      match: { path: '/messages/send' },
      action: 'accept_then_drop',
      times: 1,
    });
    await expect(send('k')).rejects.toThrow();
    expect(sentCount()).toBe(1);
    const repeat = await send('k');
    expect([repeat.status, repeat.headers.get('idempotent-response')]).toEqual([200, 'true']);
    expect(sentCount()).toBe(1);
  });

  it('keeps a fault of the API itself when the fault says so, and not one of the edge', async () => {
    await sandbox.control('POST', '/sandbox/faults', {
      match: { path: '/messages/send' },
      action: 'status',
      status: 503,
      kept: true,
      times: 1,
    });
    expect((await send('inner')).status).toBe(503);
    const repeat = await send('inner');
    expect([repeat.status, repeat.headers.get('idempotent-response')]).toEqual([503, 'true']);
    await sandbox.control('POST', '/sandbox/faults', {
      match: { path: '/messages/send' },
      action: 'status',
      status: 503,
      times: 1,
    });
    expect((await send('edge')).status).toBe(503);
    expect((await send('edge')).status).toBe(200);
    expect(sentCount()).toBe(1);
  });
});

describe('a kept outcome', () => {
  it('is forgotten after an hour, so that the same key is a new request', async () => {
    const kept = new Map<string, KeptOutcome>();
    let performed = 0;
    const at = (nowMs: number) =>
      performOnce(kept, { key: 'k', bytes: new Uint8Array([1]), nowMs, keptMs: 3_600_000 }, async () => {
        performed++;
        return { status: 200, body: {}, headers: {} };
      });
    await at(0);
    expect((await at(3_599_999)).headers).toEqual({ 'Idempotent-Response': 'true' });
    expect((await at(3_600_000)).headers).toEqual({});
    expect(performed).toBe(2);
  });
});
