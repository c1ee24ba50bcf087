import { createRoute, z } from '@hono/zod-openapi';
import type { HealthDeps } from '#server/health.ts';
import { createApi } from './base.ts';
import type { DeadApiDeps } from './dead.ts';
import { answers } from './declare.ts';
import { PauseJson, pauseShape, type PauseApiDeps } from './pause.ts';

/** Wake-up jobs and what waits in the inboxes of one shard. Times are milliseconds since 1970. */
export type QueueSurvey = {
  shard: number;
  jobs: { waiting: number; active: number; delayed: number; failed: number };
  threads: number;
  counted: number;
  held: number;
  items: number;
  oldestAdmittedMs: number | undefined;
  firstDueMs: number | undefined;
  openReviews: number;
};

export type QueueApiDeps = Pick<HealthDeps, 'outlook'> & {
  pauses: Pick<PauseApiDeps['pauses'], 'list'>;
  survey: () => Promise<QueueSurvey[]>;
  deadLetters: Pick<DeadApiDeps['deadLetters'], 'count'>;
  now: () => number;
};

const ShardJson = z.object({
  shard: z.int(),
  jobs: z
    .object({ waiting: z.int(), active: z.int(), delayed: z.int(), failed: z.int() })
    .meta({ description: 'Wake-ups of threads; a failed one named no thread.' }),
  threads: z.int().meta({ description: 'Those with something in their inbox.' }),
  threads_counted: z.int().meta({ description: 'Of those, the longest due that were looked into.' }),
  leases_held: z.int(),
  items: z.int(),
  oldest_message_seconds: z.number().nullable(),
  overdue_seconds: z.number().nullable(),
});

const QueuesJson = z
  .object({
    shards: z.array(ShardJson),
    oldest_unseen_seconds: z
      .number()
      .nullable()
      .meta({ description: 'For how long mail may have gone unseen.' }),
    open_reviews: z.int(),
    dead_letters: z.int(),
    pauses: z.array(PauseJson),
  })
  .openapi('Queues');

const getQueues = createRoute({
  method: 'get',
  path: '/api/queues',
  operationId: 'getQueues',
  summary: 'How much waits, where, and since when',
  tags: ['Queues and dead letters'],
  responses: answers(200, QueuesJson, 'The queues now.'),
});
export type QueueRoutes = typeof getQueues;

/** `GET /api/queues`: how much waits, where, and since when. */
export function queueApi({ survey, outlook, deadLetters, pauses, now }: QueueApiDeps) {
  const api = createApi();
  api.openapi(getQueues, async (c) => {
    const [shards, dead, { oldest_unseen_seconds }, paused] = await Promise.all([
      survey(),
      deadLetters.count(),
      outlook(),
      pauses.list(),
    ]);
    const nowMs = now();
    return c.json(
      {
        shards: shards.map((shard) => shardShape(shard, nowMs)),
        oldest_unseen_seconds,
        open_reviews: shards.reduce((sum, { openReviews }) => sum + openReviews, 0),
        dead_letters: dead,
        pauses: paused.map(pauseShape),
      },
      200,
    );
  });
  return api;
}

function shardShape(survey: QueueSurvey, nowMs: number): z.infer<typeof ShardJson> {
  const ageOf = (ms: number | undefined) => (ms === undefined ? null : Math.max(0, (nowMs - ms) / 1000));
  return {
    shard: survey.shard,
    jobs: survey.jobs,
    threads: survey.threads,
    threads_counted: survey.counted,
    leases_held: survey.held,
    items: survey.items,
    oldest_message_seconds: ageOf(survey.oldestAdmittedMs),
    overdue_seconds: ageOf(survey.firstDueMs),
  };
}
