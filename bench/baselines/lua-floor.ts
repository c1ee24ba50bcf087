/*
 * The least that could store a message for its thread once: Hono, the signature, the ids, and one Lua call for all requests
 * that come in together. No job is queued, nobody would be woken.
 *
 * node bench/baselines/lua-floor.ts REDIS_URL SECRET   prints "listening on PORT"
 */
import { createHmac, createSecretKey, timingSafeEqual } from 'node:crypto';
import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import { Redis } from 'ioredis';

const [redisUrl = '', secret = ''] = process.argv.slice(2);
const key = createSecretKey(Buffer.from(secret));
const MAX_BATCH = 128;
const MAX_IN_FLIGHT = 4;

const admit = `
for i = 2, #ARGV, 2 do
  if redis.call('SET', '{f}:seen:' .. ARGV[i], '1', 'NX', 'EX', 86400) then
    redis.call('RPUSH', '{f}:in:' .. ARGV[i + 1], ARGV[i])
    redis.call('ZADD', KEYS[1], 'NX', ARGV[1], ARGV[i + 1])
  end
end
return 1`;

type Notification = { data: { object: { id: string; thread_id: string } } };
type Waiting = { id: string; thread: string; resolve: () => void; reject: (error: unknown) => void };

const redis = new Redis(redisUrl, { maxRetriesPerRequest: null, replyMapping: 'legacy' });
const sha = String(await redis.script('LOAD', admit));
let waiting: Waiting[] = [];
let inFlight = 0;
let scheduled = false;

function flush(): void {
  scheduled = false;
  while (waiting.length > 0 && inFlight < MAX_IN_FLIGHT) {
    const batch = waiting.slice(0, MAX_BATCH);
    waiting = waiting.slice(MAX_BATCH);
    inFlight++;
    const ids = batch.flatMap(({ id, thread }) => [id, thread]);
    redis
      .evalsha(sha, 1, '{f}:pend', Date.now(), ...ids)
      .then(
        () => batch.forEach(({ resolve }) => resolve()),
        (error: unknown) => batch.forEach(({ reject }) => reject(error)),
      )
      .finally(() => {
        inFlight--;
        flush();
      });
  }
}

function store(id: string, thread: string): Promise<void> {
  return new Promise((resolve, reject) => {
    waiting.push({ id, thread, resolve, reject });
    if (scheduled || inFlight >= MAX_IN_FLIGHT) return;
    scheduled = true;
    setImmediate(flush);
  });
}

const app = new Hono();
app.post('/webhooks/nylas', async (c) => {
  const raw = Buffer.from(await c.req.arrayBuffer());
  const given = Buffer.from(c.req.header('x-nylas-signature') ?? '', 'hex');
  const digest = createHmac('sha256', key).update(raw).digest();
  if (given.length !== digest.length || !timingSafeEqual(given, digest)) return c.body(null, 401);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a baseline that checks less only makes it cheaper
  const { object } = (JSON.parse(raw.toString('utf8')) as Notification).data;
  await store(object.id, object.thread_id);
  return c.body(null, 200);
});

serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, ({ port }) => {
  process.stdout.write(`listening on ${port}\n`);
});
