import type { AgentConfig } from '#domain/agent-config.ts';
import { sameAddress, type Message, type Thread } from '#domain/mail.ts';
import type { SenderTrust, TrustCode, TrustFact } from '#domain/trust.ts';

import { leftMailbox } from '#agent/mail/answered.ts';
import { authenticationOf, type Authentication } from './authentication.ts';
import { domainOf, isSameParty, plainDomain } from './domains.ts';
import { lookAlikeOf, mixesScripts } from './look-alike.ts';
import { authorOf, earlierThan, isStranger } from './strangers.ts';

export type TrustQuestion = {
  config: Pick<AgentConfig, 'trust' | 'links'>;
  mailboxAddress: string;
  /** Addresses of all mailboxes any agent of ours answers. */
  ownAddresses: readonly string[];
  thread: Thread;
  target: Message;
  /** Earlier mails of the sender to the mailbox; undefined when not known. */
  seenBefore: number | undefined;
};

/** All that is known about who wrote a mail, from its headers, its thread and what the mailbox has seen. Never throws. */
export function senderTrust(question: TrustQuestion): SenderTrust {
  const { target, config } = question;
  const authentication = authenticationOf(target, config.trust.checked_by);
  const alike = likeness(question);
  const facts = [
    ...(authentication.dmarc === 'fail' ? [dmarcFailed(target, authentication)] : []),
    ...alike.facts,
    ...rules.flatMap((rule) => rule(question, authentication) ?? []),
  ];
  return { ...authentication, seenBefore: question.seenBefore ?? null, lookAlikeOf: alike.of ?? null, facts };
}

type Rule = (question: TrustQuestion, authentication: Authentication) => TrustFact | undefined;

const rules: readonly Rule[] = [
  function notAuthenticated({ target }, { verifiedSender, dmarc }) {
    if (verifiedSender !== null || dmarc === 'fail') return undefined;
    return fact('not_authenticated', `nothing proves that ${shown(domainOf(authorOf(target)))} sent it`);
  },
  function firstSeen({ seenBefore, target }, { verifiedSender }) {
    if (seenBefore !== 0) return undefined;
    const how = verifiedSender === null ? 'no unproven mail' : 'no mail';
    return fact('first_seen', `${how} of ${shown(authorOf(target))} came to this mailbox before`);
  },
  function replyToMismatch({ target }) {
    const other = target.replyTo.find(({ email }) => !isSameParty(email, authorOf(target)));
    if (other === undefined) return undefined;
    return fact(
      'reply_to_mismatch',
      `an answer would go to ${shown(other.email)}, not to ${shown(authorOf(target))}`,
    );
  },
  function strangersInCc({ target, thread, ownAddresses, mailboxAddress }) {
    const known = [
      mailboxAddress,
      ...ownAddresses,
      ...earlierThan(thread, target).flatMap(({ from, to, cc }) =>
        [...from, ...to, ...cc].map(({ email }) => email),
      ),
    ];
    const strangers = [...target.to, ...target.cc]
      .map(({ email }) => email)
      .filter(
        (email) => !known.some((own) => sameAddress(own, email)) && !isSameParty(email, authorOf(target)),
      );
    if (strangers.length === 0) return undefined;
    const more = strangers.length > 3 ? ` and ${strangers.length - 3} more` : '';
    return fact('strangers_in_cc', `also addressed to ${strangers.slice(0, 3).map(shown).join(', ')}${more}`);
  },
  function strangerInThread({ thread, target, mailboxAddress }) {
    if (!isStranger(thread, target, mailboxAddress)) return undefined;
    return fact('stranger_in_thread', `${shown(authorOf(target))} writes into a thread of others`);
  },
];

/** Whom the sender's domain was made to look like, if anybody's. */
function likeness(question: TrustQuestion): { of?: string; facts: TrustFact[] } {
  const { target, thread, mailboxAddress, ownAddresses, config } = question;
  const domain = domainOf(authorOf(target));
  const people = earlierThan(thread, target).filter((message) => !leftMailbox(message, mailboxAddress));
  const taken = people.find((earlier) => isTakenOver(earlier, target));
  if (taken !== undefined) {
    const detail = `${shown(authorOf(target))} writes as ${shown(authorOf(taken))} did, from another domain`;
    return { of: domainOf(authorOf(taken)), facts: [fact('sender_taken_over', detail)] };
  }
  const known = [
    ...[mailboxAddress, ...ownAddresses].map(domainOf),
    ...config.links.map((host) => plainDomain(host.replace(/:\d+$/, ''))),
    ...people.map((earlier) => domainOf(authorOf(earlier))),
  ];
  const of = lookAlikeOf(domain, known);
  if (of !== undefined)
    return {
      of,
      facts: [fact('look_alike_domain', `${shown(domain)} looks like ${shown(of)}, but is another domain`)],
    };
  if (!mixesScripts(domain)) return { facts: [] };
  return { facts: [fact('look_alike_domain', `${shown(domain)} mixes letters of several scripts`)] };
}

/** The same name or the same local part, from a domain that looks like the earlier one. */
function isTakenOver(earlier: Message, target: Message): boolean {
  const [before, now] = [authorOf(earlier), authorOf(target)];
  if (lookAlikeOf(domainOf(now), [domainOf(before)]) === undefined) return false;
  const name = nameOf(target);
  return localPartOf(before) === localPartOf(now) || (name !== '' && nameOf(earlier) === name);
}

function localPartOf(email: string): string {
  return email.slice(0, Math.max(0, email.lastIndexOf('@'))).toLowerCase();
}

function nameOf({ from }: Message): string {
  return (from[0]?.name ?? '').trim().toLowerCase();
}

function dmarcFailed(target: Message, { checkedBy }: Authentication): TrustFact {
  const domain = shown(domainOf(authorOf(target)));
  return fact(
    'dmarc_failed',
    `${shown(checkedBy ?? 'the mail server')} says that it does not come from ${domain} (DMARC)`,
  );
}

function fact(code: TrustCode, detail: string): TrustFact {
  return { code, detail };
}

function shown(text: string): string {
  const plain = text.replaceAll(/[\p{Cc}\p{Cf}\s]+/gu, ' ').slice(0, 100);
  return plain === '' ? 'nobody' : plain;
}
