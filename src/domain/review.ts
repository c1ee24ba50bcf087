import type { Cost, Reason } from './decision.ts';
import type { ReviewAges } from './review-ages.ts';
import type { Action } from './tools.ts';
import type { Address } from './mail.ts';
import type { SourcedSentence } from './sources.ts';
import type { SenderTrust } from './trust.ts';

export const reviewStatuses = ['open', 'approved', 'sent', 'rejected', 'stale', 'closed', 'expired'] as const;
export type ReviewStatus = (typeof reviewStatuses)[number];

/** What a person decided about a review. */
export type Verdict =
  | { kind: 'approve'; subject: string; body: string; why?: string }
  | { kind: 'reject'; reason: string }
  | { kind: 'revise'; instruction: string };

/** One person's yes to a text that several people have to agree to; `print` is `textPrintOf` what they agreed to. */
export type GivenApproval = { by: string; atMs: number; print: string };

export type ReplyText = { subject: string; body: string };

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
  /** Who has agreed to the text so far, where that takes several people. */
  approvals?: GivenApproval[];
  /** Until then the verdict can be undone, and is not carried out; absent where it cannot be. */
  actsAtMs?: number;
  /** What the model wrote, once a person's text stands in its place; null when it wrote nothing. */
  drafted?: ReplyText | null;
  /** How long it may wait without a change; absent where nothing follows from that. */
  ages?: ReviewAges;
  /** When it ends by itself if nothing changes, a snooze aside; absent where it does not. */
  expiresAtMs?: number;
  /** Why it is no longer open, when no person's verdict ended it. */
  closedBecause: Reason | null;
};

/** The model's own text, for the difference to what stands there now; null when it wrote none. */
export function draftedOf({ drafted, subject, body }: Review): ReplyText | null {
  if (drafted !== undefined) return drafted;
  return body.trim() === '' ? null : { subject, body };
}

/** The review with a person's text, which remembers what the model had written. */
export function withText(review: Review, { subject, body }: ReplyText): Review {
  if (subject === review.subject && body === review.body) return review;
  return { ...review, drafted: draftedOf(review), subject, body };
}
