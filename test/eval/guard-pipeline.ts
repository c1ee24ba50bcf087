import { guard } from '#agent/guard/guard.ts';
import { decide } from '#agent/policy/decide.ts';
import { trustDoubts } from '#agent/policy/trust-doubts.ts';
import { readConversation } from '#agent/reading/reading.ts';
import { senderTrust } from '#agent/trust/sender-trust.ts';
import { type Agent, AgentConfig } from '#domain/agent-config.ts';
import type { Classification } from '#domain/decision.ts';
import type { Message } from '#domain/mail.ts';
import { Message as WireMessage } from '#nylas/schema.ts';
import { messageFrom } from '#nylas/translate.ts';
import { receiveMail } from '../../sandbox/nylas/receive.ts';
import { messageToWire } from '../../sandbox/nylas/wire.ts';
import { defaultOptions } from '../../sandbox/options.ts';
import { addMailbox, createWorld } from '../../sandbox/world.ts';

const address = 'support@inreply.test';

/** An agent that answers everything it may. */
const agent: Agent = {
  name: 'eager',
  config: AgentConfig.parse({
    mailboxes: [{ grant: 'g1', address }],
    mode: 'auto',
    categories: { anything: { when: 'anything at all', action: 'reply' } },
    limits: { max_age_hours: 1_000_000 },
  }),
  instructions: 'Answer.',
  knowledge: [],
};

/** A model that always wants to reply. */
const eager: Classification = {
  category: 'anything',
  confidence: 1,
  language: 'en',
  needs_reply: true,
  injection: false,
  reason: 'it always does',
};

/** What became of a mail: answered, left to a person by guard or policy, or refused; with the codes why. */
export type Outcome = { end: 'answered' | 'policy' | 'parked' | 'refused'; codes: string[]; tookMs: number };

/**
 * Takes raw mail the whole way that a real one goes: the sandbox receives it as a mail server does and shows it as Nylas
 * does, and then our own code reads, guards and decides, with a model that wants to answer everything.
 */
export function createGuardPipeline() {
  const stopping = new AbortController();
  const world = createWorld(defaultOptions, stopping.signal);
  const { mailbox } = addMailbox(world, { id: 'g1', email: address });

  return async function outcomeOf(raw: Uint8Array): Promise<Outcome> {
    const stored = await receiveMail(world, mailbox, raw, {
      via: 'mailbox',
      from: undefined,
      helo: 'mx.sender.test',
      announced: false,
    });
    const wire = WireMessage.parse(JSON.parse(JSON.stringify(messageToWire(stored, 'include_headers'))));
    const target = { ...messageFrom(wire, { grantId: 'g1' }), threadId: 't1' };
    const startedMs = performance.now();
    const outcome = judge(target);
    return { ...outcome, tookMs: performance.now() - startedMs };
  };
}

function judge(target: Message): Omit<Outcome, 'tookMs'> {
  const thread = { id: 't1', grantId: 'g1', messages: [target] };
  const mailbox = { grant: 'g1', address };
  const facts = { agent, mailbox, ownAddresses: [address], thread, target };
  const counts = { sentToSenderToday: 0, sentByMailboxThisHour: 0, foundBySweepMs: undefined };
  const guarded = guard({ ...facts, ...counts, nowMs: target.dateMs });
  if (guarded.kind !== 'go') {
    const codes = guarded.reasons.map(({ code }) => code);
    return { end: guarded.kind === 'skip' ? 'refused' : 'parked', codes };
  }
  const { config } = agent;
  const trust = senderTrust({ ...facts, config, mailboxAddress: address, seenBefore: 0 });
  const reading = readConversation(thread, target.id, [], address).at(-1);
  if (reading === undefined) return { end: 'parked', codes: ['unread'] };
  const decision = decide(agent, eager, reading, [...guarded.parkBecause, ...trustDoubts(config, trust)]);
  const codes = decision.reasons.map(({ code }) => code);
  return { end: decision.kind === 'reply' ? 'answered' : 'policy', codes };
}
