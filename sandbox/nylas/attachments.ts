import type { Hono } from 'hono';
import type { StoredAttachment } from '../mail/types.ts';
import { invalid, notFound } from './errors.ts';
import { ok, type SandboxContext, type SandboxEnv } from './http.ts';
import { attachmentToWire } from './wire.ts';

/** Attachments; `message_id` is required and may name a draft (CONTRACT section 3.6). */
export function addAttachmentRoutes(app: Hono<SandboxEnv>): void {
  app.get('/v3/grants/:grant/attachments/:id', (c) =>
    ok(c, attachmentToWire(c.get('mailbox').grant.id, find(c, c.req.param('id')))),
  );

  app.get('/v3/grants/:grant/attachments/:id/download', (c) => {
    const { content, contentType } = find(c, c.req.param('id'));
    return c.body(new Uint8Array(content), 200, {
      'content-type': contentType || 'application/octet-stream',
    });
  });
}

function find(c: SandboxContext, id: string): StoredAttachment {
  const messageId = c.req.query('message_id');
  if (!messageId) throw invalid('message_id: is required');
  const { messages, drafts } = c.get('mailbox');
  const holder = messages.get(messageId) ?? drafts.get(messageId);
  if (!holder) throw notFound('message');
  const attachment = holder.attachments.find((candidate) => candidate.id === id);
  if (!attachment) throw notFound('attachment');
  return attachment;
}
