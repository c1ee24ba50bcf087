import type { Hono } from 'hono';
import { newId } from '../ids.ts';
import type { StoredDraft } from '../mail/types.ts';
import type { World } from '../world.ts';
import { type MailRequest, rawBody, readMail } from './body.ts';
import { invalid, notFound } from './errors.ts';
import { ok, type SandboxEnv } from './http.ts';
import type { Mailbox } from './mailbox.ts';
import { requestIdOnly } from './messages.ts';
import { filterOf, foundOf, pageOf, selected } from './query.ts';
import { sentToWire } from './send.ts';
import { checkSend, sendMail } from './send-mail.ts';
import { queueSend } from './send-queue.ts';
import { announceSendSuccess } from './events.ts';
import { draftToWire } from './wire.ts';

/** Drafts (CONTRACT section 3.5). They fire no webhooks; sending one takes no Idempotency-Key. */
export function addDraftRoutes(app: Hono<SandboxEnv>, world: World): void {
  app.get('/v3/grants/:grant/drafts', (c) => {
    const mailbox = c.get('mailbox');
    const found = foundOf(c, mailbox.drafts, filterOf(c, mailbox));
    const { page, next } = pageOf(c, found, { standard: 50, max: 200 });
    const data = page.map((draft) => selected(c, draftToWire(draft)));
    return c.json({ request_id: c.get('requestId'), data, next_cursor: next });
  });

  app.post('/v3/grants/:grant/drafts', async (c) => {
    const { bytes, contentType } = await rawBody(c);
    const mailbox = c.get('mailbox');
    const request = await readMail(bytes, contentType);
    const draft = filled(world, mailbox, newDraft(mailbox), request);
    mailbox.drafts.put(draft);
    return ok(c, draftToWire(draft), { grant_id: mailbox.grant.id });
  });

  app.get('/v3/grants/:grant/drafts/:id', (c) =>
    ok(c, selected(c, draftToWire(find(c.get('mailbox'), c.req.param('id'))))),
  );

  app.put('/v3/grants/:grant/drafts/:id', async (c) => {
    const { bytes, contentType } = await rawBody(c);
    const mailbox = c.get('mailbox');
    const before = find(mailbox, c.req.param('id'));
    const draft = filled(world, mailbox, before, await readMail(bytes, contentType));
    mailbox.drafts.put(draft);
    return ok(c, draftToWire(draft));
  });

  app.delete('/v3/grants/:grant/drafts/:id', (c) => {
    const mailbox = c.get('mailbox');
    mailbox.drafts.remove(find(mailbox, c.req.param('id')));
    return requestIdOnly(c);
  });

  app.post('/v3/grants/:grant/drafts/:id', async (c) => {
    const mailbox = c.get('mailbox');
    const draft = find(mailbox, c.req.param('id'));
    const request = toRequest(draft);
    checkSend(mailbox, request);
    const fault = c.get('fault');
    if (fault?.action === 'accept_202') {
      // Queued, it stays in Drafts until it is sent (CONTRACT section 5.3).
      queueSend(world, mailbox, request, fault, () => mailbox.drafts.remove(draft));
      c.status(202);
      return ok(c, draftToWire(draft), { grant_id: mailbox.grant.id });
    }
    // Taken out before the first await, so that sending it twice at once finds it once.
    mailbox.drafts.remove(draft);
    const message = await sendMail(world, mailbox, request, { via: 'draft' });
    if (world.settings.send_webhooks) announceSendSuccess(world, message, {});
    return ok(c, sentToWire(message), { grant_id: mailbox.grant.id });
  });
}

function newDraft({ grant }: Mailbox): StoredDraft {
  return {
    id: newId('dft'),
    grantId: grant.id,
    threadId: '',
    sequence: 0,
    date: 0,
    subject: '',
    from: [{ name: grant.name, email: grant.email }],
    to: [],
    cc: [],
    bcc: [],
    replyTo: [],
    body: '',
    attachments: [],
    starred: false,
    isPlaintext: false,
    metadata: {},
    customHeaders: [],
    replyToMessageId: undefined,
    trackingOptions: undefined,
  };
}

/** The draft with what the request names; what it leaves out stays (PUT is partial here). */
function filled(
  world: World,
  mailbox: Mailbox,
  before: StoredDraft,
  { body, attachments }: MailRequest,
): StoredDraft {
  const parent = body.reply_to_message_id ? mailbox.messages.get(body.reply_to_message_id) : undefined;
  if (body.reply_to_message_id && !parent) throw notFound('reply_to_message_id');
  if (body.send_at) throw invalid('send_at: a draft cannot be scheduled');
  return {
    ...before,
    sequence: world.nextSequence(),
    date: world.seconds(),
    threadId: parent?.threadId ?? before.threadId,
    subject: body.subject ?? before.subject,
    from: body.from?.length ? body.from : before.from,
    to: body.to ?? before.to,
    cc: body.cc ?? before.cc,
    bcc: body.bcc ?? before.bcc,
    replyTo: body.reply_to ?? before.replyTo,
    body: body.body ?? before.body,
    attachments: body.attachments || attachments.length > 0 ? attachments : before.attachments,
    starred: body.starred ?? before.starred,
    isPlaintext: body.is_plaintext ?? before.isPlaintext,
    metadata: body.metadata ?? before.metadata,
    customHeaders: body.custom_headers?.map(({ name, value }) => ({ name, value })) ?? before.customHeaders,
    replyToMessageId: parent?.id ?? before.replyToMessageId,
    trackingOptions: body.tracking_options ?? before.trackingOptions,
  };
}

function toRequest(draft: StoredDraft): MailRequest {
  return {
    body: {
      to: draft.to,
      cc: draft.cc,
      bcc: draft.bcc,
      from: draft.from,
      reply_to: draft.replyTo,
      subject: draft.subject,
      body: draft.body,
      is_plaintext: draft.isPlaintext,
      reply_to_message_id: draft.replyToMessageId,
      custom_headers: draft.customHeaders,
      metadata: draft.metadata,
      tracking_options: draft.trackingOptions,
    },
    attachments: draft.attachments,
  };
}

function find(mailbox: Mailbox, id: string): StoredDraft {
  const draft = mailbox.drafts.get(id);
  if (!draft) throw notFound('draft');
  return draft;
}
