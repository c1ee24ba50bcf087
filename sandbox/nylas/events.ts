import type { Person, StoredMessage } from '../mail/types.ts';
import { newId } from '../ids.ts';
import type { Happening } from '../webhooks/envelope.ts';
import type { World } from '../world.ts';
import type { Folder, Grant, Mailbox } from './mailbox.ts';
import { folderToWire, type Json, messageToWire } from './wire.ts';

/** Announces something to the webhook destinations. */
export function announce(world: World, type: string, object: Json, source: string, beside?: Json): Happening {
  const happening = { id: newId('ntf'), time: world.seconds(), type, source, object, beside };
  world.webhooks.emit(happening);
  return happening;
}

const REALTIME = '/nylas/emails/realtime';
const SEND = '/nylas/send';
const SYSTEM = '/nylas/system';

export function announceMessage(
  world: World,
  what: 'created' | 'updated',
  message: StoredMessage,
): Happening {
  return announce(world, `message.${what}`, messageToWire(message), REALTIME);
}

export function announceDeleted(world: World, { id, grantId, metadata }: StoredMessage): void {
  const object = { id, grant_id: grantId, object: 'message' };
  announce(
    world,
    'message.deleted',
    Object.keys(metadata).length > 0 ? { ...object, metadata } : object,
    REALTIME,
  );
}

export function announceFolder(
  world: World,
  what: 'created' | 'updated' | 'deleted',
  mailbox: Mailbox,
  folder: Folder,
): void {
  announce(world, `folder.${what}`, folderToWire(mailbox, folder), REALTIME);
}

/** `grant.created`, `.updated` and `.deleted` (CONTRACT section 1.8). */
export function announceGrant(world: World, what: 'created' | 'updated' | 'deleted', grant: Grant): void {
  const object = {
    grant_id: grant.id,
    integration_id: `int_${world.applicationId.slice(0, 6)}`,
    provider: 'nylas',
  };
  const whole = { code: 25_012, ...object, email: grant.email, name: grant.name };
  announce(world, `grant.${what}`, what === 'deleted' ? object : whole, SYSTEM);
}

/** `message.delivered` for the recipients outside the sandbox; note the plain strings (CONTRACT section 1.8). */
export function announceDelivered(world: World, message: StoredMessage, recipients: string[]): void {
  const object = {
    message: deliverabilityOf(message),
    delivered: { delivered_at: world.seconds(), recipients },
  };
  announce(world, 'message.delivered', object, SEND, { grant_id: message.grantId });
}

/** The `message` member of the deliverability notifications. */
function deliverabilityOf(message: StoredMessage): Json {
  return {
    id: message.id,
    subject: message.subject,
    from: message.from[0]?.email ?? '',
    to: plainAddresses(message.to),
    cc: plainAddresses(message.cc),
    bcc: plainAddresses(message.bcc),
    sent_at: message.date,
    ...(Object.keys(message.metadata).length > 0 && { metadata: message.metadata }),
  };
}

/** `message.send_success`, for sends that were answered with 202. */
export function announceSendSuccess(world: World, message: StoredMessage, schedule: Json): void {
  announce(world, 'message.send_success', { ...sendResultOf(messageToWire(message)), ...schedule }, SEND, {
    grant_id: message.grantId,
  });
}

/** `message.send_failed`, for sends that were answered with 202 and did not leave. */
export function announceSendFailed(world: World, grantId: string, request: Json, reason: string): void {
  announce(world, 'message.send_failed', sendResultOf({ ...request, grant_id: grantId }), SEND, {
    grant_id: grantId,
    reason,
    error: { type: 'provider_error', message: reason, status_code: 422 },
  });
}

function sendResultOf(wire: Json): Json {
  const { grant_id, id, subject, from, to, cc, bcc, reply_to, attachments, metadata } = wire;
  return {
    object: 'message',
    grant_id,
    ...(id !== undefined && { id }),
    subject,
    from,
    to,
    cc,
    bcc,
    reply_to,
    attachments,
    ...(metadata !== undefined && { metadata }),
    use_draft: false,
  };
}

function plainAddresses(people: Person[]): string[] {
  return people.map(({ email }) => email);
}
