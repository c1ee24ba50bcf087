/*
 * Hono, the signature, and a BullMQ job of ids for each message, one `Queue.add` a request: no ledger, no order in threads.
 *
 * node bench/baselines/hono-queue.ts REDIS_URL SECRET   prints "listening on PORT"
 */
import { createHmac, createSecretKey, timingSafeEqual } from 'node:crypto';
import { serve } from '@hono/node-server';
import { Queue } from 'bullmq';
import { Hono } from 'hono';
import { Redis } from 'ioredis';

const [redisUrl = '', secret = ''] = process.argv.slice(2);
const key = createSecretKey(Buffer.from(secret));

type Notification = { data: { object: { id: string; grant_id: string; thread_id: string } } };

const redis = new Redis(redisUrl, { maxRetriesPerRequest: null, replyMapping: 'legacy' });
const queue = new Queue('hono', { connection: redis });
await queue.waitUntilReady();

const app = new Hono();
app.post('/webhooks/nylas', async (c) => {
  const raw = Buffer.from(await c.req.arrayBuffer());
  const given = Buffer.from(c.req.header('x-nylas-signature') ?? '', 'hex');
  const digest = createHmac('sha256', key).update(raw).digest();
  if (given.length !== digest.length || !timingSafeEqual(given, digest)) return c.body(null, 401);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a baseline that checks less only makes it cheaper
  const { object } = (JSON.parse(raw.toString('utf8')) as Notification).data;
  const ids = { grantId: object.grant_id, messageId: object.id, threadId: object.thread_id };
  await queue.add('message', ids, { jobId: `${ids.grantId}_${ids.messageId}` });
  return c.body(null, 200);
});

serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, ({ port }) => {
  process.stdout.write(`listening on ${port}\n`);
});
