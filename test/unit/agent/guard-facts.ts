import type { GuardFacts, Guarded } from '#agent/guard/guard.ts';
import type { Message } from '#domain/mail.ts';

import { aMessage, anAgent, aThread, mailboxAddress, noon } from './builders.ts';

const sibling = 'sales@shop.example';

export function facts(target: Message, change: Partial<GuardFacts> = {}): GuardFacts {
  return {
    agent: anAgent(),
    mailbox: { grant: 'g1', address: mailboxAddress },
    ownAddresses: [mailboxAddress, sibling],
    thread: aThread(target),
    target,
    sentToSenderToday: 0,
    sentByMailboxThisHour: 0,
    foundBySweepMs: undefined,
    nowMs: noon + 60_000,
    ...change,
  };
}

export function codes(guarded: Guarded): string[] {
  return (guarded.kind === 'go' ? guarded.parkBecause : guarded.reasons).map(({ code }) => code);
}

export function header(name: string, value: string): Message {
  return aMessage({ headers: [{ name, value }] });
}

export function from(email: string): Message {
  return aMessage({ from: [{ email }] });
}
