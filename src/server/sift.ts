import { answeredIn, type Arrival } from '#domain/arrival.ts';
import { sameAddress } from '#domain/mail.ts';
import type { IncomingReport } from '#domain/report.ts';
import type { Envelope } from '#nylas/envelope.ts';
import { reportIn } from '#nylas/report.ts';

/** The address of a mailbox an agent answers for; undefined for a grant that is none of ours. */
export type MailboxOf = (grantId: string) => { address: string } | undefined;

/**
 * What a notification means for us: a mail that came in or went out, or undefined when it is not ours to handle.
 *
 * - `message.created` of a known grant, but not its `.cleaned` copy, which comes beside the plain one
 *   (CONTRACT section 1.5), and not a draft.
 * - `message.updated` only for mail of ours, since Nylas may send it in place of `created` after a send
 *   (CONTRACT section 1.4); for any other mail it says that something was read or moved.
 * - `answers` is the inbound message that a reply of ours carries in its metadata (CONTRACT section 4.2);
 *   an escalation answers nobody.
 */
export function sift(envelope: Envelope, mailboxOf: MailboxOf): Arrival | undefined {
  const { object, grantId, cleaned } = envelope;
  const { id: messageId, thread_id: threadId, metadata } = object;
  if (grantId === undefined || !messageId || cleaned) return undefined;
  // Half a surrogate pair is no id of Nylas', and would make the whole batch it is admitted with fail.
  if (!messageId.isWellFormed() || threadId?.isWellFormed() === false) return undefined;
  if ((object.object ?? 'message') !== 'message' || object.folders?.includes('drafts') === true) {
    return undefined;
  }
  const mailbox = mailboxOf(grantId);
  if (mailbox === undefined) return undefined;

  const sender = object.from?.[0]?.email;
  const isOwn = typeof sender === 'string' && sameAddress(sender, mailbox.address);
  const isNews = envelope.type === 'message.created' || (envelope.type === 'message.updated' && isOwn);
  if (!isNews) return undefined;
  return {
    direction: isOwn ? 'outbound' : 'inbound',
    grantId,
    messageId,
    threadId: threadId || undefined,
    answers: isOwn ? answeredIn(metadata) : undefined,
  };
}

/**
 * What a notification reports about a mail of one of our mailboxes: that it left, failed, came back, or was complained of
 * (CONTRACT sections 1.7 and 5.3). `about` is the message that the mail was for, where its metadata bears our mark.
 */
export function siftReport(envelope: Envelope, mailboxOf: MailboxOf): IncomingReport | undefined {
  const report = reportIn(envelope);
  const { grantId } = envelope;
  if (report === undefined || grantId === undefined || mailboxOf(grantId) === undefined) return undefined;
  const { kind, detail, metadata } = report;
  return { kind, grantId, mailId: wellFormed(report.mailId), about: wellFormed(messageOf(metadata)), detail };
}

/** The message that a mail of ours, reply or escalation, names in its metadata. */
function messageOf({ key1, key2, key3 }: Readonly<Record<string, unknown>> = {}): string | undefined {
  const isOurs = key3 === 'inreply' && typeof key1 === 'string' && /^e?r_/.test(key1);
  return isOurs && typeof key2 === 'string' ? key2 : undefined;
}

const wellFormed = (id: string | undefined) => (id && id.isWellFormed() ? id : undefined);
