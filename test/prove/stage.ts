import { Redis } from 'ioredis';
import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { findRedisServer } from '#store/private-redis-server.ts';
import { freePort, until, writeFiles } from '../helpers/world.ts';
import { type Balancer, startBalancer } from './balancer.ts';
import { type Actor, type Actors, createActors } from './processes.ts';
import { createPeers, type Peers } from './peers.ts';
import { draftGraceMs } from '#workers/stray-drafts.ts';

const TOKEN = 'prove-token-0123456789abcdef';
const SECRET = 'prove-webhook-secret';
const READY_MS = 60_000;

export type StageOptions = {
  folder: string;
  mailboxes: number;
  workers: number;
  leaseMs: number;
  sweepSeconds: number;
  /** A model of the sandbox, such as `sandbox-slow-50`. */
  model: string;
  logLevel: string;
};

/** The whole system as real processes on loopback, with the sandbox in place of Nylas and of the model. */
export type Stage = AsyncDisposable & {
  folder: string;
  actors: Actors;
  redisServer: Actor;
  sandbox: Actor;
  servers: Actor[];
  workers: Actor[];
  mailboxes: { grant: string; address: string }[];
  peers: Peers;
  balancer: Balancer;
  /** A connection of the campaign's own, to look into Redis when all is over. */
  redis: Redis;
  leaseMs: number;
  sweepSeconds: number;
  /** By then the sweep has deleted every draft that nobody needs. */
  draftsSweptMs: number;
};

const NYLAS_TIMEOUT_MS = 5000;

const agentOf = (mailboxes: Stage['mailboxes'], model: string): string => `mailboxes:
${mailboxes.map(({ grant, address }) => `  - { grant: ${grant}, address: ${address} }`).join('\n')}
mode: auto
model: ${model}
min_confidence: 0.3
quote: false
categories:
  shipping: { when: "asks how long shipping takes or where a parcel is", action: reply }
  refund: { when: "wants money back, a refund", action: review }
  legal: { when: "threatens legal steps, a lawyer, a court", action: escalate, to: legal@example.com }
  thanks: { when: "only says thank you", action: skip }
limits: { per_thread: 1000, per_sender_per_day: 1000, per_mailbox_per_hour: 1000000 }
`;

/** Starts Redis, sandbox, two servers behind a balancer, and the workers; resolves when mail can be handed in. */
export async function startStage(options: StageOptions): Promise<Stage> {
  const { folder, leaseMs, sweepSeconds } = options;
  await using started = new AsyncDisposableStack();
  await mkdir(join(folder, 'redis'), { recursive: true });
  const actors = createActors(folder);
  started.defer(() => actors.killAll());
  const mailboxes = Array.from({ length: options.mailboxes }, (_, at) => ({
    grant: `desk-${at}`,
    address: `desk-${at}@inreply.test`,
  }));
  await writeFiles(join(folder, 'agents', 'support'), {
    'agent.yaml': agentOf(mailboxes, options.model),
    'instructions.md': 'You answer for a small shop. Be kind and brief.\n',
    'knowledge/shop.md':
      '# Shipping\n\nShipping to Germany takes 2 to 4 working days.\n\n# Refunds\n\nRefunds are paid within 14 days.\n',
  });

  const redisPort = await freePort();
  const redisServer = createRedis(actors, join(folder, 'redis'), redisPort);
  redisServer.start();
  const redis = started.adopt(
    new Redis(redisPort, '127.0.0.1', { maxRetriesPerRequest: null, replyMapping: 'legacy' }),
    (one) => one.disconnect(),
  );
  redis.on('error', () => {}); // expected while it is away
  await redis.ping();

  const ports = [await freePort(), await freePort()];
  const balancer = started.use(await startBalancer(ports));
  const sandboxPort = await freePort();
  const sandbox = createSandbox(actors, sandboxPort, balancer.port, mailboxes);
  sandbox.start();

  const env = {
    NYLAS_API_URL: `http://127.0.0.1:${sandboxPort}`,
    NYLAS_API_KEY: 'sandbox',
    NYLAS_WEBHOOK_SECRET: SECRET,
    NYLAS_TIMEOUT_MS: String(NYLAS_TIMEOUT_MS),
    NYLAS_SEND_TIMEOUT_MS: '8000',
    OPENAI_BASE_URL: `http://127.0.0.1:${sandboxPort}/v1`,
    OPENAI_API_KEY: 'sandbox',
    LLM_TIMEOUT_MS: '8000',
    REDIS_URL: `redis://127.0.0.1:${redisPort}`,
    DATA_DIR: join(folder, 'data'),
    AGENTS_DIR: join(folder, 'agents'),
    API_TOKEN: TOKEN,
    LEASE_MS: String(leaseMs),
    WORKER_CONCURRENCY: '16',
    SWEEP_SECONDS: String(sweepSeconds),
    LOG_LEVEL: options.logLevel,
    // processes start some hundred times
    NODE_COMPILE_CACHE: join(folder, 'compile-cache'),
    NODE_OPTIONS: `--import=${resolve('test/prove/block-loop.ts')}`,
    PROVE_FOLDER: folder,
  };
  const main = resolve('src/main.ts');
  const servers = ports.map((port, at) =>
    actors.create(`server-${at}`, process.execPath, [main, 'server'], { ...env, PORT: String(port) }),
  );
  const workers = Array.from({ length: options.workers }, (_, at) =>
    actors.create(`worker-${at}`, process.execPath, [main, 'worker'], env),
  );
  for (const actor of [...servers, ...workers]) actor.start();

  const peers = createPeers({
    sandboxUrl: `http://127.0.0.1:${sandboxPort}`,
    inreplyUrl: `http://127.0.0.1:${balancer.port}`,
    token: TOKEN,
  });
  await ready({ peers, ports, redis, mailboxes });
  const running = started.move();
  return {
    folder,
    actors,
    redisServer,
    sandbox,
    servers,
    workers,
    mailboxes,
    peers,
    balancer,
    redis,
    leaseMs,
    sweepSeconds,
    draftsSweptMs: draftGraceMs(NYLAS_TIMEOUT_MS, leaseMs) + 2 * sweepSeconds * 1000 + 5000,
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

/** As infra/redis.conf has it; what a killed Redis has acknowledged stands in its file. */
function createRedis(actors: Actors, dir: string, port: number): Actor {
  const binary = findRedisServer();
  if (binary === undefined) throw new Error('the campaign needs redis-server or valkey-server on PATH');
  const settings = ['--port', String(port), '--bind', '127.0.0.1', '--dir', dir, '--save', ''];
  const durable = ['--appendonly', 'yes', '--appendfsync', 'everysec', '--maxmemory-policy', 'noeviction'];
  return actors.create('redis', binary, [...settings, ...durable]);
}

function createSandbox(
  actors: Actors,
  port: number,
  webhookPort: number,
  mailboxes: Stage['mailboxes'],
): Actor {
  return actors.create('sandbox', process.execPath, [resolve('sandbox/main.ts')], {
    SANDBOX_PORT: String(port),
    SANDBOX_SMTP_PORT: '0',
    SANDBOX_MAILBOXES: mailboxes.map(({ grant, address }) => `${grant}=${address}`).join(','),
    SANDBOX_WEBHOOK_URL: `http://127.0.0.1:${webhookPort}/webhooks/nylas`,
    SANDBOX_WEBHOOK_SECRET: SECRET,
    SANDBOX_WEBHOOK_RETRY_MS: '500,2500',
  });
}

/** Both servers answer, and every mailbox was swept once: only from then on is its mail found without a webhook. */
async function ready(at: {
  peers: Peers;
  ports: readonly number[];
  redis: Redis;
  mailboxes: Stage['mailboxes'];
}): Promise<void> {
  for (const port of at.ports) {
    await until(
      async () => {
        const answer = await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => undefined);
        await answer?.body?.cancel();
        return answer?.status === 200 ? true : undefined;
      },
      `the server on port ${port}`,
      READY_MS,
    );
  }
  await until(
    async () => {
      const marked = await at.redis.exists(at.mailboxes.map(({ grant }) => `{l:${grant}}:swept`));
      return marked === at.mailboxes.length ? true : undefined;
    },
    'the first sweep of every mailbox',
    READY_MS,
  );
}
