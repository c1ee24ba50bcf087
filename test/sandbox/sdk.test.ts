import nylasModule, { MessageFields, WebhookTriggers } from 'nylas';
import OpenAI from 'openai';
import { zodResponseFormat } from 'openai/helpers/zod';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { startTestSandbox, type TestSandbox } from '../helpers/sandbox.ts';
import { startReceiver } from './receiver.ts';

// The package's types describe its CommonJS build, where the class is a member; Node loads the other one.
// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- see above
const Nylas = nylasModule as unknown as typeof nylasModule.default;

let sandbox: TestSandbox;
let nylas: InstanceType<typeof Nylas>;
let openai: OpenAI;
const identifier = 'demo-support';

beforeAll(async () => {
  sandbox = await startTestSandbox();
  nylas = new Nylas({ apiKey: 'test', apiUri: sandbox.url });
  openai = new OpenAI({ apiKey: 'test', baseURL: `${sandbox.url}/v1`, maxRetries: 0 });
});
beforeEach(() => sandbox.control('POST', '/sandbox/reset'));
afterAll(() => sandbox.stop());

const file = (size: number) => ({
  filename: 'a.bin',
  contentType: 'application/octet-stream',
  content: Buffer.alloc(size, 1),
  size,
});

describe('the official nylas package', () => {
  it('lists, finds, marks and deletes messages', async () => {
    for (const subject of ['One', 'Two', 'Three']) await sandbox.write({ subject });
    const page = await nylas.messages.list({
      identifier,
      queryParams: { limit: 2, unread: true, anyEmail: ['ann@customer.example'] },
    });
    expect(page.data.map(({ subject }) => subject)).toEqual(['Three', 'Two']);
    const next = await nylas.messages.list({
      identifier,
      queryParams: {
        limit: 2,
        unread: true,
        anyEmail: ['ann@customer.example'],
        pageToken: page.nextCursor ?? '',
      },
    });
    expect(next.data.map(({ subject }) => subject)).toEqual(['One']);
    const messageId = page.data[0]?.id ?? '';
    const found = await nylas.messages.find({
      identifier,
      messageId,
      queryParams: { fields: MessageFields.INCLUDE_HEADERS },
    });
    expect(found.data.headers?.map(({ name }) => name)).toContain('Message-ID');
    const updated = await nylas.messages.update({ identifier, messageId, requestBody: { unread: false } });
    expect(updated.data.unread).toBe(false);
    await nylas.messages.destroy({ identifier, messageId });
    expect((await nylas.messages.find({ identifier, messageId })).data.folders).toEqual(['trash']);
    await expect(nylas.messages.find({ identifier, messageId: 'nothing' })).rejects.toMatchObject({
      statusCode: 404,
      type: 'not_found_error',
    });
  });

  it('sends once under an Idempotency-Key', async () => {
    await sandbox.write({});
    const [message] = sandbox.messages(identifier);
    const send = () =>
      nylas.messages.send({
        identifier,
        requestBody: {
          to: [{ email: 'ann@customer.example' }],
          subject: 'Re',
          body: 'Hi',
          replyToMessageId: message?.id ?? '',
        },
        overrides: { headers: { 'Idempotency-Key': 'sdk-1' } },
      });
    const first = await send();
    const second = await send();
    expect(first.data).toMatchObject({ threadId: message?.threadId, folders: ['sent'] });
    expect(second.data.id).toBe(first.data.id);
    expect(second.rawHeaders?.['idempotentResponse'] ?? second.rawHeaders?.['idempotent-response']).toBe(
      'true',
    );
    expect(sandbox.sent(identifier)).toHaveLength(1);
  });

  it('sends attachments, also those it sends as multipart', async () => {
    for (const size of [10, 4 * 1024 * 1024]) {
      const sent = await nylas.messages.send({
        identifier,
        requestBody: {
          to: [{ email: 'ann@customer.example' }],
          subject: `${size}`,
          attachments: [file(size)],
        },
      });
      expect(sent.data.attachments?.[0]).toMatchObject({ filename: 'a.bin', size });
      const attachmentId = sent.data.attachments?.[0]?.id ?? '';
      const bytes = await nylas.attachments.downloadBytes({
        identifier,
        attachmentId,
        queryParams: { messageId: sent.data.id },
      });
      expect(bytes.length).toBe(size);
    }
  });

  it('works drafts from making to sending', async () => {
    const made = await nylas.drafts.create({
      identifier,
      requestBody: { to: [{ email: 'ann@customer.example' }], subject: 'D', body: 'one' },
    });
    const draftId = made.data.id;
    await nylas.drafts.update({ identifier, draftId, requestBody: { body: 'two' } });
    expect((await nylas.drafts.list({ identifier })).data.map(({ body }) => body)).toEqual(['two']);
    const sent = await nylas.drafts.send({ identifier, draftId });
    expect(sent.data).toMatchObject({ subject: 'D', folders: ['sent'] });
    await expect(nylas.drafts.find({ identifier, draftId })).rejects.toMatchObject({ statusCode: 404 });
  });

  it('reads threads, folders and grants', async () => {
    await sandbox.write({ subject: 'Lamp' });
    const threads = await nylas.threads.list({ identifier });
    expect(threads.data[0]).toMatchObject({ subject: 'Lamp', hasDrafts: false });
    const thread = await nylas.threads.find({ identifier, threadId: threads.data[0]?.id ?? '' });
    expect(thread.data.messageIds).toHaveLength(1);
    const folders = await nylas.folders.list({ identifier });
    expect(folders.data).toHaveLength(6);
    const folder = await nylas.folders.create({ identifier, requestBody: { name: 'VIP' } });
    await nylas.folders.destroy({ identifier, folderId: folder.data.id });
    expect((await nylas.grants.list()).data.map(({ email }) => email)).toEqual([
      'support@inreply.test',
      'sales@inreply.test',
    ]);
  });

  it('registers, lists, rotates and deletes webhooks', async () => {
    await using receiver = await startReceiver();
    const made = await nylas.webhooks.create({
      requestBody: { triggerTypes: [WebhookTriggers.MessageCreated], webhookUrl: receiver.url },
    });
    expect(made.data.webhookSecret).toHaveLength(32);
    const webhookId = made.data.id;
    expect((await nylas.webhooks.list()).data).toHaveLength(1);
    expect((await nylas.webhooks.rotateSecret({ webhookId })).data.webhookSecret).not.toBe(
      made.data.webhookSecret,
    );
    await nylas.webhooks.destroy({ webhookId });
    expect((await nylas.webhooks.list()).data).toEqual([]);
  });
});

const Classification = z.strictObject({
  category: z.enum(['order_status', 'refund', 'thanks', 'none']),
  confidence: z.number(),
  language: z.string(),
  needs_reply: z.boolean(),
  injection: z.boolean(),
  reason: z.string(),
});
const Draft = z.strictObject({
  body: z.string(),
  citations: z.array(z.strictObject({ text: z.string(), source: z.string() })),
  unsupported: z.array(z.string()),
  commitments: z.array(z.string()),
  confidence: z.number(),
});
const system =
  '- order_status: asks where an order is\n- refund: wants money back\n- thanks: only says thank you';

const ask = () =>
  openai.chat.completions.create({
    model: 'sandbox',
    messages: [{ role: 'user', content: 'x' }],
    response_format: zodResponseFormat(Classification, 'classification'),
  });

describe('the official openai package', () => {
  it('gets a classification and a draft of the shapes asked for', async () => {
    const sorted = await openai.chat.completions.parse({
      model: 'sandbox',
      messages: [
        { role: 'system', content: system },
        { role: 'user', content: 'From: Ann\n\nWhere is my order?' },
      ],
      response_format: zodResponseFormat(Classification, 'classification'),
    });
    expect(sorted.choices[0]?.message.parsed).toMatchObject({
      category: 'order_status',
      language: 'en',
      needs_reply: true,
    });
    expect(sorted.system_fingerprint).toContain('not-a-model');
    expect(sorted.usage?.total_tokens).toBeGreaterThan(0);

    const written = await openai.chat.completions.parse({
      model: 'sandbox',
      messages: [
        {
          role: 'user',
          content: '[orders.md#1]\nOrders arrive within two days.\n\n<mail>When will my order arrive?</mail>',
        },
      ],
      response_format: zodResponseFormat(Draft, 'draft'),
    });
    expect(written.choices[0]?.message.parsed).toMatchObject({
      citations: [{ text: 'Orders arrive within two days.', source: 'orders.md#1' }],
      unsupported: [],
    });
  });

  it('can stream, list the personas, and ask without a schema', async () => {
    const models = await openai.models.list();
    expect(models.data.map(({ id }) => id)).toContain('sandbox-hostile');
    const messages = [{ role: 'user' as const, content: 'Hello?' }];
    const stream = await openai.chat.completions.create({ model: 'sandbox', messages, stream: true });
    let text = '';
    for await (const chunk of stream) text += chunk.choices[0]?.delta.content ?? '';
    expect(text).toContain('not a model');
  });

  it('meets scripted refusals, faults and cut-off answers', async () => {
    await sandbox.control('POST', '/sandbox/model/script', {
      answers: [
        { name: 'draft', refusal: 'No.' },
        { status: 429 },
        { content: '{"category":', finish_reason: 'length' },
        { content: { category: 'refund' } },
      ],
    });
    await expect(ask()).rejects.toMatchObject({ status: 429 });
    expect((await ask()).choices[0]).toMatchObject({
      finish_reason: 'length',
      message: { content: '{"category":' },
    });
    expect((await ask()).choices[0]?.message.content).toBe('{"category":"refund"}');
    const calls = await sandbox.control('GET', '/sandbox/model/calls?name=classification');
    expect(calls.json).toMatchObject({
      pending: 1,
      data: [{ status: 429 }, { status: 200 }, { status: 200 }],
    });
  });
});
