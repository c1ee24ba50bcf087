import { composeEscalation, composeReply, type Composed } from '#agent/mail/compose.ts';
import { unansweredIn } from '#agent/reading/reading.ts';
import { sendIdOf } from '#domain/ids.ts';
import type { Outgoing } from '#domain/ledger.ts';
import type { Case } from './answer.ts';
import type { Thought } from './think/think.ts';

/** The reply to the message of a case, as it will be sent or shown as a draft; `body` is Markdown. */
export function replyOf(subject: Case, body: string): Outgoing {
  const sendId = sendIdOf(subject.target.grantId, subject.target.id);
  return outgoingOf('reply', subject, body, sendId, composeReply({ ...subject, body, sendId }));
}

/** Goes under a name of its own, so that it can never be taken for the reply to the message. */
export function escalationOf(subject: Case, thought: Thought, to: string): Outgoing {
  const sendId = `e${sendIdOf(subject.target.grantId, subject.target.id)}`;
  const waiting = unansweredIn(thought.conversation);
  const newest = thought.conversation.at(-1);
  if (!newest) throw new Error('a message without a reading cannot be escalated');
  const reading = { ...newest, text: waiting.map(({ text }) => text).join('\n\n---\n\n') };
  const { reasons } = thought.decision;
  const composed = composeEscalation({ ...subject, reading, to, reasons, seen: thought.seen, sendId });
  return outgoingOf('escalation', subject, '', sendId, composed);
}

function outgoingOf(
  kind: Outgoing['kind'],
  { covers }: Case,
  body: string,
  sendId: string,
  { bytes, to, cc, subject }: Composed,
): Outgoing {
  return { kind, bytes, sendId, epoch: 0, covers, to, cc, subject, body };
}
