import type { Hono } from 'hono';
import { z } from 'zod';
import { newMessageId } from '../ids.ts';
import type { Header, ParsedMail, Person } from '../mail/types.ts';
import type { SandboxEnv } from '../nylas/http.ts';
import { receiveParsed } from '../nylas/receive.ts';
import { findByAddress, type World } from '../world.ts';
import { readChecked } from './read.ts';

const MAX_MAILS = 1000;
const MAX_LINES = 100_000;

const Sender = z
  .string()
  .regex(/^(?:[^<>]*<)?[^\s@<>"]+@[^\s@<>"]+>?$/, 'write it as Name <name@example.com>')
  .transform((text): Person => {
    const [, name = '', email = text] = /^([^<>]*)<([^<>]+)>$/.exec(text) ?? [];
    return { name: name.trim(), email: email.trim() };
  });
const line = z.string().regex(/^[^\r\n]*$/, 'may not hold a line break');

const Mail = z.strictObject({
  to: z.string(),
  from: Sender,
  subject: line.default(''),
  text: z.string().optional(),
  html: z.string().optional(),
  message_id: line.optional(),
  in_reply_to: line.optional(),
  references: z.array(line).default([]),
  headers: z.record(z.string().regex(/^[!-9;-~]+$/, 'is not a header name'), line).default({}),
  /** The envelope sender; `""` for a bounce, else that of `from`. */
  return_path: z.string().optional(),
  folder: z.string().default('inbox'),
  /** `false`: no webhook ever tells of it. */
  announced: z.boolean().default(true),
});
type Mail = z.infer<typeof Mail>;

/** Many mails at once, given as fields, and the ground truth of a run. */
export function addBulkControl(app: Hono<SandboxEnv>, world: World): void {
  const Mails = z.array(
    Mail.superRefine(({ to, folder }, context) => {
      const mailbox = findByAddress(world, to);
      const fault = (path: string, message: string) =>
        context.addIssue({ code: 'custom', path: [path], message });
      if (!mailbox) fault('to', 'no mailbox of the sandbox has this address');
      else if (!mailbox.folders.has(folder)) fault('folder', 'there is no such folder');
    }),
  );

  app.post('/sandbox/mails', async (c) => {
    const mails = await readChecked(c, Mails.min(1).max(MAX_MAILS));
    const placed = mails.map((mail) => put(world, mail));
    return c.json({ data: placed });
  });

  app.get('/sandbox/ledger', (c) => {
    const after = Number(c.req.query('after') ?? 0);
    const limit = Math.min(Number(c.req.query('limit') ?? MAX_LINES), MAX_LINES);
    const grant = c.req.query('grant_id');
    const lines = world.ledger
      .lines(after, limit)
      .filter(({ grant_id: grantId }) => grant === undefined || grantId === grant);
    return ndjson(lines);
  });

  app.get('/sandbox/drafts', () =>
    ndjson(
      [...world.mailboxes.values()].flatMap(({ drafts }) =>
        [...drafts.values()].map((draft) => ({
          grant_id: draft.grantId,
          id: draft.id,
          thread_id: draft.threadId,
          at: draft.date * 1000,
          to: draft.to.map(({ email }) => email),
          subject: draft.subject,
          metadata: draft.metadata,
          reply_to_message_id: draft.replyToMessageId ?? null,
        })),
      ),
    ),
  );
}

function ndjson(lines: unknown[]): Response {
  const text = lines.map((entry) => `${JSON.stringify(entry)}\n`).join('');
  return new Response(text, { headers: { 'content-type': 'application/x-ndjson' } });
}

function put(world: World, mail: Mail): Record<string, unknown> {
  const mailbox = findByAddress(world, mail.to);
  if (!mailbox) throw new Error('the mailbox was there a moment ago');
  const message = receiveParsed(
    world,
    mailbox,
    { mail: parsed(mail), raw: undefined },
    {
      from: mail.return_path ?? mail.from.email,
      helo: 'sandbox-http',
      folder: mail.folder,
      via: 'http',
      announced: mail.announced,
    },
  );
  return {
    grant_id: message.grantId,
    message_id: message.id,
    thread_id: message.threadId,
    rfc_message_id: message.messageId,
  };
}

/** The fields as if they had been read from raw bytes. */
function parsed(mail: Mail): ParsedMail {
  const messageId = mail.message_id ?? newMessageId(mail.from.email);
  const { in_reply_to: inReplyTo, references, from, html } = mail;
  const to = { name: '', email: mail.to };
  const headers: Header[] = [
    { name: 'From', value: from.name === '' ? from.email : `${from.name} <${from.email}>` },
    { name: 'To', value: mail.to },
    { name: 'Subject', value: mail.subject },
    { name: 'Message-ID', value: messageId },
    { name: 'Date', value: new Date().toUTCString() },
    ...(inReplyTo === undefined ? [] : [{ name: 'In-Reply-To', value: inReplyTo }]),
    ...(references.length === 0 ? [] : [{ name: 'References', value: references.join(' ') }]),
    ...Object.entries(mail.headers).map(([name, value]) => ({ name, value })),
    { name: 'MIME-Version', value: '1.0' },
    { name: 'Content-Type', value: `text/${html === undefined ? 'plain' : 'html'}; charset=utf-8` },
  ];
  return {
    headers,
    messageId,
    ancestors: [...new Set([...(inReplyTo === undefined ? [] : [inReplyTo]), ...references.toReversed()])],
    subject: mail.subject,
    from: [from],
    to: [to],
    cc: [],
    bcc: [],
    replyTo: [],
    body: html ?? mail.text ?? '',
    attachments: [],
  };
}
