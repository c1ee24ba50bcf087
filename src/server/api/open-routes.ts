import { z } from '@hono/zod-openapi';
import type { createApi } from './base.ts';
import { Problem } from './declare.ts';

const tags = ['Open to all'];
const problem = (description: string) => ({
  description,
  content: { 'application/json': { schema: Problem } },
});
const json = (description: string, schema: z.ZodType) => ({
  description,
  content: { 'application/json': { schema } },
});

const ReadyJson = z.object({
  status: z.literal('ready'),
  oldest_unseen_seconds: z
    .number()
    .nullable()
    .meta({ description: 'For how long mail may have gone unseen.' }),
  webhook: z.string().nullable().meta({ description: 'Its status at Nylas; `missing` when there is none.' }),
  models_away: z
    .array(z.string())
    .optional()
    .meta({ description: 'Models that a worker in this process passes over for now.' }),
});

type Registry = ReturnType<typeof createApi>['openAPIRegistry'];

/** Describes what stands in front of the sign-in, and is served elsewhere: health, metrics, webhooks. */
export function describeOpenRoutes(registry: Registry): void {
  describeHealth(registry);
  describeWebhooks(registry);
}

function describeHealth(registry: Registry): void {
  registry.registerPath({
    method: 'get',
    path: '/healthz',
    operationId: 'isAlive',
    summary: 'Whether the process lives',
    tags,
    security: [],
    responses: { 200: json('It does.', z.object({ status: z.literal('ok') })) },
  });
  registry.registerPath({
    method: 'get',
    path: '/readyz',
    operationId: 'isReady',
    summary: 'Whether it can take work: Redis answers',
    tags,
    security: [],
    responses: {
      200: json('It can. Null is what is not known.', ReadyJson),
      503: problem('Send requests elsewhere: `redis_away` or `stopping`.'),
    },
  });
  registry.registerPath({
    method: 'get',
    path: '/metrics',
    operationId: 'getMetrics',
    summary: 'Metrics for Prometheus',
    tags,
    security: [],
    responses: {
      200: {
        description: 'No id, address or mail is in them.',
        content: { 'text/plain': { schema: z.string() } },
      },
    },
  });
}

function describeWebhooks(registry: Registry): void {
  registry.registerPath({
    method: 'get',
    path: '/webhooks/nylas',
    operationId: 'answerChallenge',
    summary: 'The handshake of Nylas',
    tags,
    security: [],
    request: { query: z.object({ challenge: z.string().meta({ examples: ['hello'] }) }) },
    responses: {
      200: { description: 'Exactly the challenge.', content: { 'text/plain': { schema: z.string() } } },
      400: problem('`no_challenge`.'),
    },
  });
  registry.registerPath({
    method: 'post',
    path: '/webhooks/nylas',
    operationId: 'takeNotification',
    summary: 'A notification of Nylas, also gzipped',
    tags,
    security: [],
    request: {
      headers: z.object({
        'X-Nylas-Signature': z.string().meta({ description: 'HMAC-SHA256 of the raw body, in hexadecimal.' }),
      }),
      body: {
        required: true,
        content: { 'application/json': { schema: z.looseObject({ type: z.string() }) } },
      },
    },
    responses: {
      200: { description: 'Stored, known already, or nothing for us.' },
      400: problem('`bad_envelope`: signed, but no notification.'),
      401: problem('`bad_signature`.'),
      413: problem('`too_large`: over 2 MiB.'),
      503: problem('`no_secret` or `store_down`: it cannot be trusted or stored yet. Nylas comes again.'),
    },
  });
}
