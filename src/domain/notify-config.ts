import { z } from 'zod';

/** What a webhook can be told of. */
export const notifyTypes = [
  'review.opened',
  'review.changed',
  'review.reminder',
  'review.decided',
  'review.expired',
  'message.concluded',
  'alarm',
] as const;
export type NotifyType = (typeof notifyTypes)[number];

const usualTypes = notifyTypes.filter((type) => type !== 'review.changed');

/** Standard Webhooks, "Symmetric signatures": 24 to 64 random bytes in base64 after `whsec_`. */
const Secret = z
  .string()
  .regex(
    /^whsec_[A-Za-z0-9+/]{32,88}={0,2}$/,
    'write whsec_ and 24 to 64 random bytes in base64, as from: echo "whsec_$(openssl rand -base64 32)"',
  );

const WebhookTarget = z.strictObject({
  /** https, or http to this machine. */
  url: z
    .string()
    .refine(isSafeUrl, 'write an address that starts with https:// (http:// to this machine only)'),
  /** Signs what is sent; of several each does, while the receiver changes over. */
  secret: z.union([Secret, z.array(Secret).min(1).max(3)]),
  types: z.array(z.enum(notifyTypes)).min(1).default(usualTypes),
  /** What is told of the mail itself, beside ids; nothing without it. */
  include: z.array(z.enum(['subject', 'from'])).default([]),
});
export type WebhookTarget = z.infer<typeof WebhookTarget>;

const SlackTarget = z.strictObject({
  channel: z
    .string()
    .regex(/^(?:#[^\s#]+|[CGD][A-Z0-9]{5,})$/, 'write the id of a channel, such as C024BE91L'),
  /** Ids of those who may decide there; without any there are no buttons. */
  approvers: z
    .array(z.string().regex(/^[UW][A-Z0-9]{2,}$/, 'write the id of a member, such as U024BE7LH'))
    .default([]),
});
export type SlackTarget = z.infer<typeof SlackTarget>;

export const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;

const DigestTarget = z.strictObject({
  to: z.array(z.email()).min(1).max(20),
  at: z
    .string()
    .regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, 'write a time of the day in quotes, such as "08:00"')
    .default('08:00'),
  /** IANA name. */
  zone: z.string().refine(isZone, 'write the name of a time zone, such as Europe/Berlin').default('UTC'),
  days: z.array(z.enum(weekdays)).min(1).default(weekdays.slice(0, 5)),
  /** Whether its links decide without a sign-in, after a page that asks once more. */
  one_tap: z.boolean().default(true),
});
export type DigestTarget = z.infer<typeof DigestTarget>;

/** The block `notify` of agent.yaml: who is told of what, beside the page. Without it nobody is. */
export const NotifyConfig = z.strictObject({
  webhook: WebhookTarget.optional(),
  slack: SlackTarget.optional(),
  digest: DigestTarget.optional(),
});
export type NotifyConfig = z.infer<typeof NotifyConfig>;

function isSafeUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, username, password } = new URL(text);
  if (username !== '' || password !== '') return false;
  const isLocal = hostname === 'localhost' || hostname === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(hostname);
  return protocol === 'https:' || (protocol === 'http:' && isLocal);
}

function isZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
