/*
 * The webhook handler of common recipes: Express parses the JSON and keeps the raw body for the signature, a key in Redis
 * tells whether the message was seen, and the whole notification becomes a job. A crash between the key and the job loses
 * the message.
 *
 * node bench/baselines/express-recipe.js REDIS_URL SECRET   prints "listening on PORT"
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { Queue } from 'bullmq';
import express from 'express';
import { Redis } from 'ioredis';

const [redisUrl = '', secret = ''] = process.argv.slice(2);
const DAY_SECONDS = 24 * 60 * 60;

const redis = new Redis(redisUrl, { maxRetriesPerRequest: null, replyMapping: 'legacy' });
const queue = new Queue('recipe', { connection: redis });
await queue.waitUntilReady();

const rawBodies = new WeakMap();

function isSigned(raw, signature) {
  const digest = createHmac('sha256', secret)
    .update(raw ?? '')
    .digest('hex');
  return signature?.length === digest.length && timingSafeEqual(Buffer.from(signature), Buffer.from(digest));
}

const app = express();
app.use(express.json({ limit: '2mb', verify: (request, _response, raw) => rawBodies.set(request, raw) }));
// oxlint-disable-next-line oxc/no-async-endpoint-handlers -- Express 5 handles what it rejects with
app.post('/webhooks/nylas', async (request, response) => {
  if (!isSigned(rawBodies.get(request), request.get('x-nylas-signature'))) {
    response.status(401).end();
    return;
  }
  const notification = request.body;
  const fresh = await redis.set(`seen:${notification.data.object.id}`, '1', 'EX', DAY_SECONDS, 'NX');
  if (fresh === 'OK' && notification.type === 'message.created') await queue.add('message', notification);
  response.status(200).end();
});

const server = app.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (typeof address === 'object' && address !== null) process.stdout.write(`listening on ${address.port}\n`);
});
