import type { Address, Reason, SourcedSentence, Trust } from './types.ts';

/** The answers that the views beside the queue read (docs/api.md). Times are ISO 8601 UTC. */

export type MessageState =
  | 'new'
  | 'ready'
  | 'sending'
  | 'sent'
  | 'review'
  | 'skipped'
  | 'escalated'
  | 'dead'
  | 'doubt';
export type Decision = 'reply' | 'review' | 'escalate' | 'skip';

export type Spent = {
  model_calls: number;
  input_tokens: number;
  output_tokens: number;
  cached_tokens?: number;
  money?: number;
};

/** One line of the activity: a message and what became of it. */
export type ActivityRow = {
  grant_id: string;
  message_id: string;
  thread_id: string;
  /** When it last changed. */
  at: string;
  admitted_at: string;
  state: MessageState;
  decision: Decision | null;
  category: string | null;
  confidence: number | null;
  /** Codes. */
  reasons: string[];
  from: Address | null;
  subject: string | null;
  took_ms: number | null;
  cost: Spent;
  review_id: string | null;
  agent: string | null;
};
export type ActivityAnswer = { messages: ActivityRow[]; next: string | null };

export type ThreadRow = {
  grant_id: string;
  thread_id: string;
  subject: string | null;
  from: Address | null;
  last_at: string;
  messages: number;
  state: MessageState;
};
export type ThreadsAnswer = { threads: ThreadRow[]; next: string | null };

export type StepRow = {
  name: string;
  at: string;
  ms: number;
  detail?: string;
  cost?: Spent & { model: string };
};
export type SentMail = { id: string | null; to: Address[]; subject: string; body: string };

/** Everything that is known about one message. */
export type MessageStory = {
  grant_id: string;
  message_id: string;
  thread_id: string;
  state: MessageState;
  decision: Decision | null;
  category: string | null;
  confidence: number | null;
  reasons: Reason[];
  steps: StepRow[];
  reply?: SentMail;
  escalation?: SentMail;
  held_until: string | null;
  review_id: string | null;
  attempts: number;
  last_fault: string | null;
  classification: {
    category: string;
    confidence: number;
    language: string;
    needs_reply: boolean;
    injection: boolean;
    reason: string;
  } | null;
  draft: {
    body: string;
    citations: { text: string; source: string }[];
    unsupported: string[];
    commitments: string[];
    confidence: number;
  } | null;
  sources: SourcedSentence[];
  trust: Trust | null;
  cost: Spent;
  admitted_at: string;
  agent: string | null;
};

export type Exchange = {
  step: string;
  at: string;
  model: string;
  system: string;
  user: string;
  answer: string;
  took_ms: number;
  cost: Spent;
};
export type ExchangesAnswer = { exchanges: Exchange[]; kept?: boolean };

export type StatsDay = {
  date: string;
  received: number;
  replied: number;
  reviewed: number;
  skipped: number;
  escalated: number;
  dead: number;
  approved_unedited: number;
  approved_edited: number;
  rejected: number;
  sent: number;
  bounced: number;
  complained: number;
  cost: Spent;
};
export type StatsAnswer = {
  /** Oldest first. */
  days: StatsDay[];
  first_reply_ms: { p50: number; p90: number } | null;
  /** Mails received in each hour of today (UTC). */
  hours: number[];
};

export type AutonomyLevel = 'shadow' | 'review' | 'delayed' | 'auto';
export type CategoryRow = {
  name: string;
  when: string;
  action: Decision;
  level: AutonomyLevel | null;
  approved_unedited: number;
  approved_edited: number;
  rejected: number;
};
export type AgentRow = {
  name: string;
  mailboxes: { grant_id: string; address: string }[];
  mode: string;
  model: string;
  paused: { because: string; by: string; since: string } | null;
  categories: CategoryRow[];
  knowledge: { file: string; chunks: number }[];
  limits: Record<string, number>;
};
export type AgentFault = { agent?: string; file: string; line: number; reason: string };
export type AgentList = { agents: AgentRow[]; faults: AgentFault[] };

export type LevelRow = {
  agent: string;
  grant_id: string;
  category: string;
  level: AutonomyLevel;
  since: string | null;
  by: string;
  why: string;
  outcomes: number;
  good: number;
  lower_bound: number;
  missing: string | null;
  proposed: { level: AutonomyLevel; why: string } | null;
};
export type LevelsAnswer = { levels: LevelRow[] };

export type Shard = {
  shard: number;
  jobs: { waiting: number; active: number; delayed: number; failed: number };
  threads: number;
  threads_counted: number;
  leases_held: number;
  items: number;
  oldest_message_seconds: number | null;
  overdue_seconds: number | null;
};
export type QueuesAnswer = {
  shards: Shard[];
  oldest_unseen_seconds: number | null;
  open_reviews: number;
  dead_letters: number;
};
export type ReadyAnswer = {
  status: string;
  oldest_unseen_seconds: number | null;
  webhook: string | null;
  models_away?: string[];
};
export type DeadLetterRow = {
  id: string;
  kind: string;
  grant_id: string;
  thread_id: string;
  message_id: string | null;
  review_id: string | null;
  step: string;
  error: string;
  attempts: number;
  first_at: string;
  last_at: string;
};
export type DeadLettersAnswer = { dead_letters: DeadLetterRow[] };
