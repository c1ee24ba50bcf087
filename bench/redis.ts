import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { Redis } from 'ioredis';

const START_MS = 20_000;

/** What Redis has done so far. */
export type Counters = {
  cpuSeconds: number;
  /** Commands carried out, those inside scripts included. */
  commands: number;
  /** How many of the commands ran a script. */
  scripts: number;
  bytesIn: number;
  bytesOut: number;
};

export type BenchRedis = AsyncDisposable & {
  url: string;
  pid: number;
  /** A connection of our own for setting up and looking. */
  redis: Redis;
  counters(): Promise<Counters>;
  usedBytes(): Promise<number>;
  /** Removes everything but the settings of queues, which their processes write once at their start. */
  empty(): Promise<void>;
};

/** A private redis-server set up as the one Inreply starts for itself (AOF synced every second, noeviction), on a TCP port. */
export async function startRedis(dir: string): Promise<BenchRedis> {
  const binary = ['redis-server', 'valkey-server'].find((name) => !spawnSync(name, ['--version']).error);
  if (binary === undefined) throw new Error('redis-server is not on PATH: apt-get install redis-server');
  const port = await freePort();
  const settings = {
    port: String(port),
    bind: '127.0.0.1',
    dir,
    appendonly: 'yes',
    appendfsync: 'everysec',
    // a rewrite in the middle of a window would be counted to whoever runs just then
    'auto-aof-rewrite-percentage': '0',
    save: '',
    'maxmemory-policy': 'noeviction',
    'hash-max-ziplist-value': '256',
    loglevel: 'warning',
  };
  const args = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value]);
  const child = spawn(binary, args, { stdio: ['ignore', 'ignore', 'inherit'] });
  const { pid } = child;
  if (pid === undefined) throw new Error(`${binary} could not be started`);
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);
  const redis = new Redis(port, '127.0.0.1', { maxRetriesPerRequest: null, replyMapping: 'legacy' });
  redis.on('error', () => {}); // until it listens
  const deadline = Date.now() + START_MS;
  while (redis.status !== 'ready') {
    if (child.exitCode !== null || Date.now() > deadline) throw new Error(`${binary} did not start`);
    await wait(10);
  }
  const section = async (name: string) => fieldsOf(await redis.info(name));
  return {
    url: `redis://127.0.0.1:${port}`,
    pid,
    redis,
    async counters() {
      const [cpu, stats, commands] = await Promise.all([
        section('cpu'),
        section('stats'),
        section('commandstats'),
      ]);
      return {
        cpuSeconds: numberIn(cpu, 'used_cpu_user') + numberIn(cpu, 'used_cpu_sys'),
        ...commandsIn(commands),
        bytesIn: numberIn(stats, 'total_net_input_bytes'),
        bytesOut: numberIn(stats, 'total_net_output_bytes'),
      };
    },
    empty: () => emptyButSettings(redis),
    usedBytes: async () => numberIn(await section('memory'), 'used_memory'),
    async [Symbol.asyncDispose]() {
      redis.disconnect();
      process.off('exit', kill);
      const ended = once(child, 'exit');
      kill(); // nothing in it is wanted any more
      await ended;
    },
  };
}

async function emptyButSettings(redis: Redis): Promise<void> {
  const keys = (await redis.keys('*:meta')).toSorted();
  const settings = await Promise.all(keys.map((key) => redis.hgetall(key)));
  await redis.flushall();
  for (const [at, key] of keys.entries()) await redis.hset(key, settings[at] ?? {});
}

/** What happened between two readings. */
export function between(before: Counters, after: Counters): Counters {
  return {
    cpuSeconds: after.cpuSeconds - before.cpuSeconds,
    commands: after.commands - before.commands,
    scripts: after.scripts - before.scripts,
    bytesIn: after.bytesIn - before.bytesIn,
    bytesOut: after.bytesOut - before.bytesOut,
  };
}

/** What the measuring itself asks for does not count. */
const ours = new Set(['info', 'zcard', 'llen']);

function commandsIn(fields: Map<string, string>): Pick<Counters, 'commands' | 'scripts'> {
  let commands = 0;
  let scripts = 0;
  for (const [name, value] of fields) {
    const command = name.replace('cmdstat_', '');
    const calls = Number(/calls=(\d+)/.exec(value)?.[1] ?? 0);
    if (command === 'evalsha') scripts += calls;
    if (!ours.has(command)) commands += calls;
  }
  return { commands, scripts };
}

function fieldsOf(info: string): Map<string, string> {
  const pairs = info.split('\r\n').flatMap((line): [string, string][] => {
    const at = line.indexOf(':');
    return at < 0 ? [] : [[line.slice(0, at), line.slice(at + 1)]];
  });
  return new Map(pairs);
}

function numberIn(fields: Map<string, string>, name: string): number {
  const value = Number(fields.get(name));
  if (Number.isNaN(value)) throw new Error(`this Redis does not tell ${name}`);
  return value;
}

/** A port that nobody listened on a moment ago. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (typeof address !== 'object' || address === null) throw new Error('no port is free');
  return address.port;
}
