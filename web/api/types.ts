/** The answers of the API that the page reads (docs/api.md). Times are ISO 8601 UTC. */

export type Role = 'viewer' | 'reviewer' | 'admin';
export type Me = { id: string; name: string; role: Role; mailboxes: 'all' | string[] };
export type PersonRow = { id: string; name: string; role: Role };
export type Mailbox = { grant_id: string; address: string; agent: string; mode: string };
export type Address = { name?: string; email: string };
export type Reason = { code: string; detail: string };
export type Cost = { model_calls: number; input_tokens: number; output_tokens: number };
export type Risk = 'high' | 'normal' | 'low';
export type ReviewStatus = 'open' | 'approved' | 'sent' | 'rejected' | 'stale' | 'closed' | 'expired';

/** One line of the queue. */
export type ReviewRow = {
  id: string;
  version: number;
  status: ReviewStatus;
  grant_id: string;
  thread_id: string;
  message_id: string;
  agent: string;
  category: string | null;
  confidence: number | null;
  risk: Risk;
  from: Address | null;
  subject: string;
  preview: string;
  /** Codes. */
  reasons: string[];
  created_at: string;
  updated_at: string;
  assignee: string | null;
  snoozed_until: string | null;
  notes: number;
  /** Rows with the same value may be approved together. */
  alike: string | null;
  approvals: number;
  approvals_needed: number;
  undo_until: string | null;
  expires_at: string | null;
  has_draft: boolean;
};

export type RowsAnswer = { rows: ReviewRow[]; total: number; truncated: boolean };

export type TrustFact = { code: string; detail: string };
export type Trust = {
  spf: string;
  dkim: string;
  dmarc: string;
  arc: string;
  checked_by: string | null;
  aligned_domain: string | null;
  verified_sender: string | null;
  seen_before: number | null;
  look_alike_of: string | null;
  facts: TrustFact[];
};

export type SourcedSentence = { sentence: string; kind: string; support: string | null };
export type Action = {
  tool: string;
  words: string;
  arguments: Record<string, unknown>;
  status: 'proposed' | 'running' | 'done' | 'failed' | 'unsure';
  detail: string;
};
export type Verdict =
  | { kind: 'approve'; subject: string; body: string }
  | { kind: 'reject'; reason: string }
  | { kind: 'revise'; instruction: string };
export type Note = { by: string; at: string; text: string };

/** One review with everything needed to decide. */
export type Review = {
  id: string;
  version: number;
  status: ReviewStatus;
  grant_id: string;
  thread_id: string;
  message_id: string;
  agent: string;
  category: string | null;
  confidence: number | null;
  reasons: Reason[];
  trust: Trust | null;
  from: Address[];
  to: Address[];
  cc: Address[];
  subject: string;
  /** Markdown. */
  body: string;
  question: string;
  citations: { text: string; source: string }[];
  sources: SourcedSentence[];
  groundedness: { supported: number; factual: number } | null;
  actions: Action[];
  covers: string[];
  cost: Cost;
  created_at: string;
  updated_at: string;
  verdict: Verdict | null;
  closed_because: Reason | null;
  risk: Risk;
  risk_because: string[];
  assignee: string | null;
  snoozed_until: string | null;
  notes: Note[];
  approvals: { by: string; at: string }[];
  approvals_needed: number;
  undo_until: string | null;
  /** The model's own text, for the diff. */
  drafted: { subject: string; body: string } | null;
  fingerprint: string;
  expires_at: string | null;
  alike: string | null;
};

export type HeldReply = {
  grant_id: string;
  thread_id: string;
  message_id: string;
  category: string | null;
  leaves_at: string;
  to: Address[];
  subject: string;
  body: string;
};

export type PauseRow = { agent: string | null; because: string; by: string; since: string };
export type AgentsAnswer = { faults: { agent?: string; file: string; line: number; reason: string }[] };

export type ThreadMessage = {
  id: string;
  from: Address[];
  to: Address[];
  cc: Address[];
  at: string;
  direction: 'in' | 'out';
  by_inreply: boolean;
  /** Their own words. */
  text: string;
  quoted: string | null;
  signature: string | null;
  /** A mail that it passes on; the header fields are the forwarder's words. */
  forwarded: {
    from: string | null;
    to: string | null;
    date: string | null;
    subject: string | null;
    text: string;
  } | null;
  has_html: boolean;
  remote_images: number;
  hidden_text: boolean;
  /** What was removed or left out of the text. */
  notes: string[];
  attachments: { name: string; size: number | null; type: string | null }[];
  state: string | null;
  review_id: string | null;
};
export type Thread = {
  grant_id: string;
  thread_id: string;
  subject: string;
  /** Newest last. */
  messages: ThreadMessage[];
  truncated: boolean;
};

/** One entry of the audit stream. */
export type AuditEntry = { at: string; by: string; what: string };
