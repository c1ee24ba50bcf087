/*
 * What a first version of the worker looks like: a BullMQ job for each message, the built-in fetch for Nylas, the model's
 * SDK as it comes. No ledger, lease, guard, check or idempotency: it may lose mail and send it twice.
 *
 * node bench/baselines/plain-worker.ts REDIS_URL NYLAS_URL MODEL_URL CONCURRENCY   prints "ready"
 */
import { Worker } from 'bullmq';
import { Redis } from 'ioredis';
import { OpenAI } from 'openai';

const [redisUrl = '', nylasUrl = '', modelUrl = '', concurrency = '50'] = process.argv.slice(2);
const model = new OpenAI({ apiKey: 'bench', baseURL: modelUrl });
const headers = { authorization: 'Bearer bench', 'content-type': 'application/json' };

type Job = { grantId: string; threadId: string; messageId: string };

async function ask(name: string, mail: string): Promise<string> {
  const schema = { type: 'object', additionalProperties: true };
  const answer = await model.chat.completions.create({
    model: 'instant',
    messages: [
      { role: 'system', content: 'You answer mail.' },
      { role: 'user', content: mail },
    ],
    response_format: { type: 'json_schema', json_schema: { name, schema } },
  });
  return answer.choices[0]?.message.content ?? '';
}

async function reply({ grantId, threadId, messageId }: Job): Promise<void> {
  const base = `${nylasUrl}/v3/grants/${grantId}/messages`;
  const thread = await fetch(`${base}?thread_id=${threadId}&fields=include_headers`, { headers });
  const mail = await thread.text();
  JSON.parse(mail);
  JSON.parse(await ask('classification', mail));
  const draft = await ask('draft', mail);
  JSON.parse(draft);
  const body = JSON.stringify({ reply_to_message_id: messageId, body: draft, to: [] });
  const sent = await fetch(`${base}/send`, { method: 'POST', headers, body });
  await sent.json();
}

const connection = new Redis(redisUrl, { maxRetriesPerRequest: null, replyMapping: 'legacy' });
const worker = new Worker<Job>('plain', ({ data }) => reply(data), {
  connection,
  concurrency: Number(concurrency),
  removeOnComplete: { count: 0 },
});
await worker.waitUntilReady();
process.stdout.write('ready\n');
