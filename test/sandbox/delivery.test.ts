import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { eventually, startTestSandbox, type TestSandbox } from '../helpers/sandbox.ts';
import { type Receiver, signatureOf, startReceiver } from './receiver.ts';

let sandbox: TestSandbox;
let receiver: Receiver;

beforeEach(async () => {
  sandbox = await startTestSandbox({ webhookTimeoutMs: 300 });
  receiver = await startReceiver();
});
afterEach(async () => {
  await receiver[Symbol.asyncDispose]();
  await sandbox.stop();
});

const all = [
  'message.created',
  'message.updated',
  'message.deleted',
  'message.delivered',
  'folder.created',
  'grant.created',
];
const register = (extra: Record<string, unknown> = {}, url = receiver.url) =>
  sandbox.nylas('POST', '/v3/webhooks', { trigger_types: all, webhook_url: url, ...extra });
const arrived = (count: number) =>
  eventually(
    () => (receiver.received.length >= count ? receiver.received : undefined),
    `${count} deliveries`,
  );
const settled = (count: number) =>
  eventually(async () => {
    const { data } = (await sandbox.control('GET', '/sandbox/deliveries')).json;
    return data.length >= count && data.every(({ status }) => status !== 'pending') ? data : undefined;
  }, `${count} settled deliveries`);

describe('delivery', () => {
  it.each([408, 429, 502, 503, 504, 507, 0])('is tried again after %i, under the same id', async (status) => {
    receiver.answers.push(status, status);
    await register();
    await sandbox.write({});
    await arrived(3);
    expect(receiver.received.map(({ json }) => json.webhook_delivery_attempt)).toEqual([1, 2, 3]);
    expect(new Set(receiver.received.map(({ json }) => json.id)).size).toBe(1);
    const [delivery] = await settled(1);
    expect(delivery).toMatchObject({
      status: 'delivered',
      attempts: [{ status: status || null }, {}, { status: 200 }],
    });
  });

  it.each([201, 400, 401, 404, 413, 500])('is dropped at once after %i', async (status) => {
    receiver.answers.push(status);
    await register();
    await sandbox.write({});
    const [delivery] = await settled(1);
    expect(delivery).toMatchObject({ status: 'dropped', attempts: [{ status }] });
    expect(receiver.received).toHaveLength(1);
  });

  it('is dropped after the third try in vain', async () => {
    receiver.answers.push(503, 503, 503);
    await register();
    await sandbox.write({});
    const [delivery] = await settled(1);
    expect(delivery?.status).toBe('dropped');
    expect(receiver.received).toHaveLength(3);
  });

  it('can be repeated many times at once', async () => {
    await register();
    await sandbox.write({});
    await arrived(1);
    const [message] = sandbox.messages('demo-support');
    const again = await sandbox.control('POST', '/sandbox/redeliver', { message_id: message?.id, times: 5 });
    expect(again.json.data).toHaveLength(5);
    expect(new Set(receiver.received.map(({ json }) => json.id)).size).toBe(1);
    await sandbox.control('POST', '/sandbox/redeliver', { message_id: message?.id, times: 2, new_id: true });
    expect(receiver.received).toHaveLength(8);
    expect(new Set(receiver.received.map(({ json }) => json.id)).size).toBe(3);
  });

  it('can be given a secret that is known beforehand', async () => {
    const { id } = (await register()).json.data;
    expect((await sandbox.control('PUT', `/sandbox/webhooks/${id}`, { secret: 'chosen' })).status).toBe(200);
    await sandbox.write({});
    const [first] = await arrived(1);
    expect(first?.headers['x-nylas-signature']).toBe(signatureOf(first?.bytes ?? Buffer.of(), 'chosen'));
  });

  it('can be made up for any trigger', async () => {
    await register({ trigger_types: ['message.bounced'] });
    const object = { message: { id: 'm' }, bounce: { type: 'MailboxFull' } };
    await sandbox.control('POST', '/sandbox/events', {
      type: 'message.bounced',
      object,
      grant_id: 'demo-support',
    });
    const [first] = await arrived(1);
    expect(first?.json).toMatchObject({
      type: 'message.bounced',
      data: { grant_id: 'demo-support', object },
    });
  });
});
