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

const fault = (rule: unknown) => sandbox.control('POST', '/sandbox/faults', rule);
const read = () => sandbox.nylas('GET', `${base}/messages`);
const raw = () => fetch(`${sandbox.url}${base}/messages`, { headers: { authorization: 'Bearer x' } });
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

/** What 20 requests get while a rule strikes half of them. */
async function strike(): Promise<number[]> {
  await sandbox.control('DELETE', '/sandbox/faults');
  await fault({ match: { endpoint: 'list' }, action: 'status', status: 503, rate: 0.5, seed: 4 });
  const statuses: number[] = [];
  while (statuses.length < 20) statuses.push((await read()).status);
  return statuses;
}

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

  it.each([
    { action: 'html', sent: 0 },
    { action: 'accept_then_html', sent: 1 },
  ])('can answer with HTML: $action', async ({ action, sent }) => {
    await fault({ match: { endpoint: 'send' }, action, times: 1 });
    const html = await send();
    expect([html.status, html.headers.get('content-type')]).toEqual([502, 'text/html; charset=UTF-8']);
    expect(sandbox.sent('demo-support')).toHaveLength(sent);
  });

  it.each(['malformed_json', 'truncated_json'])('can answer with %s', async (action) => {
    await fault({ match: { path: '/messages' }, action, times: 1 });
    const answer = await raw();
    const text = await answer.text();
    expect([answer.status, answer.headers.get('content-length')]).toEqual([200, String(text.length)]);
    expect(() => JSON.parse(text) as unknown).toThrow();
  });

  it('can reset the connection in the middle of the body', async () => {
    await fault({ match: { endpoint: 'list' }, action: 'reset_mid_body', times: 1 });
    const answer = await raw();
    expect(answer.status).toBe(200);
    await expect(answer.text()).rejects.toThrow();
    expect((await read()).status).toBe(200);
  });

  it('can send the mail and keep a failure under its key, so that only a look-up tells', async () => {
    await fault({ match: { endpoint: 'send' }, action: 'accept_then_status', kept: true, times: 1 });
    const keyed = () => sandbox.nylas('POST', `${base}/messages/send`, mail, { 'idempotency-key': 'k' });
    expect((await keyed()).status).toBe(504);
    const again = await keyed();
    expect([again.status, again.headers.get('idempotent-response')]).toEqual([504, 'true']);
    expect(sandbox.sent('demo-support')).toHaveLength(1);
  });

  it('can strike a share of the requests, the same ones for the same seed', async () => {
    const first = await strike();
    expect(new Set(first)).toEqual(new Set([200, 503]));
    expect(await strike()).toEqual(first);
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

  it('can queue the sending of a draft, which stays in Drafts until it has left or when it fails', async () => {
    const draft = async () => (await sandbox.nylas('POST', `${base}/drafts`, mail)).json.data.id;
    const count = () => sandbox.mailbox('demo-support').drafts.size;
    await fault({ match: { endpoint: 'send_draft' }, action: 'accept_202', delay_ms: 40, times: 1 });
    expect((await sandbox.nylas('POST', `${base}/drafts/${await draft()}`)).status).toBe(202);
    expect([count(), sandbox.sent('demo-support').length]).toEqual([1, 0]);
    await eventually(() => count() === 0 || undefined, 'the draft to leave');
    expect(sandbox.sent('demo-support')).toHaveLength(1);
    sandbox.world.webhooks.register({ url: 'http://127.0.0.1:9/', triggers: ['message.send_failed'] });
    await fault({ match: { endpoint: 'send_draft' }, action: 'accept_202', outcome: 'failed' });
    await sandbox.nylas('POST', `${base}/drafts/${await draft()}`);
    await eventually(
      () => sandbox.world.webhooks.deliveries().find(({ type }) => type === 'message.send_failed'),
      'send_failed',
    );
    expect([count(), sandbox.sent('demo-support').length]).toEqual([1, 1]);
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
    const wrong = await fault([
      { action: 'status', colour: 'red' },
      { action: 'webhook_lost', rate: 2 },
    ]);
    expect(wrong.status).toBe(400);
    expect(wrong.json.error.message).toMatch(/0: .*colour.*; 1\.rate: /);
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
