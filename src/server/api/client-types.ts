import type { z } from '@hono/zod-openapi';
import type { AuditRoutes } from './audit.ts';
import type { ActivityRoutes } from './activity.ts';
import type { AgentRoutes } from './agents.ts';
import type { AutonomyRoutes } from './autonomy.ts';
import type { DeadRoutes } from './dead.ts';
import type { ExchangeRoutes } from './exchanges.ts';
import type { KnowledgeRoutes } from './knowledge.ts';
import type { LearningRoutes } from './learning.ts';
import type { MailboxRoutes } from './mailboxes.ts';
import type { MessageRoutes } from './messages.ts';
import type { PauseRoutes } from './pause.ts';
import type { PeopleRoutes } from './people.ts';
import type { QueueRoutes } from './queues.ts';
import type { ReviewRowRoutes } from './review-rows.ts';
import type { StatsRoutes } from './stats.ts';
import type { ThreadRoutes } from './threads.ts';
import type { TokenRoutes } from './tokens.ts';
import type { ReviewBulkRoutes } from './review-bulk.ts';
import type { ReviewSideRoutes } from './review-sides.ts';
import type { ReviewVerdictRoutes } from './review-verdicts.ts';
import type { ReviewRoutes } from './reviews.ts';

/** Every route that the page may call; each group adds its own. */
type Route =
  | AuditRoutes
  | ActivityRoutes
  | AgentRoutes
  | AutonomyRoutes
  | DeadRoutes
  | ExchangeRoutes
  | KnowledgeRoutes
  | LearningRoutes
  | MailboxRoutes
  | MessageRoutes
  | PauseRoutes
  | PeopleRoutes
  | QueueRoutes
  | ReviewRoutes
  | ReviewBulkRoutes
  | ReviewSideRoutes
  | ReviewVerdictRoutes
  | ReviewRowRoutes
  | StatsRoutes
  | ThreadRoutes
  | TokenRoutes;

type Json<S> = { content: { 'application/json': { schema: S } } };

type ParamsOf<R> = R extends { request: { params: infer S extends z.ZodType } } ? z.input<S> : undefined;
/** Parameters as numbers, words and flags; the URL makes them text. */
type QueryOf<R> = R extends { request: { query: infer S extends z.ZodType } }
  ? Partial<z.output<S>>
  : undefined;
type BodyOf<R> = R extends { request: { body: Json<infer S extends z.ZodType> } } ? z.input<S> : undefined;
type AnswerOf<R> = R extends { responses: { 200: Json<infer S extends z.ZodType> } }
  ? z.output<S>
  : R extends { responses: { 202: Json<infer S extends z.ZodType> } }
    ? z.output<S>
    : never;

/**
 * What the page can ask, by method and path as in `/openapi.json`, such as `GET /api/reviews/{id}`: what goes along and
 * what a good answer holds. Types only, so that nothing of the server gets into the page.
 */
export type Calls = {
  [R in Route as `${Uppercase<R['method']>} ${R['path']}`]: {
    params: ParamsOf<R>;
    query: QueryOf<R>;
    body: BodyOf<R>;
    answer: AnswerOf<R>;
  };
};

export type Call = keyof Calls;

/** The body of every answer that is no good one. */
export type { ErrorBody } from '#server/answers.ts';
export type { MessageJson } from './message-json.ts';
export type { ReviewJson } from './review-json.ts';
export type { ReviewRowJson } from './review-row-json.ts';
