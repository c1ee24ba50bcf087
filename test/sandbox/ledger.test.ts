import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { eventually, startTestSandbox, type TestSandbox } from '../helpers/sandbox.ts';

let sandbox: TestSandbox;
const base = '/v3/grants/demo-support';
const ann = { email: 'ann@customer.example' };

beforeAll(async () => {
  sandbox = await startTestSandbox();
});
beforeEach(() => sandbox.control('POST', '/sandbox/reset'));
afterAll(() => sandbox.stop());

const mails = (list: unknown[]) => sandbox.control('POST', '/sandbox/mails', list);
const one = { to: 'support@inreply.test', from: 'Ann <ann@customer.example>', subject: 'A', text: 'Hello' };
const lines = async (path: string): Promise<unknown[]> =>
  (await sandbox.control('GET', path)).text
    .split('\n')
    .filter(Boolean)
    .map((line): unknown => JSON.parse(line));
const send = (body: Record<string, unknown>, headers: Record<string, string> = {}) =>
  sandbox.nylas('POST', `${base}/messages/send`, { to: [ann], subject: 'Re: A', ...body }, headers);

const listed = async (query = '') =>
  (await sandbox.nylas('GET', `${base}/messages${query}`)).json.data.length;
const set = (settings: Record<string, unknown>) => sandbox.control('PUT', '/sandbox/settings', settings);

describe('many mails at once', () => {
  it('are filed in their order, threaded, with their headers, like mail that came by SMTP', async () => {
    const { data } = (
      await mails([
        {
          ...one,
          message_id: '<1@c.example>',
          headers: { 'Auto-Submitted': 'auto-replied' },
          return_path: '',
        },
        {
          ...one,
          html: '<p>Hi</p>',
          in_reply_to: '<1@c.example>',
          references: ['<0@c.example>', '<1@c.example>'],
        },
        { ...one, to: 'sales@inreply.test', folder: 'junk' },
      ])
    ).json;
    expect(data.map(({ grant_id: grant }) => grant)).toEqual(['demo-support', 'demo-support', 'demo-sales']);
    expect(data[1]?.thread_id).toBe(data[0]?.thread_id);
    const [first, second] = sandbox.messages('demo-support');
    expect(first).toMatchObject({ from: [{ name: 'Ann', email: 'ann@customer.example' }], body: 'Hello' });
    expect(first?.headers).toContainEqual({ name: 'Auto-Submitted', value: 'auto-replied' });
    expect(first?.headers).toContainEqual({ name: 'Return-Path', value: '<>' });
    expect(second?.body).toBe('<p>Hi</p>');
    expect(sandbox.messages('demo-sales')[0]?.folders).toEqual(['junk']);
    const mime = await sandbox.nylas('GET', `${base}/messages/${first?.id}?fields=raw_mime`);
    const raw = Buffer.from(mime.json.data.raw_mime, 'base64url').toString();
    expect(raw).toMatch(/^Return-Path: <>\r\nReceived: [\s\S]*\r\n\r\nHello\r\n$/);
  });

  it('are all refused when one is wrong, with every mistake named', async () => {
    const { status, json } = await mails([
      one,
      { ...one, to: 'x@y.example', from: 'nobody' },
      { ...one, colour: 1 },
    ]);
    expect(status).toBe(400);
    for (const path of ['1.from:', '2: Unrecognized key']) expect(json.error.message).toContain(path);
    expect((await mails([{ ...one, to: 'x@y.example' }])).json.error.message).toContain('0.to:');
    expect(sandbox.messages('demo-support')).toEqual([]);
  });

  it('can be kept from every webhook', async () => {
    sandbox.world.webhooks.register({ url: 'http://127.0.0.1:9/', triggers: ['message.created'] });
    await mails([{ ...one, announced: false }]);
    expect(sandbox.world.webhooks.deliveries()).toEqual([]);
  });
});

describe('the ledger', () => {
  it('has every message with its thread, ids, key and metadata, also after it was deleted', async () => {
    const [mail] = (await mails([{ ...one, message_id: '<1@c.example>' }])).json.data;
    const sent = await send(
      {
        reply_to_message_id: mail?.message_id,
        metadata: { key1: 'r' },
        custom_headers: [{ name: 'Auto-Submitted', value: 'auto-replied' }],
      },
      { 'idempotency-key': 'k' },
    );
    await sandbox.control('POST', '/sandbox/person/reply', {
      ...mail,
      rfc_message_id: undefined,
      thread_id: undefined,
      body: 'Me',
    });
    await sandbox.nylas('DELETE', `${base}/messages/${mail?.message_id}?hard_delete=true`);
    const all = await lines('/sandbox/ledger');
    expect(all).toMatchObject([
      {
        seq: 1,
        direction: 'received',
        via: 'http',
        id: mail?.message_id,
        rfc_message_id: '<1@c.example>',
        in_reply_to: null,
        from: ann.email,
        folder: 'inbox',
      },
      {
        seq: 2,
        direction: 'sent',
        via: 'api',
        id: sent.json.data.id,
        thread_id: mail?.thread_id,
        in_reply_to: '<1@c.example>',
        reply_to_message_id: mail?.message_id,
        to: [ann.email],
        metadata: { key1: 'r' },
        idempotency_key: 'k',
        auto_submitted: 'auto-replied',
      },
      { seq: 3, direction: 'sent', via: 'person' },
    ]);
    expect(await lines('/sandbox/ledger?after=1&limit=1')).toEqual([all[1]]);
    expect(await lines('/sandbox/ledger?grant_id=demo-sales')).toEqual([]);
  });

  it('stands beside a list of the drafts there are', async () => {
    const [mail] = (await mails([one])).json.data;
    await sandbox.nylas('POST', `${base}/drafts`, {
      to: [ann],
      reply_to_message_id: mail?.message_id,
      metadata: { key1: 'r' },
    });
    expect(await lines('/sandbox/drafts')).toMatchObject([
      {
        grant_id: 'demo-support',
        thread_id: mail?.thread_id,
        reply_to_message_id: mail?.message_id,
        metadata: { key1: 'r' },
      },
    ]);
  });
});

describe('lag', () => {
  it('keeps a message out of lists and threads while GET by its id works', async () => {
    await set({ listing_lag_ms: 60_000 });
    const [mail] = (await mails([one])).json.data;
    expect((await sandbox.nylas('GET', `${base}/messages/${mail?.message_id}`)).status).toBe(200);
    expect(await listed()).toBe(0);
    expect(await listed(`?thread_id=${mail?.thread_id}`)).toBe(0);
    expect((await sandbox.nylas('GET', `${base}/threads`)).json.data).toEqual([]);
  });

  it('ends by itself', async () => {
    await set({ listing_lag_ms: 60 });
    await mails([one]);
    await eventually(async () => (await listed()) === 1 || undefined, 'the message in the list');
    expect(sandbox.messages('demo-support')).toHaveLength(1);
  });

  it('of metadata keeps a sent message from its look-up only', async () => {
    await set({ metadata_lag_ms: 60_000 });
    await send({ metadata: { key1: 'r' } });
    expect([await listed(), await listed('?metadata_pair=key1:r')]).toEqual([1, 0]);
  });
});

describe('message.send_success', () => {
  it('comes for immediate sends where that is switched on', async () => {
    sandbox.world.webhooks.register({ url: 'http://127.0.0.1:9/', triggers: ['message.send_success'] });
    await send({});
    await sandbox.control('PUT', '/sandbox/settings', { send_webhooks: true });
    const { id } = (await send({})).json.data;
    const told = sandbox.world.webhooks.deliveries().filter(({ type }) => type === 'message.send_success');
    expect(told).toMatchObject([{ objectId: id }]);
  });
});

describe('forgetting', () => {
  it('takes old messages out of the mailbox and leaves the ledger', async () => {
    await mails([one]);
    await sandbox.control('PUT', '/sandbox/settings', { forget_after_ms: 1 });
    const [old] = sandbox.messages('demo-support');
    if (old) old.date -= 10;
    await mails([{ ...one, subject: 'B' }]);
    expect(sandbox.messages('demo-support').map(({ subject }) => subject)).toEqual(['B']);
    expect(await lines('/sandbox/ledger')).toHaveLength(2);
  });
});
