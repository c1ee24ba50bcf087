import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { closeSync, openSync, readFileSync, statSync } from 'node:fs';
import { connect, Socket } from 'node:net';
import { join, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { messageOf, SetupError } from '#errors.ts';
import { bornAt, type Process } from './private-redis-lock.ts';
import type { Place } from './private-redis-place.ts';

export type Server = {
  /** Resolves when nothing of it is left. */
  exited: Promise<unknown>;
  /** Lets Redis write its data and end; kills it after 10 s. */
  stop(): Promise<void>;
};

const MAX_LOG_BYTES = 1024 * 1024;
const START_MS = 20_000;
const STOP_MS = 10_000;

/**
 * A POSIX sh between us and Redis that reads a pipe from us. Our death, of whatever kind, closes the pipe; `read`
 * ends; Redis gets SIGTERM and writes its data. Ctrl-C reaches neither: we decide when Redis may go.
 */
const guard = [
  'trap "" INT HUP',
  '"$0" "$@" </dev/null 3<&- & p=$!',
  '{ while read -r _; do :; done; kill -TERM $p 2>/dev/null; } <&3 & g=$!',
  'exec 3<&-',
  'wait $p; c=$?; kill $g 2>/dev/null; wait $g 2>/dev/null; exit $c',
].join('\n');

/** The first of redis-server and valkey-server on PATH, undefined without one. `path` stands in for PATH. */
export function findRedisServer(path?: string): string | undefined {
  const found = spawnSync('/bin/sh', ['-c', 'command -v redis-server || command -v valkey-server'], {
    encoding: 'utf8',
    ...(path === undefined ? {} : { env: { PATH: path } }),
  });
  return found.status === 0 ? resolve(found.stdout.trim()) : undefined;
}

/**
 * Starts Redis as a child: unix socket only, append-only file synced every second, `noeviction`; it ends with this
 * process, even on kill -9. Resolves when it answers and has loaded its data, however long that takes.
 * A Redis that ends at once is a SetupError with the last line of its log. The caller holds the folder's lock.
 */
export async function launchServer(
  binary: string,
  place: Place,
  onSpawn: (server: Process) => void,
): Promise<Server> {
  const logFile = join(place.dir, 'redis.log');
  const log = openSync(logFile, sizeOf(logFile) > MAX_LOG_BYTES ? 'w' : 'a', 0o600);
  const logStart = sizeOf(logFile);
  const child = spawn('/bin/sh', ['-c', guard, binary, ...settings(place)], {
    cwd: place.dir,
    env: {}, // our secrets are none of its business
    stdio: ['ignore', log, log, 'pipe'],
    detached: true, // its own group: Ctrl-C in the terminal is ours to handle
  });
  closeSync(log);
  const ended = endOf(child);
  if (child.pid === undefined) throw new SetupError(`cannot run /bin/sh: ${messageOf(await ended)}`);
  onSpawn({ pid: child.pid, born: bornAt(child.pid) ?? '' });

  const pipe = child.stdio[3];
  child.unref();
  if (pipe instanceof Socket) {
    pipe.on('error', () => {}); // the guard went first; its exit tells
    pipe.unref();
  }
  const server = { exited: ended, stop: () => stop(child, ended) };
  try {
    await answering(place.socketPath, child, () => lastLine(logFile, logStart));
    return server;
  } catch (error) {
    await server.stop();
    throw error;
  }
}

/** `down`: nobody listens. `busy`: somebody does, but did not answer within a second. */
export function pingServer(socketPath: string): Promise<'ready' | 'loading' | 'busy' | 'down'> {
  return new Promise((answer) => {
    const socket = connect(socketPath);
    const done = (state: 'ready' | 'loading' | 'busy' | 'down') => {
      socket.destroy();
      answer(state);
    };
    socket.setTimeout(1_000, () => done('busy'));
    socket.once('error', (error: NodeJS.ErrnoException) => done(error.code === 'EAGAIN' ? 'busy' : 'down'));
    socket.once('close', () => done('down'));
    socket.once('connect', () => socket.write('PING\r\n'));
    // any other answer, such as -MISCONF on a full disk, is still a Redis that works as well as it can
    socket.once('data', (data) => done(data.toString().startsWith('-LOADING') ? 'loading' : 'ready'));
  });
}

function settings({ dir, socketPath }: Place): string[] {
  const values = {
    port: '0',
    unixsocket: socketPath,
    unixsocketperm: '700',
    dir,
    appendonly: 'yes',
    appendfsync: 'everysec',
    save: '',
    'maxmemory-policy': 'noeviction',
    'hash-max-ziplist-value': '256', // a waiting thread's job takes half the memory; the name that Redis 6 to 8 and Valkey know
    daemonize: 'no',
    loglevel: 'warning',
    logfile: '', // to standard output, and so into the same file as what it says before it reads its settings
  };
  return Object.entries(values).flatMap(([name, value]) => [`--${name}`, value]);
}

async function answering(socketPath: string, child: ChildProcess, reason: () => string): Promise<void> {
  let deadline = Date.now() + START_MS;
  for (;;) {
    const state = await pingServer(socketPath);
    if (state === 'ready') return;
    if (hasExited(child)) throw new SetupError(`the private redis-server ended at once: ${reason()}`);
    if (state === 'loading') deadline = Date.now() + START_MS;
    if (Date.now() > deadline) {
      throw new SetupError(
        `the private redis-server does not answer after ${START_MS / 1_000} s: ${reason()}`,
      );
    }
    await wait(10);
  }
}

async function stop(child: ChildProcess, ended: Promise<unknown>): Promise<void> {
  const pipe = child.stdio[3];
  if (pipe instanceof Socket) pipe.end();
  const timer = setTimeout(() => signalGroup(child, 'SIGKILL'), STOP_MS);
  await ended;
  clearTimeout(timer);
}

/** Resolves when guard and Redis are gone, with the error if the guard could not be run at all. */
async function endOf(child: ChildProcess): Promise<unknown> {
  const error = await new Promise<unknown>((gone) => {
    child.once('error', gone);
    child.once('exit', () => gone(undefined));
  });
  // Only when the guard itself was killed is Redis still there; two on one folder would destroy its data.
  const deadline = Date.now() + STOP_MS;
  while (signalGroup(child, Date.now() < deadline ? 'SIGTERM' : 'SIGKILL') && Date.now() < deadline + 1_000) {
    await wait(50);
  }
  return error;
}

/** False when there is no process left in the group. */
function signalGroup(child: ChildProcess, signal: NodeJS.Signals): boolean {
  if (child.pid === undefined) return false;
  try {
    return process.kill(-child.pid, signal);
  } catch {
    return false;
  }
}

function hasExited({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null;
}

function lastLine(file: string, start: number): string {
  const lines = readFileSync(file).subarray(start).toString('utf8').trim().split('\n');
  const line = lines.at(-1)?.trim();
  return `${line === undefined || line === '' ? 'it gave no reason' : line} (log: ${file})`;
}

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}
