import type { Hono } from 'hono';
import { z } from 'zod';
import { parseMail } from '../mail/parse.ts';
import type { StoredMessage } from '../mail/types.ts';
import { invalid, notFound } from '../nylas/errors.ts';
import { resolveGrant } from '../nylas/grants.ts';
import { readJson, type SandboxContext, type SandboxEnv } from '../nylas/http.ts';
import { receiveMail } from '../nylas/receive.ts';
import { sendMail } from '../nylas/send-mail.ts';
import { type CaughtMail, findByAddress, type World } from '../world.ts';

const Reply = z.strictObject({ grant_id: z.string(), message_id: z.string(), body: z.string() });

/** Mail into the sandbox, mail out of it, and what a person does in a mail client. */
export function addMailControl(app: Hono<SandboxEnv>, world: World): void {
  app.post('/sandbox/mail', async (c) => {
    const raw = new Uint8Array(await c.req.arrayBuffer());
    const { from, folder } = c.req.query();
    const placed: StoredMessage[] = [];
    for (const mailbox of await addressees(world, c, raw)) {
      if (folder !== undefined && !mailbox.folders.has(folder))
        throw invalid(`folder: there is no folder ${folder}`);
      placed.push(
        await receiveMail(world, mailbox, raw, { from, helo: 'sandbox-http', folder, via: 'http' }),
      );
    }
    const all = placed.map(({ grantId, id, threadId }) => ({
      grant_id: grantId,
      message_id: id,
      thread_id: threadId,
    }));
    return c.json({ ...all[0], deliveries: all });
  });

  app.get('/sandbox/outbox', async (c) => {
    const { to, grant_id: grantId } = c.req.query();
    const found = world.outbox
      .all()
      .filter((mail) => to === undefined || mail.recipient.toLowerCase() === to.toLowerCase())
      .filter((mail) => grantId === undefined || mail.grantId === grantId);
    return c.json({ data: await Promise.all(found.map(toWire)) });
  });

  app.get('/sandbox/outbox/:id', async (c) => {
    const mail = world.outbox.all().find(({ id }) => id === c.req.param('id'));
    if (!mail) throw notFound('mail');
    return c.body(new Uint8Array(await mail.raw()), 200, { 'content-type': 'message/rfc822' });
  });

  app.post('/sandbox/person/reply', async (c) => {
    const { grant_id: grantId, message_id: messageId, body } = await readJson(c, Reply);
    const mailbox = resolveGrant(world, grantId);
    const answered = mailbox.messages.get(messageId);
    if (!answered) throw notFound('message');
    const message = await sendMail(
      world,
      mailbox,
      {
        body: {
          to: answered.replyTo.length > 0 ? answered.replyTo : answered.from,
          subject: /^re:/i.test(answered.subject) ? answered.subject : `Re: ${answered.subject}`,
          body,
          is_plaintext: true,
          reply_to_message_id: messageId,
          cc: undefined,
          bcc: undefined,
          from: undefined,
          reply_to: undefined,
        },
        attachments: [],
      },
      { via: 'person' },
    );
    return c.json({ grant_id: message.grantId, message_id: message.id, thread_id: message.threadId });
  });
}

/** The mailboxes a raw mail goes to: those of `?to=`, else every one its To and Cc name. */
async function addressees(world: World, c: SandboxContext, raw: Uint8Array) {
  const asked = c.req.queries('to') ?? [];
  const mail = asked.length > 0 ? undefined : await parseMail(raw);
  const addresses = mail ? [...mail.to, ...mail.cc].map(({ email }) => email) : asked;
  const found = new Set(addresses.flatMap((address) => findByAddress(world, address) ?? []));
  if (found.size === 0) {
    throw invalid(
      'to: no mailbox of the sandbox is addressed; add ?to=support@inreply.test or create the account',
    );
  }
  return found;
}

async function toWire(mail: CaughtMail): Promise<Record<string, unknown>> {
  const raw = Buffer.from(await mail.raw());
  return {
    id: mail.id,
    at: new Date(mail.at).toISOString(),
    grant_id: mail.grantId,
    message_id: mail.messageId,
    thread_id: mail.threadId,
    recipient: mail.recipient,
    from: mail.from,
    to: mail.to,
    cc: mail.cc,
    subject: mail.subject,
    headers: mail.headers,
    raw_headers: raw.toString('utf8').split('\r\n\r\n', 1)[0],
    body: mail.body,
  };
}
