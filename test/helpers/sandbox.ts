import { createTransport } from 'nodemailer';
import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { StoredMessage } from '../../sandbox/mail/types.ts';
import type { Mailbox } from '../../sandbox/nylas/mailbox.ts';
import type { SandboxOptions } from '../../sandbox/options.ts';
import { type Sandbox, startSandbox } from '../../sandbox/start.ts';

const WAIT_MS = 15_000;
const POLL_MS = 15;

/** Mail as a test writes it; what is left out is made up. */
type TestMail = {
  from?: string;
  to?: string;
  subject?: string;
  text?: string;
  html?: string;
  messageId?: string;
  inReplyTo?: string;
  references?: string[];
  headers?: Record<string, string>;
};

export type TestSandbox = Sandbox & {
  /** A request to the Nylas API with a key; `body` is sent as JSON unless it is a string. */
  nylas(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
  /** A request to `/sandbox/…`. */
  control(method: string, path: string, body?: unknown): Promise<Answer>;
  /** Sends a raw mail (bytes, text, or the path of an .eml file) over real SMTP. */
  deliver(raw: Uint8Array | string, envelope: { from: string; to: string }): Promise<void>;
  /** Builds a mail and sends it over real SMTP; gives its Message-ID. */
  write(mail: TestMail): Promise<string>;
  mailbox(grantId: string): Mailbox;
  messages(grantId: string): StoredMessage[];
  /** What this grant has sent, oldest first. */
  sent(grantId: string): StoredMessage[];
  /** The message that `holds` in the mailbox of a grant, as soon as there is one; throws after `timeoutMs`. */
  until(
    grantId: string,
    holds: (message: StoredMessage) => boolean,
    timeoutMs?: number,
  ): Promise<StoredMessage>;
};

/** A row of an answer. Its members are what tests look at; that they are there is for the test to find out. */
type Row = {
  id: string;
  subject: string;
  email: string;
  thread_id: string;
  message_id: string;
  grant_id: string;
  schedule_id: string;
  webhook_secret: string;
  raw_mime: string;
  conversation: string;
  type: string;
  status: unknown;
  attempts: unknown;
  body_sha256: string;
  name: string;
  size: number;
  unread: boolean;
  confidence: number;
  folders: string[];
  headers: { name: string; value: string }[];
  raw_headers: string;
  attachments: Row[];
  participants: Row[];
};

/** The body of an answer; `data` is one row or a list of them. */
type Body = {
  request_id: string;
  grant_id: string;
  message_id: string;
  thread_id: string;
  next_cursor: string | null;
  error: { type: string; message: string };
  data: Row & Row[];
};

type Answer = { status: number; headers: Headers; text: string; json: Body };

/** A sandbox of its own on free ports, with short waits between webhook tries. */
export async function startTestSandbox(options: Partial<SandboxOptions> = {}): Promise<TestSandbox> {
  const sandbox = await startSandbox({ port: 0, smtpPort: 0, webhookRetryMs: [30, 60], ...options });
  const call = (path: string, init: RequestInit) => answerOf(fetch(`${sandbox.url}${path}`, init));
  const mailbox = (grantId: string): Mailbox => {
    const found = sandbox.world.mailboxes.get(grantId);
    if (!found) throw new Error(`the sandbox has no grant ${grantId}`);
    return found;
  };
  const messages = (grantId: string) => [...mailbox(grantId).messages.values()];
  const deliver: TestSandbox['deliver'] = (raw, envelope) => smtp(sandbox, raw, envelope);

  return {
    ...sandbox,
    nylas: (method, path, body, headers = {}) =>
      call(path, requestOf(method, body, { authorization: 'Bearer test', ...headers })),
    control: (method, path, body) => call(path, requestOf(method, body, {})),
    deliver,
    async write(mail) {
      const { raw, messageId, from, to } = build(mail);
      await deliver(raw, { from, to });
      return messageId;
    },
    mailbox,
    messages,
    sent: (grantId) => messages(grantId).filter(({ folders }) => folders.includes('sent')),
    until: (grantId, holds, timeoutMs = WAIT_MS) =>
      eventually(() => messages(grantId).find(holds), `a message in ${grantId}`, timeoutMs),
  };
}

/** Polls until `look` finds something; throws naming `what` when it does not within the time. */
export async function eventually<T>(
  look: () => T | undefined | Promise<T | undefined>,
  what: string,
  timeoutMs = WAIT_MS,
): Promise<T> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    const found = await look();
    if (found !== undefined && found !== false) return found;
    if (performance.now() > deadline) throw new Error(`waited ${timeoutMs} ms in vain for ${what}`);
    await sleep(POLL_MS);
  }
}

function requestOf(method: string, body: unknown, headers: Record<string, string>): RequestInit {
  if (body === undefined) return { method, headers };
  const isText = typeof body === 'string' || body instanceof Uint8Array || body instanceof FormData;
  const type = isText ? {} : { 'content-type': 'application/json' };
  return { method, headers: { ...type, ...headers }, body: isText ? body : JSON.stringify(body) };
}

async function answerOf(request: Promise<Response>): Promise<Answer> {
  const response = await request;
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.startsWith('application/json') ?? false;
  // oxlint-disable-next-line typescript/no-unsafe-assignment -- what is in it is for the test to find out, see Row
  return { status: response.status, headers: response.headers, text, json: isJson ? JSON.parse(text) : {} };
}

function build(mail: TestMail): { raw: string; messageId: string; from: string; to: string } {
  const { from = 'ann@customer.example', to = 'support@inreply.test', html } = mail;
  const messageId = mail.messageId ?? `<${crypto.randomUUID()}@customer.example>`;
  const lines = [
    `From: ${from}`,
    `To: ${to}`,
    `Subject: ${mail.subject ?? 'A question'}`,
    `Message-ID: ${messageId}`,
    `Date: ${new Date().toUTCString()}`,
    ...(mail.inReplyTo ? [`In-Reply-To: ${mail.inReplyTo}`] : []),
    ...(mail.references ? [`References: ${mail.references.join(' ')}`] : []),
    ...Object.entries(mail.headers ?? {}).map(([name, value]) => `${name}: ${value}`),
    'MIME-Version: 1.0',
    `Content-Type: text/${html ? 'html' : 'plain'}; charset=utf-8`,
    'Content-Transfer-Encoding: 8bit',
  ];
  const body = html ?? mail.text ?? 'Hello, a question.';
  return { raw: `${lines.join('\r\n')}\r\n\r\n${body}\r\n`, messageId, from: bare(from), to: bare(to) };
}

function bare(address: string): string {
  return /<([^<>]*)>/.exec(address)?.[1] ?? address;
}

async function smtp(
  { host, smtpPort }: Sandbox,
  raw: Uint8Array | string,
  envelope: { from: string; to: string },
): Promise<void> {
  const isPath = typeof raw === 'string' && raw.endsWith('.eml');
  const bytes = isPath ? await readFile(raw) : Buffer.from(raw);
  const transport = createTransport({ host, port: smtpPort, ignoreTLS: true });
  try {
    await transport.sendMail({ envelope, raw: bytes });
  } finally {
    transport.close();
  }
}
