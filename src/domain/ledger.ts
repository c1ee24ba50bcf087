import type { Earned } from './autonomy.ts';
import type { Classification, Cost, Decision, Draft, Reason } from './decision.ts';
import type { Address } from './mail.ts';
import type { Report } from './report.ts';
import type { Review } from './review.ts';
import type { SourcedSentence } from './sources.ts';
import type { SenderTrust } from './trust.ts';

export const messageStates = [
  'new',
  'ready',
  'sending',
  'sent',
  'review',
  'skipped',
  'escalated',
  'dead',
  'doubt',
] as const;
/** `new → ready (bytes and key stored) → sending → sent`; the others are ends, `review` and `doubt` with a review. */
export type MessageState = (typeof messageStates)[number];

/** One step of the pipeline as it happened, for `inreply show`. */
export type Step = { name: string; atMs: number; tookMs: number; detail?: string; cost?: StepCost };

/** What a step's questions cost, and the model that was asked last: the one that answered, where one did. */
export type StepCost = Cost & { model: string };

/** A mail ready to go: the exact bytes of the request and the key they go under, stored before the first send. */
export type Outgoing = {
  kind: 'reply' | 'escalation';
  /** Body of `POST /messages/send`; never re-serialised. */
  bytes: string;
  sendId: string;
  epoch: number;
  /** Ids of further messages the reply answers. */
  covers: string[];
  to: Address[];
  cc: Address[];
  subject: string;
  /** Markdown as the model or a person wrote it. */
  body: string;
};

/** What lists show of the mail itself. */
export type About = { from: Address | null; subject: string };

/** What led to the outcome: everything needed to explain it later. */
export type Account = {
  agent: string;
  /** Who wrote the mail, and its subject; absent where it was never read. */
  about?: About;
  decision: Decision['kind'] | null;
  category: string | null;
  confidence: number | null;
  reasons: Reason[];
  steps: Step[];
  cost: Cost;
  classification: Classification | null;
  draft: Draft | null;
  /** The draft sentence by sentence with what each rests on; absent where none was written. */
  sources?: SourcedSentence[];
  /** Who wrote it, as far as it is known; absent where nobody looked. */
  trust?: SenderTrust | null;
  /** Under which level it was decided, where the category earns its autonomy and would have replied. */
  earned?: Earned;
};

/** What the ledger knows about one message. */
export type MessageRecord = {
  grantId: string;
  messageId: string;
  threadId: string;
  state: MessageState;
  admittedAtMs: number;
  /** No webhook told of it before the sweep found it. */
  foundBySweep: boolean;
  /** Faults met so far; the back-off and the end of trying follow from it. */
  attempts: number;
  /** Faults of the model met so far. */
  thinkFaults: number;
  /** What models cost in tries that came to nothing; absent when there were none. */
  spentBefore?: Cost;
  lastFault: string | null;
  /** When the first fault of the present row of them was met. */
  firstFaultAtMs: number | null;
  account: Account | null;
  outgoing: Outgoing | null;
  /** Until when a reply that is ready is kept back, and who took it back meanwhile. */
  hold: { untilMs: number; takenBackBy: string | null } | null;
  /** When what is on its way was first tried, under whatever key. */
  tryingSinceMs: number | null;
  /** When the bytes under the current key may first have left; null while every attempt is known to have failed. */
  firstSendAtMs: number | null;
  /** When Nylas took it into its queue with 202. */
  acceptedAtMs: number | null;
  /** Nylas id of the mail that left. */
  sentId: string | null;
  /** A mail of ours that came back by webhook while we did not know whether the send had worked. */
  proofId: string | null;
  /** What Nylas reported about it after it was handed over, oldest first. */
  reports: Report[];
  /** The review to be, stored before its Nylas draft is created, so that a later life looks for the draft first. */
  parked: Review | null;
  reviewId: string | null;
  /** For a mail of ours: the inbound message it answers. */
  answers: string | null;
};
