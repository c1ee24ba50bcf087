import { z } from 'zod';

/*
 * What Nylas puts on the wire (CONTRACT sections 1.6, 1.8 and 2). Names stay snake_case, unknown keys are kept,
 * nearly everything may be missing or null, and words of an open set (provider, status, type) stay strings.
 * These names stop at `src/nylas`; the rest of Inreply speaks `#domain`.
 */

const Id = z.string().min(1);
const Text = z.string().nullish();
const Seconds = z.number().nullish();
const Flag = z.boolean().nullish();

/** A list that may be missing or null and may hold nulls; read as one without any of them. */
function listOf<Item extends z.ZodType>(item: Item) {
  return z
    .array(item.nullable())
    .nullish()
    .transform((items) => (items ?? []).filter((entry) => entry !== null));
}

/** The envelope of every success with one object. */
function one<Item extends z.ZodType>(item: Item) {
  return z.looseObject({ request_id: Text, data: item });
}

/** The envelope of one page of a list; no `next_cursor` means that it is the last (CONTRACT section 2.2). */
function page<Item extends z.ZodType>(item: Item) {
  return z.looseObject({ request_id: Text, data: z.array(item).nullable(), next_cursor: Text });
}

export const Participant = z.looseObject({ name: Text, email: Text });
export type Participant = z.infer<typeof Participant>;

export const Attachment = z.looseObject({
  id: Text,
  grant_id: Text,
  filename: Text,
  content_type: Text,
  size: z.number().nullish(),
  is_inline: Flag,
  content_id: Text,
  content_disposition: Text,
});
export type Attachment = z.infer<typeof Attachment>;

const Header = z.looseObject({ name: z.string(), value: Text });

/** Values are strings by contract; what else may come is kept as it is (CONTRACT section 3.10). */
const Metadata = z.record(z.string(), z.unknown()).nullish();

const mailFields = {
  id: Id,
  object: Text,
  grant_id: Text,
  thread_id: Text,
  subject: Text,
  from: listOf(Participant),
  to: listOf(Participant),
  cc: listOf(Participant),
  bcc: listOf(Participant),
  reply_to: listOf(Participant),
  date: Seconds,
  body: Text,
  snippet: Text,
  starred: Flag,
  folders: listOf(z.string()),
  attachments: listOf(Attachment),
  metadata: Metadata,
};

/** CONTRACT section 2.1. */
export const Message = z.looseObject({
  ...mailFields,
  unread: Flag,
  created_at: Seconds,
  headers: listOf(Header),
});
export type Message = z.infer<typeof Message>;
export const OneMessage = one(Message);
export const MessagePage = page(Message);

/** CONTRACT section 2.4. */
export const Draft = z.looseObject({ ...mailFields, reply_to_message_id: Text });
export const OneDraft = one(Draft);
export const DraftPage = page(Draft);
export type Draft = z.infer<typeof Draft>;

/** CONTRACT section 2.5. */
export const Folder = z.looseObject({ id: Id, name: Text, attributes: listOf(z.string()) });
export type Folder = z.infer<typeof Folder>;
export const FolderPage = page(Folder);

export const Grant = z.looseObject({
  id: Id,
  provider: Text,
  grant_status: Text,
  email: Text,
  name: Text,
  scope: listOf(z.string()),
  blocked: Flag,
  workspace_id: Text,
  created_at: Seconds,
  updated_at: Seconds,
});
export type Grant = z.infer<typeof Grant>;
export const OneGrant = one(Grant);
export const GrantPage = page(Grant);

/** A webhook destination (CONTRACT section 1.1). */
export const Webhook = z.looseObject({
  id: Id,
  description: Text,
  trigger_types: listOf(z.string()),
  webhook_url: Text,
  status: Text,
  notification_email_addresses: listOf(z.string()),
  compressed_delivery: Flag,
});
export type Webhook = z.infer<typeof Webhook>;
export const OneWebhook = one(Webhook);
export const WebhookPage = page(Webhook);

/** The part of a create or rotate answer that is shown once. */
const WebhookSecret = z.looseObject({ webhook_secret: z.string().min(1) });
export const RotatedWebhook = one(WebhookSecret);
export const CreatedWebhook = one(Webhook.extend(WebhookSecret.shape));

/**
 * `data` of a send: neither `id` nor `thread_id` is certain, and only a non-empty `schedule_id` tells a
 * scheduled mail from a sent one (CONTRACT section 3.2).
 */
export const OneSent = one(
  z.looseObject({
    id: Text,
    thread_id: Text,
    schedule_id: z.union([z.string(), z.number()]).nullish(),
  }),
);

/** A field whose shape may be anything: read when it fits, missing when it does not. */
const loose = <Value extends z.ZodType>(value: Value) => value.nullish().catch(undefined);

/** CONTRACT section 2.5. */
export const ErrorBody = z.looseObject({
  request_id: loose(z.string()),
  error: z.looseObject({ type: loose(z.string()), message: loose(z.string()) }),
});
export type ErrorBody = z.infer<typeof ErrorBody>;

const Sender = z.looseObject({ name: loose(z.string()), email: loose(z.string()) });

/**
 * A notification (CONTRACT section 1.6). Only `type` is demanded: a signed body that lacks the rest is Nylas' own, and
 * refusing it would not make it better. A field that has another shape reads as missing: shapes differ between triggers.
 */
export const Envelope = z.looseObject({
  type: Id,
  data: loose(
    z.looseObject({
      grant_id: loose(z.string()),
      object: loose(
        z.looseObject({
          id: loose(z.string()),
          grant_id: loose(z.string()),
          thread_id: loose(z.string()),
          object: loose(z.string()),
          from: loose(z.array(Sender.catch({}))),
          folders: loose(z.array(z.string())),
          metadata: loose(z.record(z.string(), z.unknown())),
        }),
      ),
    }),
  ),
});
export type Envelope = z.infer<typeof Envelope>;
