import { existsSync, globSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startTestSandbox, type TestSandbox } from '../helpers/sandbox.ts';

const corpus = '../shared/corpus';
let sandbox: TestSandbox;

beforeAll(async () => {
  sandbox = await startTestSandbox();
});
beforeEach(() => sandbox.control('POST', '/sandbox/reset'));
afterAll(() => sandbox.stop());

const only = (grant = 'demo-support') => {
  const [message, ...more] = sandbox.messages(grant);
  if (!message || more.length > 0) throw new Error(`${more.length} messages more than one, or none`);
  return message;
};

describe('mail that comes in over SMTP', () => {
  it('lies unread in the inbox with decoded headers in their order, behind Return-Path and Received', async () => {
    const raw = [
      'X-First: 1',
      'From: =?utf-8?Q?J=C3=B6rg?= <joerg@customer.example>',
      'To: support@inreply.test',
      'Subject: =?utf-8?B?V28gaXN0IG1laW5lIELDvGNoZXJzZW5kdW5nPw==?=',
      'Message-ID: <one@customer.example>',
      'X-first: 2',
      '',
      'Guten Tag',
    ].join('\r\n');
    await sandbox.deliver(raw, { from: 'envelope@customer.example', to: 'support@inreply.test' });

    const message = only();
    expect(message.subject).toBe('Wo ist meine Büchersendung?');
    expect(message.from).toEqual([{ name: 'Jörg', email: 'joerg@customer.example' }]);
    expect(message.folders).toEqual(['inbox']);
    expect(message.unread).toBe(true);
    expect(message.headers.map(({ name }) => name)).toEqual([
      'Return-Path',
      'Received',
      'X-First',
      'From',
      'To',
      'Subject',
      'Message-ID',
      'X-first',
    ]);
    expect(message.headers[0]?.value).toBe('<envelope@customer.example>');
    expect(message.headers[5]?.value).toBe('Wo ist meine Büchersendung?');
    expect(Math.abs(message.date - Date.now() / 1000)).toBeLessThan(5);
  });

  it('has an empty Return-Path when it is a bounce', async () => {
    await sandbox.deliver('From: mailer-daemon@x.example\r\n\r\ngone', {
      from: '',
      to: 'support@inreply.test',
    });
    expect(only().headers[0]).toEqual({ name: 'Return-Path', value: '<>' });
  });

  it('takes the HTML part where there is one and keeps attachments and the kind of a report', async () => {
    const raw = [
      'From: ann@customer.example',
      'Content-Type: multipart/report; report-type=delivery-status; boundary=b',
      '',
      '--b',
      'Content-Type: text/plain',
      '',
      'plain',
      '--b',
      'Content-Type: text/html',
      '',
      '<p>html</p>',
      '--b',
      'Content-Type: message/delivery-status',
      '',
      'Reporting-MTA: dns; x',
      '--b',
      'Content-Type: application/pdf; name="a.pdf"',
      'Content-Disposition: attachment; filename="a.pdf"',
      'Content-Transfer-Encoding: base64',
      '',
      'AAEC',
      '--b--',
    ].join('\r\n');
    await sandbox.deliver(raw, { from: 'ann@customer.example', to: 'support@inreply.test' });

    const message = only();
    expect(message.body).toContain('<p>html</p>');
    expect(message.headers.find(({ name }) => name === 'Content-Type')?.value).toContain('delivery-status');
    const pdf = message.attachments.find(({ filename }) => filename === 'a.pdf');
    expect(pdf?.contentType).toBe('application/pdf');
    const path = `/v3/grants/demo-support/attachments/${pdf?.id}`;
    expect((await sandbox.nylas('GET', path)).status).toBe(400);
    expect((await sandbox.nylas('GET', `${path}?message_id=${message.id}`)).json.data.size).toBe(3);
    const download = await sandbox.nylas('GET', `${path}/download?message_id=${message.id}`);
    expect(download.headers.get('content-type')).toBe('application/pdf');
    expect(download.text).toBe('\u0000\u0001\u0002');
  });

  it('gets a Message-ID when it has none, so that an answer can name it', async () => {
    await sandbox.deliver('Subject: x\r\n\r\nx', { from: 'a@b.example', to: 'support@inreply.test' });
    const message = only();
    expect(message.messageId).toMatch(/^<.+@sandbox\.inreply\.test>$/);
    expect(message.headers.filter(({ name }) => name === 'Message-ID')).toEqual([
      { name: 'Message-ID', value: message.messageId },
    ]);
  });

  it('joins a thread by In-Reply-To or References, never by its subject', async () => {
    const first = await sandbox.write({ subject: 'Lamp' });
    const second = await sandbox.write({ subject: 'Re: Lamp', inReplyTo: first });
    await sandbox.write({ subject: 'Something else', references: [first, second] });
    await sandbox.write({ subject: 'Lamp' });

    const threads = sandbox.messages('demo-support').map(({ threadId }) => threadId);
    expect(new Set(threads.slice(0, 3)).size).toBe(1);
    expect(threads[3]).not.toBe(threads[0]);
  });

  it('joins the thread of a mail that refers to it but came earlier', async () => {
    await sandbox.write({ inReplyTo: '<late@customer.example>' });
    await sandbox.write({ messageId: '<late@customer.example>' });
    const threads = sandbox.messages('demo-support').map(({ threadId }) => threadId);
    expect(threads[0]).toBe(threads[1]);
  });

  it('is refused with 550 for an unknown mailbox and for foreign domains', async () => {
    const to = (address: string) =>
      sandbox.deliver('Subject: x\r\n\r\nx', { from: 'a@b.example', to: address });
    await expect(to('nobody@inreply.test')).rejects.toThrow(/550/);
    await expect(to('somebody@elsewhere.example')).rejects.toThrow(/550.*relay/);
    expect(sandbox.messages('demo-support')).toEqual([]);
  });

  it('is refused with 552 when it has more than 25 MB', async () => {
    const raw = Buffer.alloc(26 * 1024 * 1024, 'x\r\n');
    const sent = sandbox.deliver(raw, { from: 'a@b.example', to: 'support@inreply.test' });
    await expect(sent).rejects.toThrow(/552/);
    expect(sandbox.messages('demo-support')).toEqual([]);
  });

  it.each([
    ['nothing', ' '],
    ['no headers', 'just words\r\nand more'],
    ['bytes that are no text', Buffer.from([0xff, 0xfe, 0x00, 0x41, 0x0d, 0x0a, 0x80])],
    ['300 nested parts', nested(300)],
    [
      'an unclosed multipart',
      'Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\nContent-Type: text/html\r\n\r\n<b>',
    ],
  ])('is kept even when it is %s', async (_what, raw) => {
    await sandbox.deliver(raw, { from: 'a@b.example', to: 'support@inreply.test' });
    expect(only().from).toEqual([{ name: '', email: 'a@b.example' }]);
  });

  it('keeps what can be read of a mail that cannot be parsed', async () => {
    const raw = `From: Ann <ann@b.example>\r\nSubject: =?utf-8?Q?Gr=C3=BC=C3=9Fe?=\r\nMessage-ID: <n@b.example>\r\n${nested(300)}`;
    await sandbox.deliver(raw, { from: 'a@b.example', to: 'support@inreply.test' });
    expect(only()).toMatchObject({
      subject: 'Grüße',
      from: [{ name: 'Ann', email: 'ann@b.example' }],
      messageId: '<n@b.example>',
    });
  });
});

describe('mail that comes in over HTTP', () => {
  it('goes to the mailboxes its headers name, or to those of ?to=', async () => {
    const raw = 'From: ann@customer.example\r\nTo: sales@inreply.test\r\nSubject: Hi\r\n\r\nx';
    const placed = await sandbox.control('POST', '/sandbox/mail', raw);
    expect(placed.json).toMatchObject({ grant_id: 'demo-sales', message_id: only('demo-sales').id });
    const asked = await sandbox.control('POST', '/sandbox/mail?to=support@inreply.test&folder=junk', raw);
    expect(asked.json.grant_id).toBe('demo-support');
    expect(only().folders).toEqual(['junk']);
    expect((await sandbox.control('POST', '/sandbox/mail?to=x@y.example', raw)).status).toBe(400);
  });
});

describe.skipIf(!existsSync(corpus))('real mail (only where ../shared/corpus is there)', () => {
  it('is all taken, however it is broken', async () => {
    const files = globSync(`${corpus}/{mime-torture,autoreply}/mail/**/*`, { withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => `${entry.parentPath}/${entry.name}`);
    const { readFile } = await import('node:fs/promises');
    for (const file of files) {
      const placed = await sandbox.control(
        'POST',
        '/sandbox/mail?to=support@inreply.test',
        await readFile(file),
      );
      expect([file, placed.status]).toEqual([file, 200]);
    }
    expect(sandbox.messages('demo-support').length).toBe(files.length);
    const page = await sandbox.nylas(
      'GET',
      '/v3/grants/demo-support/messages?limit=200&fields=include_headers',
    );
    expect(page.json.data.length).toBe(200);
  });
});

function nested(depth: number): string {
  const parts = Array.from(
    { length: depth },
    (_, at) => `Content-Type: multipart/mixed; boundary=b${at}\r\n\r\n--b${at}\r\n`,
  );
  return `${parts.join('')}\r\nhello`;
}
