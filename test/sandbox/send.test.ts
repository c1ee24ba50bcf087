import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startTestSandbox, eventually, type TestSandbox } from '../helpers/sandbox.ts';

let sandbox: TestSandbox;
const base = '/v3/grants/demo-support';
const ann = { name: 'Ann', email: 'ann@customer.example' };

beforeAll(async () => {
  sandbox = await startTestSandbox({ minScheduleSeconds: 1 });
});
beforeEach(() => sandbox.control('POST', '/sandbox/reset'));
afterAll(() => sandbox.stop());

const send = (body: unknown, headers?: Record<string, string>) =>
  sandbox.nylas('POST', `${base}/messages/send`, body, headers);

describe('a send', () => {
  it('in reply to a message stays in its thread, carries the ids and keeps our headers and metadata', async () => {
    const root = await sandbox.write({});
    const second = await sandbox.write({ inReplyTo: root, references: [root] });
    const target = sandbox.messages('demo-support')[1];
    const answer = await send({
      to: [ann],
      subject: 'Re: A question',
      body: '<p>Hello &amp; <b>goodbye</b></p>',
      reply_to_message_id: target?.id,
      custom_headers: [
        { name: 'Auto-Submitted', value: 'auto-replied' },
        { name: 'X-Inreply-Id', value: 'r_1' },
      ],
      metadata: { key1: 'r_1' },
    });
    expect(answer.status).toBe(200);
    expect(answer.json.grant_id).toBe('demo-support');
    expect(answer.json.data).toMatchObject({
      object: 'message',
      thread_id: target?.threadId,
      from: [{ name: 'Support', email: 'support@inreply.test' }],
      folders: ['sent'],
      unread: false,
      snippet: 'Hello & goodbye',
      metadata: { key1: 'r_1' },
      reply_to_message_id: target?.id,
    });

    const { data } = (await sandbox.control('GET', '/sandbox/outbox?to=ANN@customer.example')).json;
    expect(data).toHaveLength(1);
    const value = (name: string) => data[0]!.headers.find((h: { name: string }) => h.name === name)?.value;
    expect(value('In-Reply-To')).toBe(second);
    expect(value('References')).toBe(`${root} ${second}`);
    expect(value('Auto-Submitted')).toBe('auto-replied');
    expect(value('X-Inreply-Id')).toBe('r_1');
    expect(value('Message-ID')).toMatch(/^<.+@inreply\.test>$/);
    expect(data[0]!.raw_headers).toContain('Auto-Submitted: auto-replied');
    const raw = await sandbox.control('GET', `/sandbox/outbox/${data[0]!.id}`);
    expect(raw.text).toContain('multipart/alternative');
  });

  it('to another mailbox of the sandbox arrives there, threaded, and hides the blind copy', async () => {
    await send({
      to: [{ email: 'sales@inreply.test' }],
      bcc: [ann],
      subject: 'For you',
      body: 'plain',
      is_plaintext: true,
    });
    const [arrived] = sandbox.messages('demo-sales');
    expect(arrived).toMatchObject({
      subject: 'For you',
      unread: true,
      bcc: [],
      from: [{ name: 'Support', email: 'support@inreply.test' }],
    });
    expect(arrived?.headers.some(({ name }) => name.toLowerCase() === 'bcc')).toBe(false);
    const [sent] = sandbox.sent('demo-support');
    expect(sent?.bcc).toEqual([ann]);
    await sandbox.nylas('POST', '/v3/grants/demo-sales/messages/send', {
      to: [{ email: 'support@inreply.test' }],
      reply_to_message_id: arrived?.id,
      body: 'back',
    });
    const back = sandbox.messages('demo-support').find(({ folders }) => folders.includes('inbox'));
    expect(back?.threadId).toBe(sent?.threadId);
    expect((await sandbox.control('GET', '/sandbox/outbox')).json.data).toHaveLength(1);
  });

  it('takes attachments in JSON and as multipart', async () => {
    const content = Buffer.from('file body').toString('base64');
    const json = await send({
      to: [ann],
      attachments: [{ filename: 'a.txt', content, content_type: 'text/plain' }],
    });
    expect(json.json.data.attachments[0]).toMatchObject({ filename: 'a.txt', size: 9 });

    const form = new FormData();
    form.append('message', JSON.stringify({ to: [ann], subject: 'With file', body: '<img src="cid:pic">' }));
    form.append('file0', new Blob(['hello'], { type: 'text/plain' }), 'b.txt');
    form.append('pic', new Blob(['png'], { type: 'image/png' }), 'c.png');
    const multipart = await send(form);
    expect(multipart.json.data.attachments).toMatchObject([
      { filename: 'b.txt', is_inline: false },
      { filename: 'c.png', is_inline: true, content_id: 'pic' },
    ]);
  });

  it.each([
    ['no recipient', { subject: 'x' }, 400, /to:/],
    ['a bad address', { to: [{ email: 'not an address' }] }, 400, /to\.0\.email/],
    [
      '51 recipients',
      { to: Array.from({ length: 51 }, (_, n) => ({ email: `p${n}@x.example` })) },
      400,
      /50/,
    ],
    ['another sender', { to: [ann], from: [{ email: 'boss@inreply.test' }] }, 400, /from/],
    [
      'an unknown message to reply to',
      { to: [ann], reply_to_message_id: 'nothing' },
      404,
      /reply_to_message_id/,
    ],
    [
      'a header with a line break',
      { to: [ann], custom_headers: [{ name: 'X', value: 'a\r\nBcc: b' }] },
      400,
      /custom_headers/,
    ],
    [
      'a header name that is none',
      { to: [ann], custom_headers: [{ name: 'X y', value: 'a' }] },
      400,
      /custom_headers/,
    ],
    ['broken JSON', '{"to":', 400, /parsed/],
    ['a time in the past', { to: [ann], send_at: 1 }, 400, /send_at/],
  ])('with %s is refused and sends nothing', async (_what, body, status, message) => {
    const answer = await send(body, { 'content-type': 'application/json' });
    expect(answer.status).toBe(status);
    expect(answer.json.error.message).toMatch(message);
    expect(sandbox.messages('demo-support')).toEqual([]);
  });

  it('with send_at is accepted with 202, can be cancelled, and else leaves in time', async () => {
    const sendAt = Math.floor(Date.now() / 1000) + 2;
    const kept = await send({ to: [ann], subject: 'Later', send_at: sendAt });
    const cancelled = await send({ to: [ann], subject: 'Never', send_at: sendAt });
    expect(kept.status).toBe(202);
    expect(kept.json.data).toMatchObject({ send_at: sendAt, subject: 'Later' });
    const path = `${base}/messages/schedules`;
    expect((await sandbox.nylas('GET', path)).json.data).toHaveLength(2);
    const gone = await sandbox.nylas('DELETE', `${path}/${cancelled.json.data.schedule_id}`);
    expect([gone.status, gone.json.data]).toEqual([202, { message: 'cancellation requested' }]);

    await sandbox.until('demo-support', ({ subject }) => subject === 'Later');
    const id = kept.json.data.schedule_id;
    await eventually(
      async () => (await sandbox.nylas('GET', `${path}/${id}`)).text.includes('"success"') || undefined,
      'the schedule to close',
    );
    expect((await sandbox.nylas('DELETE', `${path}/${id}`)).status).toBe(404);
    expect(sandbox.messages('demo-support').map(({ subject }) => subject)).toEqual(['Later']);
  });
});

describe('a person in a mail client', () => {
  it('answers without our marks, in the thread', async () => {
    await sandbox.write({ subject: 'Lamp', from: 'ann@customer.example' });
    const [message] = sandbox.messages('demo-support');
    await sandbox.control('POST', '/sandbox/person/reply', {
      grant_id: 'demo-support',
      message_id: message?.id,
      body: 'By hand',
    });
    expect(sandbox.sent('demo-support')[0]).toMatchObject({
      subject: 'Re: Lamp',
      threadId: message?.threadId,
      metadata: {},
      to: [{ email: 'ann@customer.example' }],
    });
  });
});
