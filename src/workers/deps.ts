import type { Agent, Mailbox } from '#domain/agent-config.ts';
import type { Extract } from '#domain/extract.ts';
import type { Ask, Clock } from '#domain/ports.ts';
import type { CallTool } from '#domain/tools.ts';
import type { Nylas } from '#nylas/client.ts';
import type { AutonomyStore } from '#store/autonomy.ts';
import type { Challenges } from '#store/challenges.ts';
import type { DeadLetters } from '#store/dead-letters.ts';
import type { Exchanges } from '#store/exchanges.ts';
import type { Gaps } from '#store/gaps.ts';
import type { Holds } from '#store/held.ts';
import type { Ledger } from '#store/ledger.ts';
import type { Leases } from '#store/lease.ts';
import type { Limits } from '#store/limits.ts';
import type { Pauses } from '#store/pauses.ts';
import type { Reviews } from '#store/reviews.ts';
import type { Senders } from '#store/senders.ts';
import type { Spending } from '#store/spending.ts';
import type { ToolCalls } from '#store/tool-calls.ts';
import type { Transact } from '#store/transaction.ts';
import type { Meaning } from './think/meaning.ts';
import type { Events } from '#telemetry/events.ts';

/** What the thread actor works with; everything with an effect comes in here. */
export type Deps = {
  nylas: Pick<
    Nylas,
    | 'listThread'
    | 'getMessage'
    | 'findSent'
    | 'send'
    | 'createDraft'
    | 'findDrafts'
    | 'getDraft'
    | 'listDrafts'
    | 'deleteDraft'
    | 'readAttachment'
  >;
  /** Reads files that came with mail. */
  extract: Extract;
  ask: Ask;
  /** Keeps what the knowledge could not answer; left out, nobody does. */
  gaps?: Pick<Gaps, 'note'>;
  /** Finds passages by what they mean; left out, they are found by words alone. */
  meaning?: Pick<Meaning, 'find'>;
  /** Keeps what models are asked and answer; left out, nobody does. */
  exchanges?: Pick<Exchanges, 'keep'>;
  ledger: Ledger;
  leases: Leases;
  transact: Transact;
  reviews: Reviews;
  deadLetters: Pick<DeadLetters, 'faultsOf' | 'stateOf'>;
  limits: Limits;
  /** The kill switch. Rejects when it cannot be read: then nothing is sent. */
  pauses: Pick<Pauses, 'of'>;
  spending: Spending;
  /** How often a sender was seen before; undefined when that cannot be known. */
  senders: { note(query: Parameters<Senders['note']>[0]): Promise<number | undefined> };
  autonomy: AutonomyStore;
  holds: Pick<Holds, 'watchedIn'>;
  tools: ToolPort;
  challenges: Challenges;
  mailboxOf: (grantId: string) => { agent: Agent; mailbox: Mailbox } | undefined;
  ownAddresses: () => readonly string[];
  /** Since when a mailbox is ours to answer, in milliseconds; undefined before its first sweep. */
  knownSince: (grantId: string) => Promise<number | undefined>;
  wake: (shard: number, threads: readonly string[]) => Promise<void>;
  events: Events;
  now: Clock;
  /** 0..1, for the spread of back-offs. */
  random: () => number;
  /** Where people reach the page, for links in mails to colleagues; without it they get none. */
  publicUrl?: string | undefined;
  /** The model of agents that name none. */
  defaultModel: string | undefined;
  leaseMs: number;
  sendReconcileMs: number;
  /** Aborts when the process is told to stop: thinking ends at once, a send under way is waited for. */
  stopping: AbortSignal;
};

/** The tools of agents: calling one, counting its calls, and finding what a pattern means in a text in bounded time. */
export type ToolPort = {
  call: CallTool;
  take: ToolCalls['take'];
  matchesIn: (pattern: string, text: string) => string[] | undefined;
  /** A code nobody can guess, and a salt. */
  newCode: () => { code: string; salt: string };
};

/** What follows a piece of work: the thread's inbox as it is now, or a wait during which others may have the thread. */
export type Next = { kind: 'next'; inbox: string[] } | { kind: 'later'; inMs: number };

/** The reason of `stopping`: the thread is given back as it stands. */
export class Stopping extends Error {
  override name = 'Stopping';
}
