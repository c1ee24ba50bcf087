import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeAgents } from './agent-folder.ts';
import { type Child, startChild } from './child.ts';
import { type Mailroom, openMailroom } from './mailroom.ts';
import { type Peers, startPeers } from './peers.ts';
import { type BenchRedis, startRedis } from './redis.ts';

/** What a benchmark runs in: a folder, a Redis and peers of its own, all gone afterwards. */
export type Workplace = AsyncDisposable & {
  dir: string;
  agentsDir: string;
  redis: BenchRedis;
  peers: Peers;
  mailroom: Mailroom;
  /** What a role of Inreply is started with; nothing but `over` differs from its defaults in what costs time. */
  env(over?: Record<string, string>): Record<string, string>;
  startWorker(options: { name: string } & WorkerOptions): Promise<Child>;
};

export type WorkerOptions = {
  env?: Record<string, string>;
  nodeOptions?: readonly string[];
  channel?: boolean;
};

export async function makeWorkplace(): Promise<Workplace> {
  await using making = new AsyncDisposableStack();
  const dir = mkdtempSync(join(tmpdir(), 'inreply-bench-'));
  const remove = () => rmSync(dir, { recursive: true, force: true });
  process.once('exit', remove);
  making.defer(() => {
    process.off('exit', remove);
  });
  making.defer(remove);
  const redisDir = join(dir, 'redis');
  mkdirSync(redisDir);
  const redis = making.use(await startRedis(redisDir));
  const peers = making.use(await startPeers(dir));
  const agentsDir = makeAgents(dir);
  const mailroom = await openMailroom({ redisUrl: redis.url, agentsDir, redis: redis.redis }, making);
  const env = (over: Record<string, string> = {}) => ({
    NYLAS_API_KEY: 'bench',
    NYLAS_API_URL: peers.nylasUrl,
    OPENAI_API_KEY: 'bench',
    OPENAI_BASE_URL: peers.modelUrl(0),
    OPENAI_MODEL: 'instant',
    REDIS_URL: redis.url,
    DATA_DIR: join(dir, 'data'),
    AGENTS_DIR: agentsDir,
    SWEEP_SECONDS: '86400', // not in the middle of a window
    ...over,
  });
  const stack = making.move();
  return {
    dir,
    agentsDir,
    redis,
    peers,
    mailroom,
    env,
    startWorker: ({ name, env: over, ...options }) =>
      startChild({
        name,
        command: ['src/main.ts', 'worker'],
        env: env(over),
        ready: /"event":"started"/,
        dir,
        ...options,
      }),
    [Symbol.asyncDispose]: () => stack[Symbol.asyncDispose](),
  };
}
