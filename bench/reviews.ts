import { type Dispatcher, request } from 'undici';
import { z } from 'zod';
import { reviewIdOf } from '../src/domain/ids.ts';
import type { Review } from '../src/domain/review.ts';
import { keysOf } from '../src/store/keys.ts';
import { open } from '../src/store/reviews.ts';
import { scriptsOn } from '../src/store/scripts.ts';
import { createTransact } from '../src/store/transaction.ts';
import { type Child, startChild } from './child.ts';
import type { Options } from './options.ts';
import type { Figure, Report } from './report.ts';
import { median, percentile } from './statistics.ts';
import { makeWorkplace, type Workplace } from './workplace.ts';

const OPEN = 5000;
const TOKEN = 'bench-only-token-0123456789';

/** What a person waits for who has 5,000 open reviews in front of them. */
export async function benchReviews({ quick }: Options): Promise<Report> {
  await using place = await makeWorkplace();
  const ids = await layOut(place);
  await using server = await startServer(place);
  const [rounds, actions] = quick ? [5, 40] : [40, 400];
  await inTurns(rounds, [() => ask(server, 'GET', '/api/review-rows')]); // warm
  const cpuBefore = server.cpuSeconds();
  const [queue, bareQueue] = await inTurns(rounds, [
    () => ask(server, 'GET', '/api/review-rows'),
    () => readBare(place),
  ]);
  const queueCpuMs = ((server.cpuSeconds() - cpuBefore) * 1000) / rounds;
  const size = (await ask(server, 'GET', '/api/review-rows')).length;
  const path = (at: number, what = '') => `/api/reviews/${ids[at] ?? ''}${what}`;
  const [one, approve, undo, note, bareSet] = await inTurns(actions, [
    (at) => ask(server, 'GET', path(at)),
    (at) => ask(server, 'POST', path(at, '/approve'), { version: 1, undo_seconds: 60 }),
    (at) => ask(server, 'POST', path(at, '/undo'), { version: 2 }),
    (at) => ask(server, 'POST', path(at, '/notes'), { text: 'Called them.' }),
    (at) => place.redis.redis.hset('bench:bare', `f${at}`, 'x'),
  ]);
  const action = (name: string, times: number[]): Figure[] => [
    against(`${name}, p50`, times, 50, { name: 'a bare HSET', times: bareSet }),
    { ...against(`${name}, p95`, times, 95, { name: 'a bare HSET', times: bareSet }), budget: atMost(100) },
  ];
  const bare = { name: 'bare ZREVRANGE and HMGET', times: bareQueue };
  return {
    name: 'reviews',
    title: `reviews: ${OPEN.toLocaleString('en')} of them open`,
    method: `One server process with ${OPEN.toLocaleString('en')} open reviews in its Redis, asked over HTTP on the loopback, one request after the other; times are from the request to the last byte of the answer. The bare reading takes the same rows out of the same Redis over a connection of its own and parses them; the bare HSET is one write of one field. All take turns.`,
    figures: [
      { ...against('the queue, p50', queue, 50, bare), budget: atMost(1000) },
      { ...against('the queue, p95', queue, 95, bare), budget: atMost(1000) },
      { name: 'CPU of the server for the queue', unit: 'ms', value: queueCpuMs },
      { name: 'size of that answer', unit: 'kB', value: size / 1000 },
      ...action('one review', one),
      ...action('approve', approve),
      ...action('undo', undo),
      ...action('a note', note),
    ],
  };
}

const atMost = (bound: number) => ({ bound, direction: 'at most', of: 'value' }) as const;

function against(
  name: string,
  times: number[],
  share: number,
  bare: { name: string; times: number[] },
): Figure {
  const [value, base] = [percentile(times, share), median(bare.times)];
  return { name, unit: 'ms', value, baseline: { name: bare.name, value: base }, ratio: value / base };
}

/** Opens the reviews as a worker does; their ids. */
async function layOut({ redis: { redis } }: Workplace): Promise<string[]> {
  const transact = createTransact(scriptsOn(redis), 30_000);
  const reviews = Array.from({ length: OPEN }, (_, at) => aReview(at));
  for (let from = 0; from < OPEN; from += 100) {
    const some = reviews.slice(from, from + 100).map((review) => {
      const ref = { shard: 0, grantId: review.grantId, threadId: review.threadId };
      return transact(ref, open(ref, review, review.createdAtMs));
    });
    await Promise.all(some);
  }
  return reviews.map(({ id }) => id);
}

function aReview(at: number): Review {
  const [grantId, messageId] = ['bench-support', `bench-message-${at}`];
  const person = [{ name: `Customer ${at}`, email: `customer-${at}@customer.example` }];
  return {
    id: reviewIdOf(grantId, messageId),
    version: 1,
    status: 'open',
    grantId,
    threadId: `bench-thread-${at}`,
    messageId,
    covers: [],
    agent: 'support',
    category: 'refund',
    confidence: 0.9,
    reasons: [{ code: 'category_review', detail: 'refund is for a person to answer' }],
    from: person,
    to: person,
    cc: [],
    subject: `Re: Order ${40_000 + at}`,
    body: `Hello Customer,\n\n${'your order is on its way and will be with you soon. '.repeat(12)}\n\nMia`,
    question: `Where is my order ${40_000 + at}? ${'I have waited for a long time now. '.repeat(20)}`,
    citations: [],
    draftId: null,
    cost: { model_calls: 2, input_tokens: 2100, output_tokens: 180 },
    createdAtMs: Date.now() - at * 1000,
    updatedAtMs: Date.now() - at * 1000,
    verdict: null,
    closedBecause: null,
  };
}

function startServer(place: Workplace): Promise<Child> {
  return startChild({
    name: 'server',
    command: ['src/main.ts', 'server'],
    env: place.env({ PORT: '0', NYLAS_WEBHOOK_SECRET: 'bench', API_TOKEN: TOKEN }),
    ready: /"event":"started".*"port":(\d+)/,
    dir: place.dir,
  });
}

async function ask(
  server: Child,
  method: Dispatcher.HttpMethod,
  path: string,
  body?: object,
): Promise<string> {
  const { statusCode, body: answer } = await request(`http://127.0.0.1:${server.ready[1]}${path}`, {
    method,
    headers: { authorization: `Bearer ${TOKEN}` },
    body: body === undefined ? null : JSON.stringify(body),
  });
  const text = await answer.text();
  if (statusCode >= 300) throw new Error(`${method} ${path} was answered ${statusCode}: ${text}`);
  return text;
}

/** The least that a list of rows takes: their ids, and one field of each. */
async function readBare({ redis: { redis } }: Workplace): Promise<void> {
  const keys = keysOf(0);
  const pipe = redis.pipeline();
  for (const id of await redis.zrevrange(keys.reviews('open'), 0, -1)) pipe.hmget(keys.review(id), 'row');
  const rows = (await pipe.exec()) ?? [];
  for (const [, value] of rows) JSON.parse(z.tuple([z.string()]).parse(value)[0]);
}

/** Milliseconds of each run of each of them, which take turns. */
async function inTurns<T extends readonly ((at: number) => Promise<unknown>)[]>(
  rounds: number,
  all: [...T],
): Promise<{ [K in keyof T]: number[] }> {
  const times = all.map((): number[] => []);
  for (let round = 0; round < rounds; round++) {
    for (const [at, run] of all.entries()) {
      const startedAt = performance.now();
      await run(round);
      times[at]?.push(performance.now() - startedAt);
    }
  }
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- one list for each of them, in their order
  return times as { [K in keyof T]: number[] };
}
