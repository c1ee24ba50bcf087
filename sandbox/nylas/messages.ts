import type { Hono } from 'hono';
import { z } from 'zod';
import type { StoredMessage } from '../mail/types.ts';
import type { World } from '../world.ts';
import { Metadata } from './body.ts';
import { invalid, notFound } from './errors.ts';
import { announceDeleted, announceMessage } from './events.ts';
import { ok, readJson, type SandboxContext, type SandboxEnv } from './http.ts';
import { dropMessage, type Mailbox } from './mailbox.ts';
import { cleaned } from './clean.ts';
import { fieldsOf, filterOf, foundOf, pageOf, selected } from './query.ts';
import { formOf, messageToWire } from './wire.ts';

const Update = z.looseObject({
  unread: z.boolean().optional(),
  starred: z.boolean().optional(),
  folders: z.array(z.string()).optional(),
  metadata: Metadata.optional(),
});

const Clean = z.looseObject({
  message_id: z.array(z.string()).min(1).max(20),
  ignore_links: z.boolean().optional(),
  ignore_images: z.boolean().optional(),
});

/** Reading and changing messages (CONTRACT section 3.1). */
export function addMessageRoutes(app: Hono<SandboxEnv>, world: World): void {
  app.get('/v3/grants/:grant/messages', async (c) => {
    const mailbox = c.get('mailbox');
    const fields = fieldsOf(c);
    const found = foundOf(c, mailbox.messages, filterOf(c, mailbox));
    const { page, next } = pageOf(c, found, { standard: 50, max: 200 });
    const data = await Promise.all(page.map((message) => formOf(message, fields)));
    return c.json({
      request_id: c.get('requestId'),
      data: data.map((wire) => selected(c, wire)),
      next_cursor: next,
    });
  });

  app.put('/v3/grants/:grant/messages/clean', async (c) => {
    const { message_id: ids } = await readJson(c, Clean);
    return ok(
      c,
      ids.map((id) => cleaned(findMessage(c.get('mailbox'), id))),
    );
  });

  app.get('/v3/grants/:grant/messages/:id', async (c) => {
    const message = findMessage(c.get('mailbox'), c.req.param('id'));
    const fields = fieldsOf(c);
    return ok(c, selected(c, await formOf(message, fields)));
  });

  app.put('/v3/grants/:grant/messages/:id', async (c) => {
    const mailbox = c.get('mailbox');
    const message = findMessage(mailbox, c.req.param('id'));
    const update = await readJson(c, Update);
    if (update.metadata) mailbox.messages.mark(message, update.metadata);
    changeFlags(world, mailbox, [message], update);
    return ok(c, messageToWire(message));
  });

  app.delete('/v3/grants/:grant/messages/:id', (c) => {
    const mailbox = c.get('mailbox');
    const message = findMessage(mailbox, c.req.param('id'));
    if (c.req.query('hard_delete') === 'true') {
      dropMessage(mailbox, message);
      announceDeleted(world, message);
    } else {
      changeFlags(world, mailbox, [message], { folders: ['trash'] });
    }
    return requestIdOnly(c);
  });
}

/** Sets flags and folders and announces each message that changed. A change of metadata alone is not announced. */
export function changeFlags(
  world: World,
  mailbox: Mailbox,
  messages: readonly StoredMessage[],
  update: { unread?: boolean | undefined; starred?: boolean | undefined; folders?: string[] | undefined },
): void {
  const unknown = update.folders?.find((id) => !mailbox.folders.has(id));
  if (unknown !== undefined) throw invalid(`folders: there is no folder ${unknown}`);
  for (const message of messages) {
    const before = JSON.stringify([message.unread, message.starred, message.folders]);
    message.unread = update.unread ?? message.unread;
    message.starred = update.starred ?? message.starred;
    message.folders = update.folders ?? message.folders;
    if (JSON.stringify([message.unread, message.starred, message.folders]) !== before) {
      announceMessage(world, 'updated', message);
    }
  }
}

export function requestIdOnly(c: SandboxContext): Response {
  return c.json({ request_id: c.get('requestId') });
}

function findMessage(mailbox: Mailbox, id: string): StoredMessage {
  const message = mailbox.messages.get(id);
  if (!message) throw notFound('message');
  return message;
}
