import type { Address, Attachment, MailDraft, Message } from '#domain/mail.ts';
import type * as wire from './schema.ts';

/**
 * A message in our own words: seconds become milliseconds, nulls become empty, participants without an address
 * are left out. Grant and thread come from the request where the answer does not name them. A message without
 * any date reads as 1970, that is as too old to be answered without a person.
 */
export function messageFrom(message: wire.Message, request: { grantId: string; threadId?: string }): Message {
  return {
    id: message.id,
    grantId: message.grant_id ?? request.grantId,
    threadId: message.thread_id ?? request.threadId ?? '',
    subject: message.subject ?? '',
    from: addresses(message.from),
    to: addresses(message.to),
    cc: addresses(message.cc),
    replyTo: addresses(message.reply_to),
    dateMs: (message.date ?? message.created_at ?? 0) * 1_000,
    body: message.body ?? '',
    folders: message.folders,
    attachments: message.attachments.map(attachmentFrom),
    headers: message.headers.map(({ name, value }) => ({ name, value: value ?? '' })),
    metadata: metadataFrom(message.metadata),
  };
}

/** A draft in our own words. Its `date` is when it was last saved (CONTRACT section 2.4). */
export function draftFrom(draft: wire.Draft): MailDraft {
  return {
    id: draft.id,
    threadId: draft.thread_id ?? '',
    to: addresses(draft.to),
    cc: addresses(draft.cc),
    subject: draft.subject ?? '',
    body: draft.body ?? '',
    metadata: metadataFrom(draft.metadata),
    savedAtMs: typeof draft.date === 'number' ? draft.date * 1_000 : undefined,
  };
}

/** Whether it lies among the drafts, so that nobody but us has seen it. */
export function isDraft(message: { object?: string | null | undefined; folders: string[] }): boolean {
  if ((message.object ?? 'message') !== 'message') return true;
  return message.folders.some((folder) => folder.toLowerCase() === 'drafts');
}

/** Keys and text values as they are; other plain values as text; anything else is not metadata and left out. */
export function metadataFrom(metadata: Record<string, unknown> | null | undefined): Record<string, string> {
  const entries = Object.entries(metadata ?? {}).flatMap(([key, value]): [string, string][] => {
    if (typeof value === 'string') return [[key, value]];
    return typeof value === 'number' || typeof value === 'boolean' ? [[key, String(value)]] : [];
  });
  return Object.fromEntries(entries);
}

function addresses(participants: wire.Participant[]): Address[] {
  return participants.flatMap(({ name, email }) => {
    if (!email) return [];
    return name ? [{ name, email }] : [{ email }];
  });
}

function attachmentFrom(attachment: wire.Attachment): Attachment {
  return {
    id: attachment.id ?? '',
    filename: attachment.filename ?? undefined,
    contentType: attachment.content_type ?? undefined,
    size: attachment.size ?? undefined,
    isInline: attachment.is_inline ?? false,
  };
}
