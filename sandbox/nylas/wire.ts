import type { StoredAttachment, StoredDraft, StoredMessage } from '../mail/types.ts';
import { snippetOf } from '../mail/text.ts';
import type { Folder, Grant, Mailbox } from './mailbox.ts';

export type Json = Record<string, unknown>;

export const messageFields = [
  'standard',
  'include_headers',
  'include_basic_headers',
  'include_tracking_options',
  'raw_mime',
] as const;
export type MessageFields = (typeof messageFields)[number];

const basicHeaders = new Set(['message-id', 'in-reply-to', 'references']);

/** A message as the API gives it (CONTRACT section 2.1). */
export function messageToWire(message: StoredMessage, fields: MessageFields = 'standard'): Json {
  const { id, grantId } = message;
  return {
    id,
    grant_id: grantId,
    object: 'message',
    thread_id: message.threadId,
    subject: message.subject,
    from: message.from,
    to: message.to,
    cc: message.cc,
    bcc: message.bcc,
    reply_to: message.replyTo,
    date: message.date,
    body: message.body,
    snippet: message.snippet,
    starred: message.starred,
    unread: message.unread,
    folders: message.folders,
    attachments: message.attachments.map((attachment) => attachmentToWire(grantId, attachment)),
    ...(Object.keys(message.metadata).length > 0 && { metadata: message.metadata }),
    ...(fields === 'include_headers' && { headers: message.headers }),
    ...(fields === 'include_basic_headers' && {
      headers: message.headers.filter(({ name }) => basicHeaders.has(name.toLowerCase())),
    }),
    ...(fields === 'include_tracking_options' &&
      message.trackingOptions && { tracking_options: message.trackingOptions }),
  };
}

/** The message in the form that `fields` asks for; with `raw_mime` its bytes and little else. */
export async function formOf(message: StoredMessage, fields: MessageFields): Promise<Json> {
  if (fields !== 'raw_mime') return messageToWire(message, fields);
  const { id, grantId } = message;
  const raw = Buffer.from(await message.raw()).toString('base64url');
  return { id, grant_id: grantId, object: 'message', raw_mime: raw };
}

/** A draft (CONTRACT section 2.4). */
export function draftToWire(draft: StoredDraft): Json {
  return {
    id: draft.id,
    grant_id: draft.grantId,
    object: 'draft',
    thread_id: draft.threadId,
    ...(draft.replyToMessageId && { reply_to_message_id: draft.replyToMessageId }),
    subject: draft.subject,
    from: draft.from,
    to: draft.to,
    cc: draft.cc,
    bcc: draft.bcc,
    reply_to: draft.replyTo,
    date: draft.date,
    body: draft.body,
    snippet: snippetOf(draft.body),
    starred: draft.starred,
    folders: ['drafts'],
    attachments: draft.attachments.map((attachment) => attachmentToWire(draft.grantId, attachment)),
    ...(Object.keys(draft.metadata).length > 0 && { metadata: draft.metadata }),
  };
}

export function attachmentToWire(grantId: string, attachment: StoredAttachment): Json {
  return {
    id: attachment.id,
    grant_id: grantId,
    filename: attachment.filename,
    content_type: attachment.contentType,
    size: attachment.content.byteLength,
    is_inline: attachment.isInline,
    content_id: attachment.contentId,
    content_disposition: attachment.disposition,
  };
}

export function grantToWire(grant: Grant): Json {
  return {
    id: grant.id,
    provider: 'nylas',
    grant_status: 'valid',
    email: grant.email,
    name: grant.name,
    scope: [],
    blocked: false,
    workspace_id: grant.workspaceId,
    created_at: grant.createdAt,
    updated_at: grant.updatedAt,
  };
}

/** A folder with its counts (CONTRACT section 2.5); Drafts counts drafts. */
export function folderToWire(mailbox: Mailbox, folder: Folder): Json {
  const inside = [...mailbox.messages.values()].filter(({ folders }) => folders.includes(folder.id));
  return {
    id: folder.id,
    grant_id: mailbox.grant.id,
    object: 'folder',
    name: folder.name,
    attributes: folder.attributes,
    total_count: folder.id === 'drafts' ? mailbox.drafts.size : inside.length,
    unread_count: inside.filter(({ unread }) => unread).length,
    system_folder: folder.systemFolder,
  };
}
