import type { Agent, Mailbox } from '#domain/agent-config.ts';
import { shortIdOf } from '#domain/ids.ts';
import type { Address, Message } from '#domain/mail.ts';

import { hopsAfter } from '#agent/guard/agent-mail.ts';
import { type HandOver, handOverBody } from './hand-over.ts';
import { htmlFromMarkdown, htmlFromText, quoteOf } from './markup.ts';
import { recipientsOf } from './recipients.ts';
import { forwardSubject, replySubject, safeSubject } from './subject.ts';

/** A mail ready for Nylas: `bytes` is the JSON body of a send or of a draft, kept and sent as it is. */
export type Composed = { bytes: string; subject: string; to: Address[]; cc: Address[] };

/** A metadata value holds no more (CONTRACT section 3.10). */
const maxMetadataLength = 500;
/** So many short ids and commas fit into one value. */
const maxCovers = 45;

/**
 * A reply in the thread of `target`. Recipients come from the target, never from the model; `body` is Markdown.
 * The same input gives the same bytes, since Nylas refuses a key that comes back with others (CONTRACT section 4.1).
 */
export function composeReply(input: {
  agent: Agent;
  mailbox: Mailbox;
  target: Message;
  /** Ids of further messages it answers. */
  covers: readonly string[];
  ownAddresses: readonly string[];
  /** Whether it may go to the others of To and Cc; else `reply_all` of the agent's file says so. */
  replyAll?: boolean;
  /** A person's own subject; else the target's with "Re:". */
  subject?: string | undefined;
  body: string;
  sendId: string;
}): Composed {
  const { agent, mailbox, target, covers, sendId } = input;
  const { config } = agent;
  const { to, cc } = recipientsOf(
    target,
    [mailbox.address, ...input.ownAddresses],
    input.replyAll ?? config.reply_all,
  );
  const subject = input.subject === undefined ? replySubject(target.subject) : safeSubject(input.subject);
  const html = [
    htmlFromMarkdown(input.body),
    ...(config.disclosure.trim() === ''
      ? []
      : [`<p><small>${htmlFromText(config.disclosure.trim())}</small></p>`]),
    ...(config.quote ? [quoteOf(target)] : []),
  ].join('\n');
  const bytes = JSON.stringify({
    to,
    ...(cc.length > 0 && { cc }),
    subject,
    body: html,
    reply_to_message_id: target.id,
    custom_headers: headers('auto-replied', sendId, target),
    metadata: { ...marks(sendId, target), ...coversMark(covers.filter((id) => id !== target.id)) },
  });
  return { bytes, subject, to, cc };
}

/**
 * A mail that hands `target` over to the person an agent's file names, with a note and the conversation. It starts a
 * thread of its own (no `reply_to_message_id`), so that the customer's thread stays clean.
 */
export function composeEscalation(input: HandOver & { to: string; sendId: string }): Composed {
  const { target, sendId } = input;
  const to = [{ email: input.to }];
  const subject = forwardSubject(target.subject);
  const bytes = JSON.stringify({
    to,
    subject,
    body: handOverBody(input),
    custom_headers: headers('auto-generated', sendId, target),
    metadata: { ...marks(sendId, target), kind: 'escalation' },
  });
  return { bytes, subject, to, cc: [] };
}

/** RFC 3834 section 5; the hop header lets agents recognise each other and us our own mail. */
function headers(autoSubmitted: string, sendId: string, target: Message): { name: string; value: string }[] {
  return [
    { name: 'Auto-Submitted', value: autoSubmitted },
    { name: 'X-Inreply-Id', value: sendId },
    { name: 'X-Agent-Hops', value: String(hopsAfter(target)) },
  ];
}

function marks(sendId: string, target: Message): Record<string, string> {
  const id = target.id.length <= maxMetadataLength ? { key2: target.id } : {};
  return { key1: sendId, ...id, key3: 'inreply' };
}

function coversMark(covers: readonly string[]): { covers?: string } {
  return covers.length === 0 ? {} : { covers: covers.slice(-maxCovers).map(shortIdOf).join(',') };
}
