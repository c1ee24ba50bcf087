import type { Agent, Mailbox } from '#domain/agent-config.ts';
import type { Reason } from '#domain/decision.ts';
import type { Pause } from '#domain/pause.ts';
import { headerOf, mailboxOf, sameAddress, type Message, type Thread } from '#domain/mail.ts';

import { leftMailbox, ourRepliesIn } from '#agent/mail/answered.ts';
import { agentField } from './agent-mail.ts';
import { addressFits, isAllowed, signsAgainst } from './allowed.ts';
import { headerSigns } from './automatic.ts';
import { noticeSigns } from './notices.ts';
import { pausedReason } from './paused.ts';
import { pingPong } from './ping-pong.ts';
import { recipientsOf } from '#agent/mail/recipients.ts';
import { reportSigns } from './reports.ts';
import { robotSender } from './senders.ts';

const HOUR_MS = 3_600_000;
const FOUND_LATE_HOURS = 24;

export type GuardFacts = {
  agent: Agent;
  mailbox: Mailbox;
  /** Addresses of all mailboxes any agent of ours answers. */
  ownAddresses: readonly string[];
  /** The kill switch, when it is thrown. */
  paused?: Pause | undefined;
  thread: Thread;
  target: Message;
  /** Replies of ours to this sender in the last 24 hours, and of this mailbox in the last hour. */
  sentToSenderToday: number;
  sentByMailboxThisHour: number;
  /** When the sweep found it; undefined for a mail that a webhook told of. */
  foundBySweepMs: number | undefined;
  nowMs: number;
};

export type Guarded =
  /** Go on; with `parkBecause` a draft is written, but only for review. */
  | { kind: 'go'; parkBecause: Reason[] }
  | { kind: 'skip'; reasons: Reason[] }
  /** A person has to look; no model is called. */
  | { kind: 'review'; reasons: Reason[] };

type Rule = (facts: GuardFacts) => Reason | undefined;

/** Where the mail lies, who wrote it and whether anybody could be answered; the first that holds decides. */
const exclusions: readonly Rule[] = [
  function agentOff({ agent }) {
    return agent.config.mode === 'off'
      ? reason('agent_off', `agent ${agent.name} is switched off`)
      : undefined;
  },
  function draft({ target }) {
    return target.folders.includes('drafts') ? reason('draft', 'it is a draft') : undefined;
  },
  function ownMessage({ target, mailbox }) {
    const own = leftMailbox(target, mailbox.address) || isFrom(target, [mailbox.address]);
    return own ? reason('own_message', 'it was sent from this mailbox') : undefined;
  },
  function digestReply({ thread, mailbox }) {
    const begun = thread.messages.some(
      (message) => message.metadata['kind'] === 'digest' && leftMailbox(message, mailbox.address),
    );
    return begun
      ? reason('digest_reply', 'it answers a digest of ours, for which there is the page')
      : undefined;
  },
  function siblingAgent({ target, ownAddresses }) {
    return isFrom(target, ownAddresses)
      ? reason('sibling_agent', 'another mailbox of ours wrote it')
      : undefined;
  },
  function otherAgent({ target }) {
    const marked = headerOf(target, 'X-Inreply-Id') !== undefined;
    if (marked) return reason('other_inreply', 'an agent of this kind wrote it (X-Inreply-Id)');
    const field = agentField(target);
    return field === undefined ? undefined : reason('other_agent', `a mail agent wrote it (${field})`);
  },
  function junkOrTrash({ target }) {
    if (target.folders.includes('junk')) return reason('junk_folder', 'it lies in the junk folder');
    return target.folders.includes('trash') ? reason('trash_folder', 'it lies in the trash') : undefined;
  },
  function blockedSender({ agent, target }) {
    const blocked = agent.config.blocked.find((entry) =>
      target.from.some(({ email }) => addressFits(email, entry)),
    );
    return blocked === undefined ? undefined : reason('blocked_sender', `the agent's file blocks ${blocked}`);
  },
];

/** What is spent. A person has to answer, or to raise the limit. */
const budgets: readonly Rule[] = [
  function threadLimit({ agent, thread, mailbox }) {
    const most = agent.config.limits.per_thread;
    const spent = ourRepliesIn(thread, mailbox.address);
    return spent >= most
      ? reason('thread_limit', `${spent} of ${most} replies in this thread are spent`)
      : undefined;
  },
  function senderLimit({ agent, sentToSenderToday }) {
    const most = agent.config.limits.per_sender_per_day;
    if (sentToSenderToday < most) return undefined;
    return reason('sender_limit', `${sentToSenderToday} of ${most} replies to this sender are spent today`);
  },
  function mailboxLimit({ agent, sentByMailboxThisHour }) {
    const most = agent.config.limits.per_mailbox_per_hour;
    if (sentByMailboxThisHour < most) return undefined;
    return reason(
      'mailbox_limit',
      `${sentByMailboxThisHour} of ${most} replies of this mailbox are spent this hour`,
    );
  },
];

/**
 * What is decided before any model is asked (DESIGN section 4, step 3). Mail no person wrote is skipped with every
 * sure sign of it; where signs are only doubtful, a person looks.
 */
export function guard(facts: GuardFacts): Guarded {
  const excluded = firstOf(exclusions, facts);
  if (excluded !== undefined) return { kind: 'skip', reasons: [excluded] };
  const found = [...reportSigns(facts.target), ...headerSigns(facts.target), ...noticeSigns(facts.target)];
  const isWanted = isAllowed(facts.agent.config, facts.target);
  const signs = isWanted ? signsAgainst(found) : found;
  const sure = signs.filter((sign) => sign.sure).map((sign) => sign.reason);
  if (sure.length > 0) return { kind: 'skip', reasons: distinct(mostTelling(sure)) };
  const unreachable = nobodyToAnswer(facts, isWanted);
  if (unreachable !== undefined) return { kind: 'skip', reasons: [unreachable] };
  const spent = [
    ...signs.map((sign) => sign.reason),
    ...resemblesOwn(facts),
    ...pingPong(facts.thread, facts.target, facts.mailbox.address),
  ];
  const paused = facts.paused === undefined ? [] : [pausedReason(facts.paused)];
  const stop = [...paused, ...distinct(spent), ...budgets.flatMap((rule) => rule(facts) ?? [])];
  return stop.length > 0 ? { kind: 'review', reasons: stop } : { kind: 'go', parkBecause: tooOld(facts) };
}

function nobodyToAnswer(
  { agent, target, mailbox, ownAddresses }: GuardFacts,
  isWanted: boolean,
): Reason | undefined {
  const { to } = recipientsOf(target, [mailbox.address, ...ownAddresses], agent.config.reply_all);
  if (to.length === 0) return reason('no_recipient', 'it names nobody but us who could get an answer');
  const author = target.from[0]?.email ?? '';
  if (isWanted && to.every(({ email }) => sameAddress(email, author))) return undefined;
  const robot = to
    .map(({ email }) => ({ email, code: robotSender(email) }))
    .find(({ code }) => code !== undefined);
  return robot?.code === undefined ? undefined : reason(robot.code, `an answer would go to ${robot.email}`);
}

/**
 * Mail that has waited too long for an answer by itself. One that only the sweep found may have been dealt with otherwise,
 * or be forgotten by our records: after a day a person looks, whatever the agent's limit says.
 */
function tooOld({ agent, target, foundBySweepMs, nowMs }: GuardFacts): Reason[] {
  const most = agent.config.limits.max_age_hours;
  const hours = (nowMs - target.dateMs) / HOUR_MS;
  const hoursUnseen = ((foundBySweepMs ?? 0) - target.dateMs) / HOUR_MS;
  const reasons: Reason[] = [];
  if (hours > most) {
    reasons.push(reason('too_old', `it came ${Math.floor(hours)} hours ago; the limit is ${most}`));
  }
  if (hoursUnseen > Math.min(most, FOUND_LATE_HOURS)) {
    const late = `no webhook told of it; comparing the mailbox found it ${Math.floor(hoursUnseen)} hours after it came`;
    reasons.push(reason('found_late', late));
  }
  return reasons;
}

function firstOf(rules: readonly Rule[], facts: GuardFacts): Reason | undefined {
  for (const rule of rules) {
    const found = rule(facts);
    if (found !== undefined) return found;
  }
  return undefined;
}

function isFrom(message: Message, addresses: readonly string[]): boolean {
  return message.from.some(({ email }) => addresses.some((own) => mailboxOf(own) === mailboxOf(email)));
}

/** The local part of one of our mailboxes, at a domain below or above its own: perhaps ours by another route. */
function resemblesOwn({ target, ownAddresses, mailbox }: GuardFacts): Reason[] {
  const own = [mailbox.address, ...ownAddresses].map((address) => mailboxOf(address).split('@'));
  const found = target.from.find(({ email }) => {
    const [local, domain = ''] = mailboxOf(email).split('@');
    return own.some(
      ([ownLocal, ownDomain = '']) =>
        local === ownLocal && (domain.endsWith(`.${ownDomain}`) || ownDomain.endsWith(`.${domain}`)),
    );
  });
  return found ? [reason('sibling_like', `${found.email} may be a mailbox of ours by another route`)] : [];
}

/** Reports first: a bounce often says too that it was generated, and that says less. */
function mostTelling(reasons: readonly Reason[]): Reason[] {
  const telling = [
    'bounce',
    'delivery_report',
    'read_receipt',
    'feedback_report',
    'calendar_reply',
    'challenge_response',
  ];
  const rank = ({ code }: Reason) => (telling.includes(code) ? telling.indexOf(code) : telling.length);
  return reasons.toSorted((a, b) => rank(a) - rank(b));
}

function distinct(reasons: readonly Reason[]): Reason[] {
  return [...new Map(reasons.map((entry) => [entry.code, entry])).values()];
}

function reason(code: string, detail: string): Reason {
  return { code, detail };
}
