import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startTestSandbox, type TestSandbox } from '../helpers/sandbox.ts';

let sandbox: TestSandbox;

beforeAll(async () => {
  sandbox = await startTestSandbox();
});
beforeEach(() => sandbox.control('POST', '/sandbox/reset'));
afterAll(() => sandbox.stop());

const page = async (query = '') => {
  const answer = await fetch(`${sandbox.url}/${query}`);
  return { status: answer.status, headers: answer.headers, text: await answer.text() };
};
const write = (fields: Record<string, string>, headers: Record<string, string> = {}) =>
  fetch(`${sandbox.url}/write`, {
    method: 'POST',
    body: new URLSearchParams({
      mailbox: 'demo-support',
      from: 'Ann <ann@customer.example>',
      text: 'Hi',
      ...fields,
    }),
    headers: { origin: sandbox.url, ...headers },
    redirect: 'manual',
  });

describe('the page', () => {
  it('says on top that it is a stand-in, and takes nothing from elsewhere', async () => {
    const { text, headers } = await page();
    expect(text).toContain('offline stand-in for Nylas and for a model');
    expect(headers.get('content-security-policy')).toContain("default-src 'none'; script-src 'self'");
    expect(text).not.toMatch(/<script(?! src="\/assets)|<style|style="|https?:\/\//);
    for (const name of ['style.css', 'page.js']) {
      expect((await fetch(`${sandbox.url}/assets/${name}`)).status).toBe(200);
    }
  });

  it('sends a mail the same way in as any other, and the answer to it into its thread', async () => {
    const sent = await write({ subject: 'Lamp' });
    expect(sent.status).toBe(303);
    const [first] = sandbox.messages('demo-support');
    expect(first).toMatchObject({ subject: 'Lamp', from: [{ name: 'Ann', email: 'ann@customer.example' }] });
    expect(first?.headers[0]).toEqual({ name: 'Return-Path', value: '<ann@customer.example>' });
    expect(sent.headers.get('location')).toBe(`/?mailbox=demo-support&thread=${first?.threadId}`);

    const thread = await page(`?mailbox=demo-support&thread=${first?.threadId}`);
    expect(thread.text).toContain('Answer as the customer');
    await write({ subject: 'Re: Lamp', in_reply_to: first?.messageId ?? '' });
    expect(sandbox.messages('demo-support')[1]?.threadId).toBe(first?.threadId);
  });

  it('marks what a machine sent and shows drafts, with everything in it escaped', async () => {
    await write({ subject: '<script>alert(1)</script>', text: '<img src=x onerror=alert(1)>' });
    const [message] = sandbox.messages('demo-support');
    const base = '/v3/grants/demo-support';
    const reply = {
      to: [{ email: 'ann@customer.example' }],
      body: '<p>Answer</p>',
      reply_to_message_id: message?.id,
    };
    await sandbox.nylas('POST', `${base}/messages/send`, {
      ...reply,
      custom_headers: [{ name: 'Auto-Submitted', value: 'auto-replied' }],
    });
    await sandbox.nylas('POST', `${base}/drafts`, { ...reply, body: 'Perhaps' });
    const { text } = await page(`?mailbox=demo-support&thread=${message?.threadId}`);
    expect(text).toContain('auto-replied');
    expect(text).toContain('waits for a person');
    expect(text).not.toContain('<script>alert');
    expect(text).not.toContain('<img src=x');
  });

  it('refuses forms of other sites and senders that are none', async () => {
    expect((await write({}, { origin: 'https://evil.example' })).status).toBe(403);
    expect((await write({ from: 'nobody' })).status).toBe(400);
    expect(sandbox.messages('demo-support')).toEqual([]);
    expect((await page('?mailbox=nobody')).status).toBe(404);
  });
});
