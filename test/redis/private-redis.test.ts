import { fork, type ChildProcess } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { startPrivateRedis, type PrivateRedisEvent } from '#store/private-redis.ts';
import { lockHolder } from '#store/private-redis-lock.ts';
import { findRedisServer, pingServer } from '#store/private-redis-server.ts';

let dataDir: string;
let cleanup: AsyncDisposableStack;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'private-redis-'));
  cleanup = new AsyncDisposableStack();
  cleanup.defer(() => rmSync(dataDir, { recursive: true, force: true }));
});
afterEach(() => cleanup.disposeAsync());

const eventually = (check: () => unknown) => vi.waitFor(check, { timeout: 15_000, interval: 20 });

function client(socketPath: string): Redis {
  const redis = new Redis({ path: socketPath, maxRetriesPerRequest: 1, retryStrategy: () => 50 });
  redis.on('error', () => {}); // expected while Redis is away
  return cleanup.adopt(redis, (each) => each.disconnect());
}

async function facts(redis: Redis): Promise<{ pid: number; run: string | undefined }> {
  const info = await redis.info('server');
  return { pid: Number(/process_id:(\d+)/.exec(info)?.[1]), run: /run_id:(\w+)/.exec(info)?.[1] };
}

type Parent = { child: ChildProcess; owner: boolean; events: string[] };

/** A process of its own with a private Redis in `dataDir`; resolves when it is up. */
async function aParent(): Promise<Parent> {
  const child = fork(new URL('../helpers/private-redis-parent.ts', import.meta.url), [dataDir]);
  cleanup.defer(() => end(child));
  const events: string[] = [];
  const owner = await new Promise<boolean>((resolve, reject) => {
    child.on('message', (message: { kind: string; owner?: boolean }) => {
      events.push(message.kind);
      if (message.owner !== undefined) resolve(message.owner);
    });
    child.once('exit', (code) => reject(new Error(`ended with ${String(code)}`)));
  });
  return { child, owner, events };
}

async function end(child: ChildProcess, signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill(signal);
  await once(child, 'exit');
}

const socketPath = () => join(dataDir, 'redis/r.sock');
const isDown = () => eventually(async () => expect(await pingServer(socketPath())).toBe('down'));

describe.skipIf(findRedisServer() === undefined)('a private Redis (needs redis-server on PATH)', () => {
  it('listens on a socket of its owner only, keeps an append-only file and never evicts', async () => {
    const redis = cleanup.use(await startPrivateRedis({ dataDir }));
    expect(redis).toMatchObject({ owner: true, socketPath: socketPath() });
    const connection = client(redis.socketPath);
    expect(statSync(join(dataDir, 'redis')).mode & 0o777).toBe(0o700);
    expect(await connection.config('GET', 'port')).toEqual(['port', '0']);
    expect(await connection.config('GET', 'appendonly')).toEqual(['appendonly', 'yes']);
    expect(await connection.config('GET', 'appendfsync')).toEqual(['appendfsync', 'everysec']);
    expect(await connection.config('GET', 'maxmemory-policy')).toEqual(['maxmemory-policy', 'noeviction']);
  });

  it('is gone after a stop, and has its data after the next start', async () => {
    for (const boots of [1, 2, 3]) {
      const redis = await startPrivateRedis({ dataDir });
      expect(await client(redis.socketPath).incr('boots')).toBe(boots);
      await redis[Symbol.asyncDispose]();
      expect(await pingServer(redis.socketPath)).toBe('down');
    }
  });

  it('ends with its process on kill -9, and its data is there for the next', async () => {
    const first = await aParent();
    const { pid } = await facts(client(socketPath()));
    await client(socketPath()).set('kept', 'yes');
    await end(first.child);
    await eventually(() => expect(() => process.kill(pid, 0)).toThrow());
    await isDown();
    const redis = cleanup.use(await startPrivateRedis({ dataDir }));
    expect(redis.owner).toBe(true);
    expect(await client(redis.socketPath).get('kept')).toBe('yes');
  });

  it('is run by exactly one of several processes that start at once, also over the lock of a dead one', async () => {
    for (let round = 0; round < 3; round++) {
      const parents = await Promise.all([aParent(), aParent(), aParent(), aParent()]);
      expect(parents.filter(({ owner }) => owner)).toHaveLength(1);
      expect(await client(socketPath()).incr('rounds')).toBe(round + 1);
      await Promise.all(parents.map(({ child }) => end(child)));
      // no waiting for the Redis of the dead: the next ones start while it goes
    }
  });

  it('is brought back by another process when the one that ran it is killed, on the same socket', async () => {
    const [first, second, third] = [await aParent(), await aParent(), await aParent()];
    expect([first.owner, second.owner, third.owner]).toEqual([true, false, false]);
    const connection = client(socketPath());
    await connection.set('kept', 'yes');
    const before = await facts(connection);
    await end(first.child);
    await eventually(async () => expect((await facts(connection)).run).not.toBe(before.run));
    expect(await connection.get('kept')).toBe('yes');
    await eventually(() => {
      const last = [second, third].map(({ events }) => events.at(-1));
      expect(last).toContain('started');
      expect(last).toContain('adopted');
    });
  });

  it('is brought back as well when the process that ran it stops properly', async () => {
    const [first, second] = [await aParent(), await aParent()];
    const exited = once(first.child, 'exit');
    first.child.send('stop');
    expect(await exited).toEqual([0, null]);
    await eventually(() => expect(second.events.at(-1)).toBe('started'));
    expect(await client(socketPath()).ping()).toBe('PONG');
  });

  it.each(['Redis', 'its guard'])('is brought back by its owner when %s is killed', async (victim) => {
    const events: PrivateRedisEvent['kind'][] = [];
    cleanup.use(await startPrivateRedis({ dataDir, onEvent: ({ kind }) => events.push(kind) }));
    const connection = client(socketPath());
    await connection.set('kept', 'yes');
    await connection.call('WAITAOF', '1', '0', '2000').catch(() => connection.bgrewriteaof()); // before Redis 7.2
    const before = await facts(connection);
    const guard = lockHolder(join(dataDir, 'redis'))?.server?.pid ?? 0;
    process.kill(victim === 'Redis' ? before.pid : guard, 'SIGKILL');
    await eventually(() => expect(events).toEqual(['started', 'lost', 'started']));
    expect((await facts(connection)).run).not.toBe(before.run);
    expect(() => process.kill(before.pid, 0)).toThrow();
    expect(await connection.get('kept')).toBe('yes');
  });

  it('uses a short path for its socket when DATA_DIR is long', async () => {
    const long = join(dataDir, 'a'.repeat(60), 'b c'.repeat(30));
    const redis = cleanup.use(await startPrivateRedis({ dataDir: long }));
    expect(redis.socketPath.length).toBeLessThan(100);
    expect(await client(redis.socketPath).ping()).toBe('PONG');
    expect(existsSync(join(long, 'redis/appendonlydir'))).toBe(true);
    cleanup.defer(() => rmSync(join(redis.socketPath, '..'), { recursive: true }));
  });

  it('says why when it ends at once, with the last line of its log', async () => {
    mkdirSync(join(dataDir, 'redis/appendonlydir'), { recursive: true });
    writeFileSync(join(dataDir, 'redis/appendonlydir/appendonly.aof.manifest'), 'nonsense\n');
    await expect(startPrivateRedis({ dataDir })).rejects.toThrow(
      /^the private redis-server ended at once: .*manifest.* \(log: .*redis\.log\)$/i,
    );
    rmSync(join(dataDir, 'redis/appendonlydir'), { recursive: true });
    expect(cleanup.use(await startPrivateRedis({ dataDir })).owner).toBe(true);
  });
});

describe('without a Redis that works', () => {
  it('says how to get one', async () => {
    await expect(startPrivateRedis({ dataDir, path: '/nowhere' })).rejects.toThrow(
      'no redis-server on PATH: apt-get install redis-server / brew install redis / docker compose up, or set REDIS_URL',
    );
  });

  it('quotes what the binary says', async () => {
    writeFileSync(
      join(dataDir, 'valkey-server'),
      '#!/bin/sh\necho starting\necho "# unknown directive" >&2\nexit 1\n',
    );
    chmodSync(join(dataDir, 'valkey-server'), 0o755);
    await expect(startPrivateRedis({ dataDir, path: dataDir })).rejects.toThrow(
      /ended at once: # unknown directive \(log: /,
    );
  });

  it('says what to do when the folder cannot be used', async () => {
    writeFileSync(join(dataDir, 'file'), '');
    await expect(startPrivateRedis({ dataDir: join(dataDir, 'file') })).rejects.toThrow(
      /^cannot use DATA_DIR .*; make it writable, or set another$/,
    );
  });
});
