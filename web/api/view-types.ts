import type { AgentsAnswer, AnswerOf } from './types.ts';

/** The answers that the views beside the queue read, as the server's own schemas say. Times are ISO 8601 UTC. */

export type ActivityAnswer = AnswerOf<'GET /api/activity'>;
/** One line of the activity: a message and what became of it. */
export type ActivityRow = ActivityAnswer['messages'][number];

export type ThreadsAnswer = AnswerOf<'GET /api/threads'>;
export type ThreadRow = ThreadsAnswer['threads'][number];

/** Everything that is known about one message. */
export type MessageStory = AnswerOf<'GET /api/messages/{grant}/{message}'>;
export type StepRow = MessageStory['steps'][number];

export type ExchangesAnswer = AnswerOf<'GET /api/messages/{grant}/{message}/exchanges'>;
export type Exchange = ExchangesAnswer['exchanges'][number];

export type StatsAnswer = AnswerOf<'GET /api/stats'>;

export type AgentRow = AgentsAnswer['agents'][number];
export type AgentFault = AgentsAnswer['faults'][number];
export type CategoryRow = AgentRow['categories'][number];

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
