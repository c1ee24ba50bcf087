import type { MessageState } from '#domain/ledger.ts';
import type { Address, AnswerOf } from './types.ts';

/** The answers that the views beside the queue read (docs/api.md). Times are ISO 8601 UTC. */

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

/** Everything that is known about one message. */
export type MessageStory = AnswerOf<'GET /api/messages/{grant}/{message}'>;
export type StepRow = MessageStory['steps'][number];

export type LevelsAnswer = AnswerOf<'GET /api/autonomy'>;
export type LevelRow = LevelsAnswer['levels'][number];
export type AutonomyLevel = LevelRow['level'];

export type QueuesAnswer = AnswerOf<'GET /api/queues'>;
export type Shard = QueuesAnswer['shards'][number];
export type DeadLettersAnswer = AnswerOf<'GET /api/dead'>;
export type DeadLetterRow = DeadLettersAnswer['dead_letters'][number];

/** Of `GET /readyz`, which is no part of the API. */
export type ReadyAnswer = {
  status: string;
  oldest_unseen_seconds: number | null;
  webhook: string | null;
  models_away?: string[];
};
