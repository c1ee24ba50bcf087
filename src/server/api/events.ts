import { createRoute, z } from '@hono/zod-openapi';
import { type EventStreamDeps, openEventStream } from '#server/event-stream.ts';
import { createApi } from './base.ts';
import { problems } from './declare.ts';

export type EventApiDeps = { news: EventStreamDeps };

const getEvents = createRoute({
  method: 'get',
  path: '/api/events',
  operationId: 'followEvents',
  summary: 'What happens, as it happens',
  description:
    'Server-Sent Events: reviews opened, changed and decided, messages concluded, agents and pauses changed. After a ' +
    'break send the last id as `Last-Event-ID`, as browsers do, or as `after`: what came meanwhile follows. The event ' +
    '`reset` says that some of it is gone: load again what you show.',
  tags: ['Events'],
  request: {
    query: z.object({ after: z.string().optional().meta({ description: 'The id of the last event.' }) }),
    headers: z.object({ 'last-event-id': z.string().optional() }),
  },
  responses: {
    200: {
      description: 'The stream; its data are JSON.',
      content: { 'text/event-stream': { schema: z.string() } },
    },
    ...problems(400),
  },
});

/** `GET /api/events`. */
export function eventApi({ news }: EventApiDeps) {
  const api = createApi();
  api.openapi(getEvents, async (c) => {
    const { 'last-event-id': last } = c.req.valid('header');
    const { after } = c.req.valid('query');
    const since = last || after || undefined;
    const stream = await openEventStream(news, c.var.who, c.var.whoNow, since);
    c.header('Content-Type', 'text/event-stream');
    c.header('Cache-Control', 'no-store, no-transform');
    c.header('X-Accel-Buffering', 'no'); // for nginx, which would hold events back
    return c.body(stream, 200);
  });
  return api;
}
