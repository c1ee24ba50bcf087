import { auditApi } from './audit.ts';
import { activityApi } from './activity.ts';
import { agentApi } from './agents.ts';
import { autonomyApi } from './autonomy.ts';
import { createApi } from './base.ts';
import { deadLetterApi } from './dead.ts';
import { eventApi } from './events.ts';
import { exchangeApi } from './exchanges.ts';
import { knowledgeApi } from './knowledge.ts';
import { learningApi } from './learning.ts';
import { mailboxApi } from './mailboxes.ts';
import { messageApi } from './messages.ts';
import { pauseApi } from './pause.ts';
import { peopleApi } from './people.ts';
import { queueApi } from './queues.ts';
import { reviewApi } from './reviews.ts';
import { reviewBulkApi } from './review-bulk.ts';
import { reviewSidesApi } from './review-sides.ts';
import { reviewVerdictsApi } from './review-verdicts.ts';
import { reviewRowsApi } from './review-rows.ts';
import { statsApi } from './stats.ts';
import { threadApi } from './threads.ts';
import { tokenApi } from './tokens.ts';

/** Every group of routes of the API. */
const groups = [
  auditApi,
  activityApi,
  agentApi,
  autonomyApi,
  deadLetterApi,
  eventApi,
  exchangeApi,
  knowledgeApi,
  learningApi,
  mailboxApi,
  messageApi,
  pauseApi,
  peopleApi,
  queueApi,
  reviewApi,
  reviewBulkApi,
  reviewSidesApi,
  reviewVerdictsApi,
  reviewRowsApi,
  statsApi,
  threadApi,
  tokenApi,
] as const;

type AllOf<T> = (T extends unknown ? (one: T) => void : never) extends (all: infer All) => void ? All : never;

/** What all groups together need. */
export type ApiDeps = AllOf<Parameters<(typeof groups)[number]>[0]>;

/** All routes of the API, without the sign-in in front of them. */
export function apiRoutes(deps: ApiDeps) {
  const api = createApi();
  for (const group of groups) api.route('/', group(deps));
  return api;
}
