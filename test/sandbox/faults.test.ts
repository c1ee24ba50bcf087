import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { eventually, startTestSandbox, type TestSandbox } from '../helpers/sandbox.ts';

let sandbox: TestSandbox;
const base = '/v3/grants/demo-support';
const mail = { to: [{ email: 'ann@customer.example' }], subject: 'x' };

beforeAll(async () => {
  sandbox = await startTestSandbox();
});
beforeEach(() => sandbox.control('POST', '/sandbox/reset'));
afterAll(() => sandbox.stop());

const fault = (rule: Record<string, unknown>) => sandbox.control('POST', '/sandbox/faults', rule);
const read = () => sandbox.nylas('GET', `${base}/messages`);
const send = () => sandbox.nylas('POST', `${base}/messages/send`, mail);

const ask = (name: string) =>
  fetch(`${sandbox.url}/v1/chat/completions`, {
    method: 'POST',
    body: JSON.stringify({
      model: 'sandbox',
      messages: [{ role: 'user', content: 'x' }],
      response_format: { type: 'json_schema', json_schema: { name, schema: {} } },
    }),
  });

describe('a fault', () => {
  it('answers a status with Retry-After as often as it says, in the shape of the API', async () => {
    await fault({ match: { path: '/messages' }, action: 'status', status: 429, retry_after: 7, times: 2 });
    const first = await read();
    expect([first.status, first.headers.get('retry-after'), first.json.error.type]).toEqual([
      429,
      '7',
      'rate_limit_error',
    ]);
    expect((await read()).status).toBe(429);
    expect((await read()).status).toBe(200);
  });

  it('applies only where method and path match, after those it lets pass', async () => {
    await fault({
      match: { method: 'post', path: '/v3/grants/*/messages/send' },
      action: 'status',
      status: 500,
      skip: 1,
    });
    expect((await read()).status).toBe(200);
    expect((await send()).status).toBe(200);
    expect((await send()).status).toBe(500);
    await sandbox.control('DELETE', '/sandbox/faults');
    expect((await send()).status).toBe(200);
  });

  it('can hang up before the effect or behind it', async () => {
    await fault({ match: { path: '/send' }, action: 'drop_before', times: 1 });
    await expect(send()).rejects.toThrow();
    expect(sandbox.sent('demo-support')).toHaveLength(0);
    await fault({ match: { path: '/send' }, action: 'accept_then_drop', times: 1 });
    await expect(send()).rejects.toThrow();
    expect(sandbox.sent('demo-support')).toHaveLength(1);
  });

  it('can perform the effect and answer 504 all the same', async () => {
    await fault({ match: { path: '/send' }, action: 'accept_then_status', status: 504, times: 1 });
    const answer = await send();
    expect([answer.status, answer.json.error.type]).toEqual([504, 'provider_error']);
    expect(sandbox.sent('demo-support')).toHaveLength(1);
  });

  it('can answer with HTML or with JSON that breaks off', async () => {
    await fault({ match: { path: '/messages' }, action: 'html', times: 1 });
    const html = await read();
    expect([html.status, html.headers.get('content-type')]).toEqual([502, 'text/html; charset=UTF-8']);
    await fault({ match: { path: '/messages' }, action: 'malformed_json', times: 1 });
    const answer = await fetch(`${sandbox.url}${base}/messages`, { headers: { authorization: 'Bearer x' } });
    expect(answer.status).toBe(200);
    await expect(answer.json()).rejects.toThrow();
  });

  it('can delay', async () => {
    await fault({ match: { path: '/messages' }, action: 'delay', delay_ms: 120, times: 1 });
    const began = performance.now();
    await read();
    expect(performance.now() - began).toBeGreaterThanOrEqual(115);
  });

  it.each(['sent', 'failed'])('can accept with 202 what is %s later', async (outcome) => {
    await fault({ match: { path: '/send' }, action: 'accept_202', delay_ms: 40, outcome, times: 1 });
    const answer = await send();
    expect(answer.status).toBe(202);
    expect(answer.json.data).not.toHaveProperty('id');
    expect(sandbox.sent('demo-support')).toHaveLength(0);
    const end = outcome === 'sent' ? 'message.created' : 'message.send_failed';
    sandbox.world.webhooks.register({ url: 'http://127.0.0.1:9/', triggers: [end] });
    await eventually(() => sandbox.world.webhooks.deliveries()[0], end);
    expect(sandbox.sent('demo-support')).toHaveLength(outcome === 'sent' ? 1 : 0);
  });

  it('can be limited to one kind of model call', async () => {
    await fault({ match: { model: 'draft' }, action: 'status', status: 503 });
    expect((await ask('classification')).status).toBe(200);
    expect((await ask('draft')).status).toBe(503);
    expect((await read()).status).toBe(200);
  });

  it('is listed with how often it applied, and refused when it makes no sense', async () => {
    const { data } = (await fault({ action: 'status', status: 500 })).json;
    await read();
    const listed = (await sandbox.control('GET', '/sandbox/faults')).json.data;
    expect(listed).toMatchObject([{ id: data[0]!.id, applied: 1 }]);
    expect((await sandbox.control('DELETE', `/sandbox/faults/${data[0]!.id}`)).json.data).toEqual([]);
    expect((await fault({ action: 'explode' })).status).toBe(400);
    expect((await fault({ action: 'status', colour: 'red' })).status).toBe(400);
  });
});

describe('the request log', () => {
  it('shows what was asked and answered, never the key', async () => {
    await sandbox.nylas('POST', `${base}/messages/send`, mail, { 'idempotency-key': 'k' });
    const { data } = (await sandbox.control('GET', '/sandbox/requests?path=/messages/send')).json;
    expect(data).toMatchObject([{ method: 'POST', path: `${base}/messages/send`, status: 200 }]);
    expect(data[0]!.headers).toMatchObject({ 'idempotency-key': 'k' });
    expect(data[0]!.headers).not.toHaveProperty('authorization');
    expect(data[0]!.body_sha256).toMatch(/^[0-9a-f]{64}$/);
  });
});
