import type { AgentConfig } from '#domain/agent-config.ts';
import type { AllowedRobot } from '#domain/allow-config.ts';
import { headersOf, sameAddress, type Message } from '#domain/mail.ts';

import { authenticationOf } from '#agent/trust/authentication.ts';
import type { Sign } from './signs.ts';

/** Signs of automation that a wanted robot may carry; those of bounces, reports, challenges and other agents stay. */
const excused = new Set([
  'auto_reply',
  'auto_reply_like',
  'auto_generated',
  'automatic_like',
  'notification_like',
  'ticket_system',
  'no_reply_sender',
  'mailing_list',
  'bulk',
]);

/** Whether the agent's file wants mail of this robot answered, and the mail is proven to be theirs. */
export function isAllowed(config: AgentConfig, message: Message): boolean {
  const author = message.from.length === 1 ? (message.from[0]?.email ?? '') : '';
  const fitting = config.allow.filter((robot) => isOf(robot, author) && hasHeader(robot, message));
  if (fitting.length === 0) return false;
  if (fitting.some(({ unproven }) => unproven)) return true;
  const { verifiedSender } = authenticationOf(message, config.trust.checked_by);
  return verifiedSender !== null && sameAddress(verifiedSender, author);
}

/** The signs that count against a mail although its robot is wanted. */
export function signsAgainst(signs: readonly Sign[]): Sign[] {
  return signs.filter(({ reason }) => !excused.has(reason.code));
}

/** `a@b.c` or, with a leading `@`, a whole domain and what lies below it. */
export function addressFits(email: string, entry: string): boolean {
  const wanted = entry.trim().toLowerCase();
  if (!wanted.startsWith('@')) return sameAddress(email, wanted);
  const domain = email.trim().toLowerCase().split('@').at(-1) ?? '';
  return domain === wanted.slice(1) || domain.endsWith(`.${wanted.slice(1)}`);
}

function isOf({ from }: AllowedRobot, author: string): boolean {
  return author !== '' && addressFits(author, from);
}

function hasHeader({ header }: AllowedRobot, message: Message): boolean {
  if (header === undefined) return true;
  const wanted = header.contains.toLowerCase();
  return headersOf(message, header.name).some((value) => value.toLowerCase().includes(wanted));
}
