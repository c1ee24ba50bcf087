import type { Cost, Reason } from './decision.ts';
import type { Action } from './tools.ts';
import type { Address } from './mail.ts';
import type { SourcedSentence } from './sources.ts';
import type { SenderTrust } from './trust.ts';

export const reviewStatuses = ['open', 'approved', 'sent', 'rejected', 'stale', 'closed', 'expired'] as const;
export type ReviewStatus = (typeof reviewStatuses)[number];

/** What a person decided about a review. */
export type Verdict =
  | { kind: 'approve'; subject: string; body: string }
  | { kind: 'reject'; reason: string }
  | { kind: 'revise'; instruction: string };

/** A parked reply waiting for a person. `version` grows with every change, and a verdict must name the one it saw. */
export type Review = {
  id: string;
  version: number;
  status: ReviewStatus;
  grantId: string;
  threadId: string;
  messageId: string;
  /** Other messages the reply answers too. */
  covers: string[];
  agent: string;
  category: string | null;
  confidence: number | null;
  reasons: Reason[];
  /** Who wrote it, as far as it is known; absent where nobody looked. */
  trust?: SenderTrust | null;
  from: Address[];
  to: Address[];
  cc: Address[];
  subject: string;
  /** Markdown; empty when the model could not write one, and a person has to. */
  body: string;
  /** What the sender wrote, as text, for the person who decides. */
  question: string;
  citations: { text: string; source: string }[];
  /** The draft as it was written, sentence by sentence, with what each rests on; absent where there was none. */
  sources?: SourcedSentence[];
  /** What approving does before the reply is sent; none in reviews without such tools. */
  actions?: Action[];
  /** The Nylas draft that shows it in mail clients. */
  draftId: string | null;
  /** Fingerprint of that draft as it was when we last looked; undefined when it was not shown to us. */
  draftPrint?: string | undefined;
  cost: Cost;
  /** How often a person had the text written anew. */
  revisions?: number;
  createdAtMs: number;
  updatedAtMs: number;
  verdict: Verdict | null;
  /** Why it is no longer open, when no person's verdict ended it. */
  closedBecause: Reason | null;
};
