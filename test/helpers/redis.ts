import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { Redis, type RedisOptions } from 'ioredis';
import { afterAll, afterEach, beforeAll } from 'vitest';
import { findRedisServer, pingServer } from '#store/private-redis-server.ts';

const START_MS = 20_000;

/** Ends Redis with us, even on kill -9: our death closes the pipe it reads. */
const guard =
  'trap "" INT HUP; "$0" "$@" </dev/null & p=$!; while read -r _; do :; done; kill $p; wait $p; rm -rf "$FOLDER"';

export type TestRedis = AsyncDisposable & {
  path: string;
  /** A further connection; closed with the server. */
  connect(options?: RedisOptions): Redis;
};

/** A real redis-server of its own, on a unix socket in a temporary folder, keeping nothing on disk. */
export async function startRedis(): Promise<TestRedis> {
  const binary = findRedisServer();
  if (binary === undefined) throw new Error('these tests need redis-server or valkey-server on PATH');
  const dir = mkdtempSync(join(tmpdir(), 'inreply-redis-'));
  const path = join(dir, 'r.sock');
  const settings = ['--port', '0', '--unixsocket', path, '--dir', dir, '--save', '', '--appendonly', 'no'];
  const child = spawn('/bin/sh', ['-c', guard, binary, ...settings], {
    stdio: ['pipe', 'ignore', 'inherit'],
    env: { ...process.env, FOLDER: dir },
  });
  const ended = once(child, 'exit');
  const deadline = Date.now() + START_MS;
  while ((await pingServer(path)) !== 'ready') {
    if (child.exitCode !== null || Date.now() > deadline) throw new Error('redis-server did not start');
    await wait(5);
  }
  const connections: Redis[] = [];
  return {
    path,
    connect(options = {}) {
      const redis = new Redis(path, { maxRetriesPerRequest: null, ...options, replyMapping: 'legacy' });
      redis.on('error', () => {}); // expected while a test has it away
      connections.push(redis);
      return redis;
    },
    async [Symbol.asyncDispose]() {
      for (const redis of connections) redis.disconnect();
      child.stdin.end();
      await ended;
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

/** One Redis for a test file, emptied after each test. Call it at the top of the file. */
export function redisForFile(): Pick<TestRedis, 'connect'> & {
  readonly redis: Redis;
  readonly path: string;
} {
  let server: TestRedis | undefined;
  let redis: Redis | undefined;
  beforeAll(async () => {
    server = await startRedis();
    redis = server.connect();
  });
  afterEach(async () => {
    await redis?.flushall();
  });
  afterAll(async () => {
    await server?.[Symbol.asyncDispose]();
  });
  return {
    get redis() {
      return running(redis);
    },
    get path() {
      return running(server).path;
    },
    connect: (options) => running(server).connect(options),
  };
}

function running<T>(one: T | undefined): T {
  if (one === undefined) throw new Error('Redis runs only while tests do');
  return one;
}
