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

describe('a destination', () => {
  it('is challenged once when it is made and gets its secret then', async () => {
    const made = await register({ description: 'mine' });
    expect(made.status).toBe(200);
    expect(made.json.data).toMatchObject({
      status: 'active',
      webhook_url: receiver.url,
      description: 'mine',
      compressed_delivery: false,
    });
    expect(made.json.data.webhook_secret).toHaveLength(32);
    expect(receiver.challenges).toHaveLength(1);
    const path = `/v3/webhooks/${made.json.data.id}`;
    expect((await sandbox.nylas('GET', path)).json.data).not.toHaveProperty('webhook_secret');
    expect((await sandbox.nylas('GET', '/v3/webhooks')).json.data).toHaveLength(1);
    expect((await register()).status).toBe(400);
  });

  it.each(['wrong', 'quoted', 'chunked'] as const)(
    'is refused with 400 when the challenge is answered %s',
    async (how) => {
      await using bad = await startReceiver(how);
      const answer = await register({}, bad.url);
      expect([answer.status, answer.json.error.type]).toEqual([400, '70005']);
      expect(answer.json.error.message).toContain('unable.verify.webhook_url');
      expect((await sandbox.nylas('GET', '/v3/webhooks')).json.data).toEqual([]);
    },
  );

  it('is refused when nobody is there, and for triggers that do not exist', async () => {
    expect((await register({}, 'http://127.0.0.1:9/hook')).status).toBe(400);
    expect((await register({ trigger_types: ['message.invented'] })).status).toBe(400);
  });

  it('can be paused, is challenged again when made active, rotated and deleted', async () => {
    const { id, webhook_secret: before } = (await register()).json.data;
    const path = `/v3/webhooks/${id}`;
    await sandbox.nylas('PUT', path, { status: 'pause' });
    await sandbox.write({});
    expect((await sandbox.nylas('PUT', path, { status: 'active' })).json.data.status).toBe('active');
    expect(receiver.challenges).toHaveLength(2);
    const { webhook_secret: after } = (await sandbox.nylas('POST', `/v3/webhooks/rotate-secret/${id}`)).json
      .data;
    expect(after).not.toBe(before);
    await sandbox.write({ subject: 'Second' });
    const [only] = await arrived(1);
    expect(only?.json.data.object['subject']).toBe('Second');
    expect(only?.headers['x-nylas-signature']).toBe(signatureOf(only?.bytes ?? Buffer.of(), after));
    expect((await sandbox.nylas('DELETE', path)).status).toBe(200);
    expect((await sandbox.nylas('GET', path)).status).toBe(404);
  });
});

describe('a notification', () => {
  it('of an inbound mail is an envelope signed over its exact bytes', async () => {
    const { webhook_secret: secret } = (await register()).json.data;
    await sandbox.write({ subject: 'Ümlaut' });
    const [first] = await arrived(1);
    expect(first?.headers['content-type']).toBe('application/json');
    expect(first?.headers['x-nylas-signature']).toBe(signatureOf(first?.bytes ?? Buffer.of(), secret));
    const [message] = sandbox.messages('demo-support');
    expect(first?.json).toMatchObject({
      specversion: '1.0',
      type: 'message.created',
      webhook_delivery_attempt: 1,
      data: {
        object: {
          id: message?.id,
          grant_id: 'demo-support',
          object: 'message',
          subject: 'Ümlaut',
          folders: ['inbox'],
        },
      },
    });
    expect(first?.json.data.object).not.toHaveProperty('headers');
    expect(first?.json.data.application_id).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('is gzipped with the signature over the compressed bytes where that was asked for', async () => {
    const { webhook_secret: secret } = (await register({ compressed_delivery: true })).json.data;
    await sandbox.write({});
    const [first] = await arrived(1);
    expect(first?.headers['content-encoding']).toBe('gzip');
    expect(first?.bytes[0]).toBe(0x1f);
    expect(first?.headers['x-nylas-signature']).toBe(signatureOf(first?.bytes ?? Buffer.of(), secret));
  });

  it('over 1 MB loses the body and is called truncated', async () => {
    await register();
    await sandbox.write({ text: 'long line of words\r\n'.repeat(60_000) });
    const [first] = await arrived(1);
    expect(first?.json.type).toBe('message.created.truncated');
    expect(first?.json.data.object).not.toHaveProperty('body');
    expect(first?.json.data.object['snippet']).toContain('long line');
  });

  it('comes for sends with their metadata, for flags, deletions, folders and accounts, not for drafts', async () => {
    await register();
    const base = '/v3/grants/demo-support';
    await sandbox.nylas('POST', `${base}/drafts`, { subject: 'quiet' });
    const sent = await sandbox.nylas('POST', `${base}/messages/send`, {
      to: [{ email: 'ann@customer.example' }],
      metadata: { key1: 'r_1' },
    });
    const path = `${base}/messages/${sent.json.data.id}`;
    await sandbox.nylas('PUT', path, { metadata: { key1: 'r_2' } });
    await sandbox.nylas('PUT', path, { starred: true });
    await sandbox.nylas('DELETE', `${path}?hard_delete=true`);
    await sandbox.nylas('POST', `${base}/folders`, { name: 'VIP' });
    await sandbox.nylas('POST', '/v3/connect/custom', {
      provider: 'nylas',
      settings: { email: 'new@inreply.test' },
    });
    await arrived(6);
    const by = (type: string) => receiver.received.find(({ json }) => json.type === type)?.json.data;
    expect(receiver.received.map(({ json }) => json.type).toSorted()).toEqual(all.toSorted());
    expect(by('message.created')?.object).toMatchObject({ folders: ['sent'], metadata: { key1: 'r_1' } });
    expect(by('message.updated')?.object).toMatchObject({ starred: true, metadata: { key1: 'r_2' } });
    expect(by('message.deleted')?.object).toMatchObject({ id: sent.json.data.id, grant_id: 'demo-support' });
    expect(by('message.delivered')).toMatchObject({
      grant_id: 'demo-support',
      object: {
        message: { from: 'support@inreply.test', to: ['ann@customer.example'] },
        delivered: { recipients: ['ann@customer.example'] },
      },
    });
  });
});

describe('a destination given at the start', () => {
  it('needs no challenge and is told with the secret that was given', async () => {
    await using other = await startTestSandbox({ webhook: { url: receiver.url, secret: 's3cret' } });
    await other.write({});
    const [first] = await arrived(1);
    expect(receiver.challenges).toEqual([]);
    expect(first?.headers['x-nylas-signature']).toBe(signatureOf(first?.bytes ?? Buffer.of(), 's3cret'));
  });
});

describe('test events', () => {
  it('are sent signed with the fixed secret, and shown on request', async () => {
    const sent = await sandbox.nylas('POST', '/v3/webhooks/send-test-event', {
      trigger_type: 'message.created',
      webhook_url: receiver.url,
    });
    expect(sent.status).toBe(200);
    const [first] = receiver.received;
    expect(first?.headers['x-nylas-signature']).toBe(
      signatureOf(first?.bytes ?? Buffer.of(), 'mock-webhook-secret'),
    );
    const shown = await sandbox.nylas('POST', '/v3/webhooks/mock-payload', {
      trigger_type: 'message.bounced',
    });
    expect(shown.json.data).toMatchObject({ type: 'message.bounced', data: { object: { bounce: {} } } });
  });
});
