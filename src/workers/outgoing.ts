import { composeEscalation, composeReply, type Composed } from '#agent/mail/compose.ts';
import { sendIdOf } from '#domain/ids.ts';
import type { MessageRecord, Outgoing } from '#domain/ledger.ts';
import type { Message } from '#domain/mail.ts';
import type { Case } from './answer.ts';
import type { Deps } from './deps.ts';
import type { Thought } from './think/think.ts';

/** The reply to the message of a case, as it will be sent or shown as a draft; `body` is Markdown. */
export function replyOf(subject: Case, body: string): Outgoing {
  const sendId = sendIdOf(subject.target.grantId, subject.target.id);
  return outgoingOf('reply', subject, body, sendId, composeReply({ ...subject, body, sendId }));
}

/** Goes under a name of its own, so that it can never be taken for the reply to the message. */
export function escalationOf(
  { publicUrl }: Pick<Deps, 'publicUrl'>,
  subject: Case,
  thought: Thought,
  to: string,
): Outgoing {
  const { target, record } = subject;
  const sendId = escalationIdOf(target);
  const composed = composeEscalation({
    ...subject,
    conversation: thought.conversation,
    to,
    reasons: thought.decision.reasons,
    seen: thought.seen,
    tried: { words: 'it was sorted, and no reply was written', draft: '' },
    links: linksTo(publicUrl, record),
    sendId,
  });
  return outgoingOf('escalation', subject, '', sendId, composed);
}

/** Names the one mail that hands a message over. */
export function escalationIdOf({ grantId, id }: Pick<Message, 'grantId' | 'id'>): string {
  return `e${sendIdOf(grantId, id)}`;
}

/** Where a message is shown on the page; nowhere when nobody said where the page is reached. */
export function linksTo(
  publicUrl: string | undefined,
  { grantId, messageId, threadId }: Pick<MessageRecord, 'grantId' | 'messageId' | 'threadId'>,
  reviewId?: string,
): { label: string; url: string }[] {
  if (publicUrl === undefined) return [];
  const pageOf = (...path: string[]) =>
    `${publicUrl.replace(/\/+$/, '')}/${path.map((part) => encodeURIComponent(part)).join('/')}`;
  return [
    { label: 'what became of it', url: pageOf('activity', grantId, messageId) },
    { label: 'the thread', url: pageOf('threads', grantId, threadId) },
    ...(reviewId === undefined ? [] : [{ label: 'the review', url: pageOf('reviews', reviewId) }]),
  ];
}

/** A composed mail as it is stored and sent; `epoch` other than 0 after an earlier send (`nextEpochOf`). */
export function outgoingOf(
  kind: Outgoing['kind'],
  { covers }: Pick<Outgoing, 'covers'>,
  body: string,
  sendId: string,
  { bytes, to, cc, subject }: Composed,
  epoch = 0,
): Outgoing {
  return { kind, bytes, sendId, epoch, covers, to, cc, subject, body };
}

/** The epoch of another mail for a message: the key of an earlier one, which may have failed, stands for other bytes. */
export function nextEpochOf({ outgoing }: Pick<MessageRecord, 'outgoing'>): number {
  return outgoing ? outgoing.epoch + 1 : 0;
}
