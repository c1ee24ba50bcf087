/*
 * The libraries every such service needs, doing nothing: Hono answering, a BullMQ queue and worker over ioredis.
 *
 * node bench/baselines/bare-service.ts REDIS_URL   prints "listening on PORT"
 */
import { serve } from '@hono/node-server';
import { Queue, Worker } from 'bullmq';
import { Hono } from 'hono';
import { Redis } from 'ioredis';

const connection = new Redis(process.argv[2] ?? '', { maxRetriesPerRequest: null, replyMapping: 'legacy' });
const queue = new Queue('bare', { connection });
const worker = new Worker('bare', () => Promise.resolve(), { connection });
await Promise.all([queue.waitUntilReady(), worker.waitUntilReady()]);

const app = new Hono();
app.get('/readyz', (c) => c.text('ready'));

serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, ({ port }) => {
  process.stdout.write(`listening on ${port}\n`);
});
